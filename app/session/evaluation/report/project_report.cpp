#include "app/session/evaluation/report/project_report.h"

#include "app/session/evaluation/evaluation_run.h"
#include "app/session/evaluation/report/report_files.h"

#include <QCoreApplication>
#include <QFileInfo>

namespace uptake::evaluation {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::ProjectReport)
};

}  // namespace

Result<WrittenReport> writeProjectReport(const ProjectReport& report, JobControl& control) {
  control.setProgress(0, 0, Texts::tr("Matching predictions"));
  CasePairs pairs = pairCases(report.truth, report.prediction);
  if (pairs.pairs.empty())
    return Error{ErrorKind::Inconsistent,
                 Texts::tr("no saved mask in %1 has a prediction in %2").arg(report.truth, report.prediction),
                 {}};
  EvaluationRun run;
  for (const CasePair& pair : pairs.pairs)
    run.pets.push_back(report.pets.value(QFileInfo(pair.truth).path()));
  run.pairs = std::move(pairs.pairs);
  run.resumeFile = finishedCasesBeside(report.file);
  auto outcome = evaluateCases(run, control, [&control](int done, int total, std::optional<double>) {
    control.setProgress(done, total, Texts::tr("Comparing cases"));
  });
  if (!outcome) return outcome.error();
  EvaluationSource source;
  source.truth = report.truth;
  source.prediction = report.prediction;
  ClinicalTable table = ClinicalTable::find(report.tableFolders);
  if (!table.isEmpty()) {
    source.metadata = table.file();
    addMetadata(outcome->cases, MetadataTable(std::move(table)));
  }
  source.problems = pairs.problems + outcome->problems;
  if (outcome->cases.empty())
    return Error{ErrorKind::FileUnreadable,
                 Texts::tr("no case could be read: %1").arg(source.problems.join(QStringLiteral("; "))),
                 {}};
  control.setProgress(0, 0, Texts::tr("Drawing the report"));
  const auto cases = static_cast<int>(outcome->cases.size());
  const ReportContent content = reportContent(std::move(outcome->cases), std::move(source), control);
  if (control.isCancelled()) return JobControl::cancelledError();
  if (const auto written = writeReportPage(content, report.file); !written) return written.error();
  return WrittenReport{cases, outcome->taken, content.source.problems + content.pictureProblems};
}

}  // namespace uptake::evaluation
