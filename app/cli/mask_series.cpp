#include "app/cli/mask_series.h"

#include "app/cli/command.h"

#include <QCoreApplication>
#include <QStringList>

namespace uptake::cli {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::cli)
};

}  // namespace

std::optional<SeriesEntry> onlyVolumeSeries(const QString& folder, int& exitCode) {
  exitCode = kNothingRead;
  JobControl control;
  const auto index = scanStudies({folder}, control);
  if (!index) {
    printError(index.error().text());
    return {};
  }
  std::vector<SeriesEntry> volumes;
  QStringList names, refusals;
  for (const PatientEntry& patient : index->patients)
    for (const StudyEntry& study : patient.studies)
      for (const SeriesEntry& series : study.series) {
        if (!series.isVolume()) {
          if (!series.refusal.isEmpty()) refusals.append(series.refusal);
          continue;
        }
        if (series.source.isPlaceless) {
          refusals.append(Texts::tr("pictures without a place in space"));
          continue;
        }
        volumes.push_back(series);
        names.append(QStringLiteral("%1 %2 \"%3\" %4")
                         .arg(series.source.modality, series.source.seriesInstanceUid,
                              series.source.seriesDescription, series.part)
                         .trimmed());
      }
  if (volumes.size() == 1) {
    // What could not be read may have been slices of it.
    for (const QString& loss : volumes.front().losses)
      printProblem(QStringLiteral("%1: %2").arg(folder, loss));
    for (const FileProblem& problem : index->problems)
      printProblem(QStringLiteral("%1: %2").arg(problem.file, problem.reason));
    exitCode = kDone;
    return volumes.front();
  }
  if (volumes.empty()) {
    for (const FileProblem& problem : index->problems)
      refusals.append(QStringLiteral("%1: %2").arg(problem.file, problem.reason));
    printError(Texts::tr("%1 holds no series that is a volume %2")
                   .arg(folder, refusals.isEmpty()
                                    ? QString()
                                    : QStringLiteral("(%1)").arg(refusals.join(QStringLiteral("; ")))));
  } else {
    exitCode = kWrongUsage;
    printError(Texts::tr("%1 holds several volume series, give the folder of one: %2")
                   .arg(folder, names.join(QStringLiteral("; "))));
  }
  return {};
}

}  // namespace uptake::cli
