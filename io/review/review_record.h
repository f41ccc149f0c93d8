#pragma once

#include "core/review/review_event.h"
#include "io/dicom/study_index.h"

#include <QStringList>

#include <vector>

namespace uptake {

// The review record of a project: `uptake-review/<reader>.jsonl` in the annotation folder. There is one file
// per reader, and only that reader's program appends to it, so records of several readers are merged by
// reading all files (annotation/review/review_order.h).

/// The folder of the review record in an annotation folder.
QString reviewFolder(const QString& project);
/// The file of a reader in that folder.
QString reviewFile(const QString& folder, const QString& reader);

/// The content of all files of review folders.
struct ReviewRecords {
  std::vector<std::vector<ReviewEvent>> readers;  ///< per file its events in the order of the lines
  std::vector<FileProblem> problems;              ///< ignored lines, with their numbers
};
/// Reads all files of review folders. What cannot be read is listed in the problems. A line of another reader
/// than the file's counts as damaged, and so does an incomplete last line, which is being written or whose
/// writing was interrupted.
ReviewRecords readReviewRecords(const QStringList& folders);

/// Appends events of one reader to the reader's file in a single write, flushes it to disk and sets the
/// events' sequence numbers. A lock serialises several programs of the same reader. FileUnreadable says why
/// it failed; then no event counts as written, and a partly written line is skipped when reading and at the
/// next append.
Result<void> appendReviewEvents(const QString& folder, std::vector<ReviewEvent>& events);

}  // namespace uptake
