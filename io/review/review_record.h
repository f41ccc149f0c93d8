#pragma once

#include "core/review/review_event.h"
#include "io/dicom/study_index.h"

#include <QStringList>

#include <vector>

namespace uptake {

/// The review record of a project: `uptake-review/<reader>.jsonl` in the annotation folder, one file a
/// reader, to which only that reader's program ever writes, and only at its end. Merging is reading them all
/// (annotation/review/review_order.h).
QString reviewFolder(const QString& project);
/// The file of a reader in such a folder.
QString reviewFile(const QString& folder, const QString& reader);

/// What the files of a folder say.
struct ReviewRecords {
  std::vector<std::vector<ReviewEvent>> readers;  ///< one a file, as the lines stand
  std::vector<FileProblem> problems;  ///< lines that do not count, with their numbers; the rest is there
};
/// Reads all files of such folders. Never fails: what cannot be read is among the problems. A line whose
/// reader is not the file's counts as damaged. A last line without its newline that does not fit its check is
/// one that is being written, or never was written whole, and is told of too.
ReviewRecords readReviewRecords(const QStringList& folders);

/// Appends events of one reader to the reader's file, in one write, onto the disk, and gives them their
/// numbers. Only a second program of the same reader waits. FileUnreadable says why it was not possible; then
/// nothing counts as written, and a part of a line that was is passed over by readers and by the next append.
Result<void> appendReviewEvents(const QString& folder, std::vector<ReviewEvent>& events);

}  // namespace uptake
