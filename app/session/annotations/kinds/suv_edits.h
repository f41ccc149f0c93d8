#pragma once

#include "app/session/annotations/kind.h"
#include "io/store/suv_edit.h"

#include <map>

namespace uptake {

/// What a person corrected for the SUV of PET series (io/store/suv_edit.h). It is read before the images,
/// whose values depend on it, and saved as soon as it is edited: it is no step to undo and never unsaved
/// work.
class SuvEditsKind : public AnnotationKind {
 public:
  using AnnotationKind::AnnotationKind;

  /// By series.
  const std::map<QString, SuvEdit>& edits() const { return edits_; }
  /// Null when nothing is corrected.
  const SuvEdit* of(const QString& seriesInstanceUid) const;
  /// Takes the corrections in the place of earlier ones; without any, the series is the file's own again.
  void set(const SuvEdit& edit);

  bool isOf(const OpenedStudy& opened) const override;
  bool isReadFirst() const override { return true; }
  Reader reader() const override;
  void adopt(StoredPart& stored) override;
  std::unique_ptr<SavePart> snapshot(SaveMode) override { return nullptr; }
  void takeBack(SavePart&) override {}
  bool moveToNewFolder() override;
  void clear() override;

 private:
  void save(const SuvEdit& edit);

  std::map<QString, SuvEdit> edits_;
  FileStamps known_;  ///< files that were read or written here
};

}  // namespace uptake
