#pragma once

#include "app/session/annotations/kind.h"

namespace uptake {

/// The classes of the images of a table of slices. They lie in one folder with the table's mask, all of which
/// is read and saved here (io/slicetable/slice_table_store.h). Comes after the masks.
class SliceClassesKind : public AnnotationKind, public JournalPart {
 public:
  explicit SliceClassesKind(Keeper& keeper);

  bool isOf(const OpenedStudy& opened) const override { return opened.table() != nullptr; }
  Reader reader() const override;
  void adopt(StoredPart& stored) override;
  std::unique_ptr<SavePart> snapshot(SaveMode mode) override;
  void takeBack(SavePart& part) override;
  bool moveToNewFolder() override;
  void clear() override;

  JournalPart* journalPart() override { return this; }
  JournalFormat format() const override;
  bool isTouched() const override { return isUnrecorded_; }
  void write(JournalRecords& records) override;
  void recorded() override { isUnrecorded_ = false; }
  void startAfresh() override { isUnrecorded_ = false; }
  bool carryOver() override;
  void restore(JournalContent& content, JournalRestore& step) override;

 private:
  bool isUnsaved_ = false;
  bool isUnrecorded_ = false;
};

}  // namespace uptake
