#pragma once

#include "app/session/annotations/kind.h"

#include <QByteArray>

#include <map>
#include <set>

namespace uptake {

/// Boxes: one PASCAL VOC file an image (io/store/stored_boxes.h). Those of other readers' finished readings
/// are among the predicted ones.
class BoxesKind : public AnnotationKind, public JournalPart {
 public:
  explicit BoxesKind(Keeper& keeper);

  Reader reader() const override;
  void adopt(StoredPart& stored) override;
  std::unique_ptr<SavePart> snapshot(SaveMode mode) override;
  void takeBack(SavePart& part) override;
  bool moveToNewFolder() override;
  void removeMark() override;
  void clear() override;

  JournalPart* journalPart() override { return this; }
  JournalFormat format() const override;
  bool isTouched() const override { return !unrecorded_.empty(); }
  void write(JournalRecords& records) override;
  void recorded() override { unrecorded_.clear(); }
  void startAfresh() override { unrecorded_.clear(); }
  bool carryOver() override;
  void restore(JournalContent& content, JournalRestore& step) override;

 private:
  QByteArray originalHash(const QString& image) const;
  void restoreOn(const QString& image, std::vector<Box> wanted, JournalRestore& step) const;

  std::map<QString, QByteArray> originals_;  ///< by image: the file as read, in which Box::fileObject counts
  std::set<QString> unsaved_;                ///< images whose boxes are
  std::set<QString> unrecorded_;             ///< those that changed since the last record
};

}  // namespace uptake
