#pragma once

#include "core/geometry/patient_space.h"

#include <QDateTime>
#include <QString>

#include <map>
#include <optional>
#include <utility>

namespace uptake {

/// What a person decided about a predicted lesion.
enum class DecisionKind {
  TakenOver,    ///< its voxels became, or joined, a lesion of the reader's mask
  Rejected,     ///< it is no lesion, or what the reader drew in its place is right
  Corrected,    ///< taken over, and then drawn on by hand
  Replaced,     ///< the reader's lesion became what is predicted
  Intersected,  ///< the reader's lesion kept what is predicted, too
};

/// "taken_over", "rejected", "corrected", "replaced", "intersected": the words of files.
QString decisionWord(DecisionKind kind);
/// std::nullopt for any other word.
std::optional<DecisionKind> decisionWithWord(const QString& word);

/// Names a predicted lesion: the prediction (PredictionOrigin::id) and its connected component, counted from
/// 1 as `uptake-cli evaluate` does.
using PredictedLesion = std::pair<QString, int>;

/// A decision, so that it can be joined with the lesion of the reader (by its tracking UID) and with the
/// prediction that it is about.
struct LesionDecision {
  PredictedLesion lesion;
  /// The middle of the box around the component, LPS mm. A prediction that was brought onto other voxels may
  /// count its components otherwise: a decision holds only where this is the same, see isSamePlace().
  Point position = Point::Zero();
  DecisionKind kind = DecisionKind::Rejected;
  QString trackingUid;      ///< of the reader's lesion that it became or joined; empty for a rejected one
  bool madeLesion = false;  ///< the lesion was made by this decision; it had no voxels before
  QDateTime time;           ///< UTC, whole seconds
  bool operator==(const LesionDecision&) const = default;

  bool isSamePlace(const Point& middle) const { return (middle - position).norm() < 0.05; }
};

using LesionDecisions = std::map<PredictedLesion, LesionDecision>;

}  // namespace uptake
