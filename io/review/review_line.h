#pragma once

#include "core/error.h"
#include "core/review/review_event.h"

namespace uptake {

/// The version of the line format.
inline constexpr int kReviewVersion = 1;
/// The largest length of a line in bytes; longer ones are not read.
inline constexpr qsizetype kLongestReviewLine = 4 * 1024 * 1024;

/// An event as a line of a review record, with its newline: a JSON object in UTF-8, members sorted by name.
/// Only the last member, "check", is not in order: the first 16 hexadecimal digits of the SHA-256 of the line
/// without this member. Members (empty ones are left out):
///
///     {"act": "edited" | "annotated" | "adjudicated" | "verified" | "disputed" | "rejected" | "withdrawn" |
///             "rule",
///      "after": {"<other reader>": number of lines of theirs that were known}, "comment", "digest",
///      "format": "uptake-review", "id", "judged": [{"file", "sha256"}],
///      "lesion": {"digest", "key", "name"}, "lesions": number, "own": true, "patient_id", "reader",
///      "rule": {"blind": bool, "verifications": number}, "sequence": number, "study_instance_uid",
///      "time": "2026-01-31T12:00:00.000Z", "version": 1, "withdraws": "<id>", "check"}
QByteArray reviewLine(const ReviewEvent& event);

/// Parses such a line. FileUnreadable when it is damaged (no JSON object, or a wrong check), NotSupported
/// when it is of another version or has an unknown act.
Result<ReviewEvent> parseReviewLine(const QByteArray& line);

}  // namespace uptake
