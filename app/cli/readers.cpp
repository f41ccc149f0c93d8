#include "app/cli/command.h"
#include "app/cli/progress_lines.h"
#include "app/session/readers/agreement_report.h"
#include "app/session/readers/finished_agreements.h"
#include "core/jobs/parallel.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>

#include <mutex>

namespace uptake::cli {

using namespace readers;

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::cli)
};

void describeReaders(QCommandLineParser& parser) {
  parser.setApplicationDescription(Texts::tr(
      "Says how readers of the same cases agree: those who read the cases of a project (an annotation "
      "folder)\n"
      "blind and finished, or one folder a reader. Folders are searched for masks (label images, DICOM SEG; "
      "of\n"
      "the same path, the format apart, or the same study), PASCAL VOC boxes (of the same path or name) and\n"
      "slices.csv of a table of slices.\n"
      "\n"
      "Masks: Dice of each two readers, the volume that a majority labelled, STAPLE's estimate of the truth "
      "and\n"
      "of each reader's sensitivity and specificity, ICC(2,1) and ICC(3,1) of the volumes over the cases "
      "that\n"
      "all read, Bland-Altman of the volumes. STAPLE looks at the box around all masks and a margin, on "
      "which\n"
      "its numbers depend. Boxes: F1 of each two readers. Cohen's and Fleiss' kappa: whether a case has a\n"
      "lesion, the classes of boxes that readers have in common, the classes of slices. There is no kappa "
      "of\n"
      "voxels or of places, since nearly all of them are background.\n"
      "\n"
      "Exit status: 0 done, 1 done with problems listed, 2 wrong usage, 3 nothing could be read."));
  parser.addPositionalArgument(QStringLiteral("PROJECT"),
                               Texts::tr("An annotation folder with blind readings, or a reader's folder."));
  parser.addPositionalArgument(QStringLiteral("DIR"), Texts::tr("Folders of further readers."),
                               QStringLiteral("[DIR…]"));
  parser.addOption({QStringLiteral("json"), Texts::tr("Write JSON.")});
  parser.addOption({QStringLiteral("csv"), Texts::tr("Write CSV, one row a figure.")});
  parser.addOption({QStringLiteral("margin"),
                    Texts::tr("How much STAPLE's region is larger than the box around all masks, in mm to "
                              "each side; 10 unless told."),
                    QStringLiteral("MM"), QStringLiteral("10")});
  parser.addOption({QStringLiteral("iou"),
                    Texts::tr("Intersection over union from which two boxes mean the same; 0.5 unless told."),
                    QStringLiteral("X"), QStringLiteral("0.5")});
  parser.addOption({QStringLiteral("staple"),
                    Texts::tr("Write STAPLE's masks (probability of at least 0.5) into the folder, "
                              "<case>.nii.gz."),
                    QStringLiteral("OUT")});
  parser.addOption({QStringLiteral("resume"),
                    Texts::tr("Keep what is finished in a file, and compare only cases that are not in it or "
                              "whose masks changed."),
                    QStringLiteral("FILE")});
  parser.addOption({QStringLiteral("majority"),
                    Texts::tr("Write the masks of the majority (more than half of the readers) likewise."),
                    QStringLiteral("OUT")});
}

std::optional<AgreementOptions> optionsOf(const QCommandLineParser& parser) {
  AgreementOptions options;
  bool ok = false;
  options.marginMm = parser.value(QStringLiteral("margin")).toDouble(&ok);
  if (!ok || !(options.marginMm >= 0.0 && options.marginMm <= 1000.0)) {
    printError(Texts::tr("--margin needs a number from 0 to 1000"));
    return std::nullopt;
  }
  options.iou = parser.value(QStringLiteral("iou")).toDouble(&ok);
  if (!ok || !(options.iou > 0.0 && options.iou <= 1.0)) {
    printError(Texts::tr("--iou needs a number above 0 and at most 1"));
    return std::nullopt;
  }
  options.stapleFolder = parser.value(QStringLiteral("staple"));
  options.majorityFolder = parser.value(QStringLiteral("majority"));
  if (!options.stapleFolder.isEmpty() && QFileInfo(options.stapleFolder).absoluteFilePath() ==
                                             QFileInfo(options.majorityFolder).absoluteFilePath()) {
    printError(Texts::tr("--staple and --majority need different folders"));
    return std::nullopt;
  }
  return options;
}

