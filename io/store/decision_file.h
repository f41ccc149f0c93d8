#pragma once

#include "core/error.h"
#include "core/review/lesion_decision.h"

#include <QByteArray>
#include <QStringList>

#include <vector>

namespace uptake {

/// What was decided about the lesions of predictions of one study. One JSON file a study
/// (AnnotationFolder::decisionFile), UTF-8:
///
///     {"format": "uptake-decisions", "version": 1,
///      "patient_id": "…", "study_instance_uid": "1.2…",
///      "decisions": [
///        {"prediction": "1.2…" | "sha256:…", "component": 3, "position_mm": [x, y, z],
///         "kind": "taken_over" | "rejected" | "corrected",
///         "tracking_uid": "2.25…", "made_lesion": true, "time": "2026-01-31T12:00:00Z"}]}
///
/// `component` counts the prediction's connected components from 1, as `uptake-cli evaluate` does;
/// `tracking_uid` is that of the reader's lesion, absent for a rejected one. Other members are kept when the
/// file is saved again; so are entries of unknown kinds.
struct DecisionFile {
  std::vector<LesionDecision> decisions;
  QByteArray original;   ///< as read: what writeDecisions() edits
  QStringList warnings;  ///< what was tolerated, in words
};

/// Reads the file of a study. FileUnreadable when it is no such file, NotSupported when it is of a later
/// version, Inconsistent when it is another study's.
Result<DecisionFile> readDecisions(const QString& path, const QString& studyInstanceUid);

/// Writes the file whole or not at all, into a folder that is made where needed. Without any decision the
/// file is removed, or never made.
Result<void> writeDecisions(const QString& path, const QString& patientId, const QString& studyInstanceUid,
                            const std::vector<LesionDecision>& decisions, const QByteArray& original);

}  // namespace uptake
