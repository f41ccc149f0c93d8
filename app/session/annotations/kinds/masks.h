#pragma once

#include "app/session/annotations/kind.h"
#include "app/session/annotations/kinds/mask_journal.h"

#include <map>
#include <memory>
#include <set>
#include <vector>

namespace uptake {

/// Masks: one DICOM SEG a mask (io/store/stored_masks.h). Those of other readers' finished readings are there
/// to look at and to take lesions from, locked.
class MasksKind : public AnnotationKind, public JournalPart {
 public:
  explicit MasksKind(Keeper& keeper);

  /// Masks of readers who read the case blind, with the readers' names.
  const std::map<MaskId, QString>& otherReadings() const { return otherReadings_; }
  /// Adds a mask that a loader has read, whose file stands for it until a person changes it. Its first lesion
  /// is selected when none is, unless it is of another reader.
  MaskId insertRead(std::unique_ptr<MaskLayer> mask, bool isOthers = false);
  /// Adds a prediction, whose file stands for it until a person changes it: opening it is no edit. The
  /// journal has it, since what follows is about it.
  MaskId insertPrediction(std::unique_ptr<MaskLayer> mask);

  Reader reader() const override;
  void adopt(StoredPart& stored) override;
  std::unique_ptr<SavePart> snapshot(SaveMode mode) override;
  void saved(SavePart& part, SaveMode mode, const SaveReport& report) override;
  void takeBack(SavePart& part) override;
  bool moveToNewFolder() override;
  void clear() override;

  JournalPart* journalPart() override { return this; }
  JournalFormat format() const override;
  bool isTouched() const override { return isListUnrecorded_ || !unrecorded_.empty(); }
  void write(JournalRecords& records) override;
  void recorded() override;
  void startAfresh() override;
  bool carryOver() override;
  void writeBase(QDataStream& out) const override;
  void restore(JournalContent& content, JournalRestore& step) override;

 private:
  struct Unrecorded {
    bool isWhole = false;
    IndexBox region;  ///< whose labels changed
  };
  void masksChanged();
  Unrecorded& touch(MaskId id);
  void bringMasksOfTheirFile();
  std::set<QString> filesOfDocument() const;

  std::map<MaskId, QString> seen_;  ///< masks of the document and their names
  std::set<MaskId> unsaved_;
  /// Masks, by the name that they were read with, whose file is not ours to replace (others made it, or it
  /// was resampled, or holds overlapping masks). The file stands for them until a person changes them.
  std::map<MaskId, QString> asRead_;
  std::map<MaskId, QString> otherReadings_;
  std::set<QString> knownFiles_;  ///< read or written here: those of no mask are set aside when it is saved

  std::vector<MaskOrigin> base_;  ///< the masks that lay on disk when the journal began
  // Since its last record.
  std::map<MaskId, Unrecorded> unrecorded_;
  bool isListUnrecorded_ = false;
  std::set<MaskId> recorded_;  ///< those that are in the journal as a whole
};

}  // namespace uptake
