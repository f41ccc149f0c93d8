#include "app/cli/mask_series.h"

#include "app/cli/command.h"
#include "core/identity/image_key.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>

namespace uptake::cli {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::cli)
};

const QString kPetUnit = QStringLiteral("pet-unit");

}  // namespace

void addPetUnitOption(QCommandLineParser& parser) {
  parser.addOption(
      {kPetUnit,
       Texts::tr("Unit of the PET in image files that are no DICOM, where their names do not say "
                 "it: suvbw (SUV by body weight) or bqml (Bq/ml)."),
       QStringLiteral("UNIT")});
}

StatedPetUnit statedPetUnit(const QCommandLineParser& parser) {
  if (!parser.isSet(kPetUnit)) return {};
  const QString unit = parser.value(kPetUnit);
  if (unit == QLatin1String("suvbw")) return {ImageUnit::SuvBodyWeight, false};
  if (unit == QLatin1String("bqml")) return {ImageUnit::BecquerelPerMillilitre, false};
  printError(Texts::tr("--pet-unit is suvbw or bqml, not \"%1\"").arg(unit));
  return {std::nullopt, true};
}

std::optional<SeriesEntry> onlyVolumeSeries(const QString& folder, int& exitCode,
                                            std::optional<ImageUnit> petUnit) {
  exitCode = kNothingRead;
  JobControl control;
  auto index = findStudies({folder}, control);
  if (!index) {
    printError(index.error().text());
    return {};
  }
  if (petUnit) statePetUnit(*index, *petUnit, Texts::tr("--pet-unit says so"), true);
  const bool hasDicom = std::ranges::any_of(index->patients, [](const PatientEntry& patient) {
    return std::ranges::any_of(patient.studies,
                               [](const StudyEntry& study) { return !study.isOfImageFiles(); });
  });
  std::vector<SeriesEntry> volumes;
  QStringList names, refusals;
  for (const PatientEntry& patient : index->patients)
    for (const StudyEntry& study : patient.studies) {
      if (hasDicom && study.isOfImageFiles()) continue;
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
                         .arg(series.source.modality, shownId(series.source.seriesInstanceUid),
                              series.source.seriesDescription, series.part)
                         .trimmed());
      }
    }
  if (volumes.size() == 1) {
    // What could not be read may have been slices of it.
    for (const QString& loss : volumes.front().losses)
      printProblem(QStringLiteral("%1: %2").arg(folder, loss));
    for (const FileProblem& problem : index->problems)
      printProblem(QStringLiteral("%1: %2").arg(problem.file, problem.reason));
    exitCode = kDone;
    expandSlices(volumes.front());
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

std::optional<SeriesEntry> onlyDicomSeries(const QString& folder, int& exitCode) {
  std::optional<SeriesEntry> series = onlyVolumeSeries(folder, exitCode);
  if (!series || !series->imageFile) return series;
  exitCode = kNothingRead;
  printError(
      Texts::tr("%1 is no DICOM: a SEG names the images of its series by their UIDs, and boxes theirs, "
                "which the file does not state; give the folder of the DICOM series")
          .arg(folder));
  return {};
}

}  // namespace uptake::cli
