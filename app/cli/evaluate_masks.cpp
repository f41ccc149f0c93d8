#include "app/cli/evaluate_masks.h"

#include "app/cli/command.h"
#include "app/cli/progress_lines.h"
#include "app/session/evaluation/evaluation_report.h"
#include "app/session/evaluation/evaluation_run.h"
#include "app/session/evaluation/report/report_files.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>

namespace uptake::cli {

using namespace evaluation;

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::cli)
};

/// The table, and nothing with the reason said where it cannot be read.
std::optional<MetadataTable> readMetadata(const QString& file) {
  Result<ClinicalTable> table = ClinicalTable::read(file);
  if (table) return MetadataTable(table.take());
  printError(table.error().text());
  return std::nullopt;
}

/// How many cases the table has, and which it does not.
void sayMatched(const MaskEvaluation& evaluation, const QStringList& unknown, std::size_t cases,
                QStringList& problems) {
  const QString matched = Texts::tr("%1: %2 of %3 cases are in the table")
                              .arg(evaluation.metadata)
                              .arg(cases - static_cast<std::size_t>(unknown.size()))
                              .arg(cases);
  if (unknown.isEmpty()) return printError(matched);
  constexpr qsizetype kNamed = 5;
  QString names = unknown.mid(0, kNamed).join(QStringLiteral(", "));
  if (unknown.size() > kNamed) names += QStringLiteral(", …");
  problems.append(matched + QStringLiteral("; ") + Texts::tr("not %1").arg(names));
}

/// Why nothing may be written there, or empty.
QString refusalOfTarget(const QString& target, const MaskEvaluation& evaluation) {
  for (const QString& source : {evaluation.truth, evaluation.prediction, evaluation.pet, evaluation.metadata})
    if (!source.isEmpty() && QFileInfo(source).absoluteFilePath() == QFileInfo(target).absoluteFilePath())
      return Texts::tr("%1 is read; write elsewhere").arg(target);
  return {};
}

QString resumeFileOf(const MaskEvaluation& evaluation) {
  if (!evaluation.resume.isEmpty() || evaluation.report.isEmpty()) return evaluation.resume;
  return finishedCasesBeside(evaluation.report);
}

/// Evaluates the cases and says what is to be known of that. Nothing when there is nothing to go on with.
std::optional<EvaluationOutcome> evaluated(const MaskEvaluation& evaluation, QStringList& problems) {
  JobControl control;
  CasePairs cases = pairCases(evaluation.truth, evaluation.prediction);
  problems = cases.problems;
  EvaluationRun run;
  run.pets = petsOf(cases.pairs, evaluation.pet, problems, control);
  run.pairs = std::move(cases.pairs);
  run.detail = evaluation.withLesions ? AgreementDetail::Surfaces : AgreementDetail::Volumes;
  if (evaluation.surfaceToleranceMm) run.surfaceTolerance = Millimetres{*evaluation.surfaceToleranceMm};
  run.resumeFile = resumeFileOf(evaluation);
  ProgressLines lines;
  auto outcome = evaluateCases(run, control, std::ref(lines));
  if (!outcome) {
    printError(outcome.error().text());
    return std::nullopt;
  }
  if (outcome->taken > 0)
    printError(Texts::tr("%1 of %2 cases were evaluated before; their figures are from %3")
                   .arg(outcome->taken)
                   .arg(run.pairs.size())
                   .arg(run.resumeFile));
  problems += outcome->problems;
  return outcome.take();
}

/// Writes the page and the files. False when one of them could not be written.
bool writeReports(const MaskEvaluation& evaluation, const std::vector<EvaluatedCase>& cases,
                  QStringList& problems) {
  if (evaluation.report.isEmpty() && evaluation.reportData.isEmpty()) return true;
  JobControl control;
  EvaluationSource source;
  source.truth = evaluation.truth;
  source.prediction = evaluation.prediction;
  source.metadata = evaluation.metadata;
  if (evaluation.surfaceToleranceMm) source.surfaceTolerance = Millimetres{*evaluation.surfaceToleranceMm};
  source.problems = problems;
  const ReportContent content = reportContent(cases, source, control);
  problems += content.pictureProblems;
  if (!evaluation.report.isEmpty())
    if (const auto written = writeReportPage(content, evaluation.report); !written) {
      printError(written.error().text());
      return false;
    }
  if (!evaluation.reportData.isEmpty())
    if (const auto written = writeReportFiles(content, evaluation.reportData); !written) {
      printError(written.error().text());
      return false;
    }
  return true;
}

}  // namespace

int evaluateMasks(const MaskEvaluation& evaluation) {
  for (const QString& target : {evaluation.report, evaluation.reportData, evaluation.resume})
    if (const QString why = target.isEmpty() ? QString() : refusalOfTarget(target, evaluation);
        !why.isEmpty()) {
      printError(why);
      return kWrongUsage;
    }
  std::optional<MetadataTable> metadata;
  if (!evaluation.metadata.isEmpty()) {
    metadata = readMetadata(evaluation.metadata);
    if (!metadata) return kNothingRead;
  }
  QStringList problems;
  std::optional<EvaluationOutcome> outcome = evaluated(evaluation, problems);
  if (!outcome) return kNothingRead;
  std::vector<EvaluatedCase>& cases = outcome->cases;
  if (metadata && !cases.empty())
    sayMatched(evaluation, addMetadata(cases, *metadata), cases.size(), problems);
  const bool isWritten = cases.empty() || writeReports(evaluation, cases, problems);
  for (const QString& problem : problems) printError(problem);
  if (cases.empty()) {
    if (problems.isEmpty())
      printError(Texts::tr("%1 and %2 hold no masks").arg(evaluation.truth, evaluation.prediction));
    return kNothingRead;
  }
  std::optional<Millimetres> tolerance;
  if (evaluation.surfaceToleranceMm) tolerance = Millimetres{*evaluation.surfaceToleranceMm};
  printOutput(evaluation.asJson  ? evaluationJson(cases, evaluation.withLesions, tolerance)
              : evaluation.asCsv ? evaluationCsv(cases, evaluation.withLesions)
                                 : evaluationText(cases, evaluation.withLesions));
  return problems.isEmpty() && isWritten ? kDone : kDoneWithProblems;
}

}  // namespace uptake::cli
