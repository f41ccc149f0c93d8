#pragma once

#include "annotation/compare/mask_agreement.h"
#include "core/csv.h"
#include "core/review/lesion_decision.h"

#include <QByteArray>
#include <QString>

#include <vector>

namespace uptake::evaluation {

/// A case that was evaluated.
struct EvaluatedCase {
  QString name;
  MaskAgreement agreement;
  std::vector<LesionDecision> decisions = {};  ///< about the prediction's lesions; made in the window
};

/// The figures of all cases; means and medians of the cases in which a figure is defined.
struct EvaluationSummary {
  int cases = 0;
  int casesWithoutTruth = 0;  ///< whose truth is empty: Dice and FNV are undefined there
  std::optional<double> diceMean, diceMedian, fpvMean, fnvMean;
};
EvaluationSummary summaryOf(const std::vector<EvaluatedCase>& cases);

/// {"cases": [{"name", "dice", "fpv_ml", "fnv_ml", "truth_components", "predicted_components", "truth_ml",
/// "predicted_ml", "overlap_ml", "lesions": […]}], "summary": {…}}; what is undefined is null, and lesions
/// are left out ([]) unless asked for.
QByteArray evaluationJson(const std::vector<EvaluatedCase>& cases, bool withLesions);
/// One header and one row a case, lesion and summary, told apart by the first column.
QByteArray evaluationCsv(const std::vector<EvaluatedCase>& cases, bool withLesions);
/// The same of one case with its lesions, and three columns more: rows "decision" say what was decided about
/// a component of the prediction, when (UTC), and to which lesion (tracking UID) it went.
QByteArray comparisonCsv(const EvaluatedCase& each);
/// For people.
QByteArray evaluationText(const std::vector<EvaluatedCase>& cases, bool withLesions);

}  // namespace uptake::evaluation
