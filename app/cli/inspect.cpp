#include "app/cli/command.h"
#include "app/cli/inspect_report.h"
#include "app/cli/mask_series.h"
#include "io/collections/find_studies.h"

#include <QCommandLineParser>
#include <QCoreApplication>

namespace uptake::cli {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::cli)
};

void describeInspect(QCommandLineParser& parser) {
  parser.setApplicationDescription(Texts::tr(
      "Lists the patients, studies and series in files and folders: geometry, SUV scale and its evidence,\n"
      "warnings, and what could not be read.\n"
      "\n"
      "In the JSON, positions and spacings are in mm, patient coordinates LPS. spacing_mm is the distance of "
      "the\n"
      "voxels along a row (between columns), along a column (between rows) and between slices. Slices run "
      "along\n"
      "the normal, row × column; first_position_mm and last_position_mm are the ImagePositionPatient of the "
      "first\n"
      "and the last. What a series that is no volume lacks is null; the reason is the first of its warnings. "
      "A PET\n"
      "whose slices have SUV factors of their own has \"factor\": null and one a slice, in slice order, "
      "in\n"
      "\"factors\". cross_check compares the decay reference with the one that each slice's own times give: "
      "the\n"
      "relative difference in value of the slice (from 0) that differs most, or why it was not made.\n"
      "\n"
      "Images that are no DICOM (NIfTI, MetaImage, NRRD) have \"uid\": null and \"file\"; their studies "
      "have\n"
      "\"form\", what kind of folder they were found in.\n"
      "\n"
      "Exit status: 0 done, 1 done with problems listed, 2 wrong usage, 3 nothing could be read."));
  parser.addPositionalArgument(QStringLiteral("PATH"),
                               Texts::tr("Files and folders; folders are read recursively."),
                               QStringLiteral("PATH…"));
  parser.addOption({QStringLiteral("json"), Texts::tr("Write JSON.")});
  addPetUnitOption(parser);
}

}  // namespace

int runInspect(const QStringList& arguments) {
  QCommandLineParser parser;
  describeInspect(parser);
  if (const auto exitCode = parseArguments(parser, QStringLiteral("inspect"), arguments)) return *exitCode;
  const QStringList paths = parser.positionalArguments();
  if (paths.isEmpty()) {
    printError(Texts::tr("inspect needs a file or folder; see uptake-cli inspect --help"));
    return kWrongUsage;
  }

  const StatedPetUnit petUnit = statedPetUnit(parser);
  if (petUnit.isWrong) return kWrongUsage;
  JobControl control;
  auto scanned = findStudies(paths, control);
  StudyIndex index;
  if (scanned)
    index = scanned.take();
  else
    index.problems.push_back({scanned.error().file, scanned.error().message});
  if (petUnit.unit) statePetUnit(index, *petUnit.unit, Texts::tr("--pet-unit says so"));

  if (parser.isSet(QStringLiteral("json")))
    printOutput(inspectJson(index));
  else if (!index.patients.empty())
    printOutput(inspectText(index).toUtf8());
  for (const FileProblem& problem : index.problems)
    printError(QStringLiteral("%1: %2").arg(problem.file, problem.reason));
  if (index.patients.empty()) {
    if (index.problems.empty())
      printError(Texts::tr("no DICOM files and no image files in %1").arg(paths.join(QStringLiteral(", "))));
    return kNothingRead;
  }
  return index.problems.empty() ? kDone : kDoneWithProblems;
}

}  // namespace uptake::cli
