#pragma once

#include "app/session/annotations/study_file_kind.h"
#include "core/box/box_link.h"

#include <vector>

namespace uptake {

/// Which boxes a person joined to lesions, or set apart (io/store/box_link_file.h). Comes after the boxes.
class BoxTiesKind : public StudyFileKind {
 public:
  explicit BoxTiesKind(Keeper& keeper);

  Reader reader() const override;
  void adopt(StoredPart& stored) override;
  void clear() override;

  JournalFormat format() const override;
  void restore(JournalContent& content, JournalRestore& step) override;

 protected:
  Place place() const override;
  bool isEmpty() const override { return document().boxTies().empty(); }
  FileWriter writer() const override;
  void writeRecord(QDataStream& out) const override;

 private:
  std::vector<BoxLink> unresolved_;  ///< read, of boxes that are not there: they stay in the file
};

}  // namespace uptake
