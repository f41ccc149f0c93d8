#include "app/session/evaluation/report/project_report.h"

#include "app/session/evaluation/evaluation_run.h"
#include "app/session/evaluation/report/report_files.h"
#include "core/identity/image_key.h"
#include "io/dicom/pet_values.h"
#include "io/store/suv_edit.h"

#include <QCoreApplication>
#include <QFileInfo>

namespace uptake::evaluation {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::ProjectReport)
};

/// The PET of a case in SUV, as the window shows it: with what a person corrected of its header.
PetSource petInSuv(const SeriesEntry& series, const AnnotationFolder& annotations, QStringList& remarks) {
  const auto edit = readSuvEdit(annotations, series.source.seriesInstanceUid);
  if (!edit) {
    remarks.append(edit.error().text());
    return {};
  }
  auto pet = std::make_shared<SeriesEntry>(series);
  if (*edit && pet->petValues) {
    pet->suv = computeSuv(*pet->petValues, (*edit)->overrides);
    remarks.append(Texts::tr("%1: SUV as corrected by %2")
                       .arg(shownId(series.source.seriesInstanceUid), (*edit)->byWhom()));
  }
  if (!pet->suv || !pet->suv->isValid()) return {};
  return {{}, std::move(pet)};
}

}  // namespace

Result<WrittenReport> writeProjectReport(const ProjectReport& report, JobControl& control) {
  control.setProgress(0, 0, Texts::tr("Matching predictions"));
  CasePairs pairs = pairCases(report.truth, report.prediction);
  if (pairs.pairs.empty())
    return Error{ErrorKind::Inconsistent,
                 Texts::tr("no saved mask in %1 has a prediction in %2").arg(report.truth, report.prediction),
                 {}};
  EvaluationRun run;
  QStringList remarks;
  for (const CasePair& pair : pairs.pairs) {
    const auto pet = report.pets.value(QFileInfo(pair.truth).path());
    run.pets.push_back(pet ? petInSuv(*pet, report.annotations, remarks) : PetSource());
  }
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
  source.problems = pairs.problems + outcome->problems + remarks;
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