Result<Readings> readingsIn(const QStringList& folders) {
  for (const QString& folder : folders)
    if (!QFileInfo(folder).isDir())
      return Error{ErrorKind::FileUnreadable, Texts::tr("no such folder"), folder};
  if (folders.size() == 1) return readingsOfProject(QDir::cleanPath(QDir(folders.front()).absolutePath()));
  return readingsOfFolders(folders);
}

/// Compares the cases on all cores, but for those that were compared before. False when the file of these
/// cannot be used.
bool compareCases(const Readings& readings, const AgreementOptions& options, const QString& resume,
                  std::vector<CaseAgreement>& agreements, QStringList& problems) {
  auto finished = FinishedAgreements::open(resume);
  if (!finished) {
    printError(finished.error().text());
    return false;
  }
  const int cases = static_cast<int>(readings.cases.size());
  agreements.resize(readings.cases.size());
  std::mutex mutex;
  ProgressLines lines;
  int done = 0, taken = 0;
  // Each holds the masks of a case.
  forEachInParallel(cases, {}, [&](int n) {
    JobControl control;
    const auto at = static_cast<std::size_t>(n);
    const ReadCase& read = readings.cases[at];
    auto known = (*finished)->find(read, options);
    const bool isKnown = known.has_value();
    agreements[at] = isKnown ? std::move(*known) : agreementOfCase(read, options, control);
    if (!isKnown) (*finished)->keep(read, options, agreements[at]);
    const std::lock_guard lock(mutex);
    taken += isKnown ? 1 : 0;
    lines(++done, cases);
  });
  if (taken > 0)
    printError(Texts::tr("%1 of %2 cases were compared before; their figures are from %3")
                   .arg(taken)
                   .arg(cases)
                   .arg(resume));
  if (const QString failure = (*finished)->failure(); !failure.isEmpty())
    problems.append(Texts::tr("%1: what is finished could not be kept: %2").arg(resume, failure));
  return true;
}

}  // namespace

int runReaders(const QStringList& arguments) {
  QCommandLineParser parser;
  describeReaders(parser);
  if (const auto exitCode = parseArguments(parser, QStringLiteral("readers"), arguments)) return *exitCode;
  const QStringList folders = parser.positionalArguments();
  const bool json = parser.isSet(QStringLiteral("json"));
  const bool csv = parser.isSet(QStringLiteral("csv"));
  if (folders.isEmpty() || (json && csv)) {
    printError(
        Texts::tr("give a project or the folders of two readers or more, and at most one of --json and "
                  "--csv; see uptake-cli readers --help"));
    return kWrongUsage;
  }
  const auto options = optionsOf(parser);
  if (!options) return kWrongUsage;
  Result<Readings> readings = readingsIn(folders);
  if (!readings) {
    printError(readings.error().text());
    return kNothingRead;
  }
  QStringList problems = readings->problems;
  if (readings->cases.empty() && readings->images.empty() && readings->slices.empty()) {
    for (const QString& problem : problems) printError(problem);
    printError(Texts::tr("the readers have no case, image or slice in common"));
    return kNothingRead;
  }
  AgreementReport report{readings->readers, {}, {}, *options};
  if (!compareCases(*readings, *options, parser.value(QStringLiteral("resume")), report.cases, problems))
    return kNothingRead;
  for (const CaseAgreement& each : report.cases) problems += each.problems;
  report.summary = agreementOfAll(*readings, report.cases, *options);
  for (const QString& problem : problems) printError(problem);
  printOutput(json ? agreementJson(report) : csv ? agreementCsv(report) : agreementText(report));
  return problems.isEmpty() ? kDone : kDoneWithProblems;
}

}  // namespace uptake::cli
