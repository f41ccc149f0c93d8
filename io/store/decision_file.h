#pragma once

#include "core/error.h"
#include "core/review/lesion_decision.h"

#include <QByteArray>
#include <QStringList>

#include <vector>

namespace uptake {

/// The decisions about the predicted lesions of a study. One JSON file per study
/// (AnnotationFolder::decisionFile), UTF-8:
///
///     {"format": "uptake-decisions", "version": 1,
///      "patient_id": "…", "study_instance_uid": "1.2…",
///      "decisions": [
///        {"prediction": "1.2…" | "sha256:…", "component": 3, "position_mm": [x, y, z],
///         "kind": "taken_over" | "rejected" | "corrected",
///         "tracking_uid": "2.25…", "made_lesion": true, "time": "2026-01-31T12:00:00Z"}]}
///
/// `prediction` is a SOP Instance UID or the hash of a file; `component` numbers its connected components
/// from 1, as `uptake-cli evaluate` does; `position_mm` is LPS; `tracking_uid` is that of the reader's
/// lesion, absent for a rejected one. Unknown members and entries of unknown kinds are kept when the file is
/// saved again.
struct DecisionFile {
  std::vector<LesionDecision> decisions;
  QByteArray original;   ///< the file as read, which writeDecisions() edits
  QStringList warnings;  ///< what was tolerated, translated
};

/// Reads the file of a study. FileUnreadable when it is no such file, NotSupported when its version is later,
/// Inconsistent when it is of another study.
Result<DecisionFile> readDecisions(const QString& path, const QString& studyInstanceUid);

/// Writes the file completely or not at all; missing folders are created. Without any decision the file is
/// removed.
Result<void> writeDecisions(const QString& path, const QString& patientId, const QString& studyInstanceUid,
                            const std::vector<LesionDecision>& decisions, const QByteArray& original);

}  // namespace uptake
