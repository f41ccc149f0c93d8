#pragma once

#include "core/error.h"
#include "core/review/review_event.h"

namespace uptake {

/// The version of review lines that this program writes and reads.
inline constexpr int kReviewVersion = 1;
/// No line is longer: a longer one is not read.
inline constexpr qsizetype kLongestReviewLine = 4 * 1024 * 1024;

/// A line of a review record, with its newline. UTF-8 JSON, in one line, members in the order of their names
/// but for the last, `"check"`: the first 16 hexadecimal digits of the SHA-256 of the line as it would be
/// without it. Members (those that say nothing are left out):
///
///     {"act": "edited" | "annotated" | "adjudicated" | "verified" | "disputed" | "rejected" | "withdrawn" |
///             "rule",
///      "after": {"<other reader>": lines of theirs that were known}, "comment", "digest",
///      "format": "uptake-review", "id", "judged": [{"file", "sha256"}],
///      "lesion": {"digest", "key", "name"}, "lesions": number, "own": true, "patient_id", "reader",
///      "rule": {"blind": bool, "verifications": number}, "sequence": number, "study_instance_uid",
///      "time": "2026-01-31T12:00:00.000Z", "version": 1, "withdraws": "<id>", "check"}
QByteArray reviewLine(const ReviewEvent& event);

/// Reads such a line. FileUnreadable when it is damaged (its check does not fit, or it is none),
/// NotSupported when it is of another version or has an act that this program does not know.
Result<ReviewEvent> parseReviewLine(const QByteArray& line);

}  // namespace uptake
