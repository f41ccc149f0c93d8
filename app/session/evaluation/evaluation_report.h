#pragma once

#include "app/session/evaluation/evaluated_case.h"
#include "app/session/evaluation/evaluation_figures.h"
#include "core/csv.h"

#include <QByteArray>
#include <QString>

#include <optional>
#include <vector>

namespace uptake::evaluation {

/// {"cases": [{"name", "dice", "fpv_ml", …, "lesions": […]}], "summary": {…}}, as the handbook's chapter on
/// the command line lists it; what is undefined is null, and lesions are left out ([]) unless asked for.
QByteArray evaluationJson(const std::vector<EvaluatedCase>& cases, bool withLesions,
                          const std::optional<Millimetres>& surfaceTolerance = {});
/// One header and one row a case, lesion and summary, told apart by the first column: "case", "lesion",
/// "mean", "median", "sd", "ci95_low", "ci95_high" (of the means, and of lesion_f1 over the sums), "sum".
QByteArray evaluationCsv(const std::vector<EvaluatedCase>& cases, bool withLesions);
/// The same of one case with its lesions, and three columns more: rows "decision" say what was decided about
/// a component of the prediction, when (UTC), and to which lesion (tracking UID) it went.
QByteArray comparisonCsv(const EvaluatedCase& each);
/// For people.
QByteArray evaluationText(const std::vector<EvaluatedCase>& cases, bool withLesions);

}  // namespace uptake::evaluation
