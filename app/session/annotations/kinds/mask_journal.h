#pragma once

#include "annotation/journal/journal_part.h"
#include "core/mask/mask_layer.h"

#include <memory>
#include <vector>

namespace uptake {

struct OpenedStudy;

// What a journal says of masks, and how they come back from it. What of them was touched, and so is written,
// is the business of MasksKind.

/// How a mask that lies on disk is found again: ids hold only while a case is open.
struct MaskOrigin {
  MaskId id = MaskId::None;  ///< in the session that wrote the journal
  QString sopInstanceUid;    ///< MaskProvenance's; of the file it was read from or saved in
  QString predecessorUid;
  QString file;
  QString name;  ///< as the file gives it
};

/// How it is read.
JournalFormat maskJournalFormat();

/// `base`: the masks that lay on disk when the journal began.
void writeMaskBase(QDataStream& out, const std::vector<MaskOrigin>& base);
/// Adds which masks there are, in order, and which of them are predictions.
void addMaskList(JournalRecords& records, const std::vector<std::unique_ptr<MaskLayer>>& masks);
/// Adds a mask: as a whole, or, where an earlier record has it as a whole, its name, its lesions and the
/// labels in `region`.
void addMask(JournalRecords& records, const MaskLayer& mask, bool isWhole, const IndexBox& region);

/// Brings the masks of a journal back; `content` was made by maskJournalFormat(). A mask whose file is
/// another one by now, or gone, comes as a mask of its own beside it, so that neither is lost.
void restoreMasks(JournalContent& content, JournalRestore& step, const OpenedStudy& opened);

}  // namespace uptake
