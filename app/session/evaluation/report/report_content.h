#pragma once

#include "app/session/evaluation/evaluation_figures.h"
#include "app/session/evaluation/report/report_plots.h"
#include "core/jobs/job_runner.h"
#include "core/units.h"

#include <QByteArray>
#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

namespace uptake::evaluation {

/// Where the cases of a report came from, as people know it.
struct EvaluationSource {
  QString truth;
  QString prediction;
  QString metadata;  ///< the table; empty without one
  std::optional<Millimetres> surfaceTolerance;
  QStringList problems;  ///< what was tolerated or failed
};

/// A case that is shown with a picture.
struct PicturedCase {
  int number = 0;  ///< of the case, from 0
  QByteArray png;  ///< see mipPicture(); empty where it could not be made
};

/// All that a report says: what the page and the files are made of.
struct ReportContent {
  std::vector<EvaluatedCase> cases;
  EvaluationSource source;
  EvaluationFigures figures;
  std::vector<PlotSection> plots;
  std::vector<PicturedCase> worst;        ///< see worstCases()
  std::vector<PicturedCase> falseAlarms;  ///< see falseAlarms()
  QStringList pictureProblems;            ///< why there are no pictures of some
};

/// The cases with the lowest Dice, the worst first; of equal ones that with more wrong volume (FPV and FNV)
/// comes first. Cases without a true lesion, whose Dice is undefined, are not among them.
std::vector<int> worstCases(const std::vector<EvaluatedCase>& cases, int most = 20);
/// The cases without a true lesion with the most predicted volume, that with most first.
std::vector<int> falseAlarms(const std::vector<EvaluatedCase>& cases, int most = 8);

/// Works it out; reads the files of the pictured cases again, on all cores.
ReportContent reportContent(std::vector<EvaluatedCase> cases, EvaluationSource source, JobControl& control);

}  // namespace uptake::evaluation
