#include "app/cli/command.h"
#include "app/cli/evaluate_boxes.h"
#include "app/session/evaluation/case_pairs.h"
#include "app/session/evaluation/evaluation_report.h"
#include "app/session/evaluation/mask_input.h"
#include "core/jobs/parallel.h"

#include <QCommandLineParser>
#include <QCoreApplication>

namespace uptake::cli {

using namespace evaluation;

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::cli)
};

void describeEvaluate(QCommandLineParser& parser) {
  parser.setApplicationDescription(Texts::tr(
      "Compares predicted masks with true ones: Dice over the volume, false positive and false negative\n"
      "volume (of components, joined through faces and edges, without any voxel of the other), and what "
      "became\n"
      "of each lesion. Masks are label images (NIfTI, NRRD, MetaImage) or DICOM SEG; every label counts as "
      "lesion.\n"
      "A prediction on other voxels is brought onto the truth's (nearest voxel), which is said; what it "
      "predicts\n"
      "beyond the slices that the truth's file holds counts.\n"
      "\n"
      "Two files are one case. In two folders, masks belong together that have the same path and name, the\n"
      "format apart, or the same StudyInstanceUID. What is undefined (Dice and FNV of an empty truth) is "
      "null,\n"
      "or empty in CSV, and does not count in means.\n"
      "\n"
      "With --boxes two trees of PASCAL VOC files (.xml) are compared instead: average precision of each "
      "class\n"
      "and its mean, by the rules of PASCAL VOC 2010 and later (all points of the curve). Files belong "
      "together\n"
      "that have the same path, or else the same name. Boxes are as sure as their <score> or <confidence> "
      "says;\n"
      "without one all are equally sure, which is said. Beside it: the twelve figures of COCO, and the FROC\n"
      "curve with its mean sensitivity at 1/8 … 8 false positives a scan (CPM, LUNA16's rule, with boxes on\n"
      "images in the place of nodules). A scan is a folder with files, as the truth has them: in a tree with a\n"
      "folder for each patient or study, that patient or study; files that all lie in one folder are one scan.\n"
      "\n"
      "Exit status: 0 done, 1 done with problems listed, 2 wrong usage, 3 nothing could be read."));
  parser.addOption(
      {QStringLiteral("truth"), Texts::tr("A mask, or a folder of masks."), QStringLiteral("T")});
  parser.addOption(
      {QStringLiteral("prediction"), Texts::tr("A mask, or a folder of masks."), QStringLiteral("P")});
  parser.addOption({QStringLiteral("json"), Texts::tr("Write JSON.")});
  parser.addOption({QStringLiteral("csv"), Texts::tr("Write CSV.")});
  parser.addOption({QStringLiteral("lesions"),
                    Texts::tr("Each lesion too, with the distances between the surfaces; of boxes, "
                              "each box.")});
  parser.addOption({QStringLiteral("boxes"), Texts::tr("Compare PASCAL VOC boxes.")});
  parser.addOption({QStringLiteral("iou"),
                    Texts::tr("Intersection over union from which a box is found; 0.5 unless told."),
                    QStringLiteral("X"), QStringLiteral("0.5")});
  addBoxOptions(parser);
}

struct Outcome {
  std::optional<MaskAgreement> agreement;
  QStringList problems;
};

Outcome evaluate(const CasePair& pair, AgreementDetail detail) {
  JobControl control;
  Outcome outcome;
  auto compared = compareFiles(pair.truth, pair.prediction, detail, control);
  if (!compared) {
    outcome.problems.append(compared.error().text());
    return outcome;
  }
  const auto note = [&](const QString& file, const QStringList& warnings) {
    for (const QString& warning : warnings)
      outcome.problems.append(QStringLiteral("%1: %2").arg(file, warning));
  };
  note(pair.truth, compared->truthWarnings);
  note(pair.prediction, compared->predictionWarnings);
  outcome.agreement = std::move(compared->agreement);
  return outcome;
}

/// All cases, on all cores.
std::vector<Outcome> evaluateAll(const std::vector<CasePair>& pairs, AgreementDetail detail) {
  std::vector<Outcome> outcomes(pairs.size());
  forEachInParallel(static_cast<int>(pairs.size()), {}, [&](int n) {
    const auto at = static_cast<std::size_t>(n);
    outcomes[at] = evaluate(pairs[at], detail);
  });
  return outcomes;
}

}  // namespace

int runEvaluate(const QStringList& arguments) {
  QCommandLineParser parser;
  describeEvaluate(parser);
  if (const auto exitCode = parseArguments(parser, QStringLiteral("evaluate"), arguments)) return *exitCode;
  const QString truth = parser.value(QStringLiteral("truth"));
  const QString prediction = parser.value(QStringLiteral("prediction"));
  const bool json = parser.isSet(QStringLiteral("json"));
  const bool csv = parser.isSet(QStringLiteral("csv"));
  if (truth.isEmpty() || prediction.isEmpty() || !parser.positionalArguments().isEmpty() || (json && csv)) {
    printError(
        Texts::tr("evaluate needs --truth and --prediction, and at most one of --json and --csv; see "
                  "uptake-cli evaluate --help"));
    return kWrongUsage;
  }
  const bool withLesions = parser.isSet(QStringLiteral("lesions"));
  if (parser.isSet(QStringLiteral("boxes"))) {
    bool ok = false;
    const double threshold = parser.value(QStringLiteral("iou")).toDouble(&ok);
    if (!ok || threshold <= 0.0 || threshold > 1.0) {
      printError(Texts::tr("--iou needs a number above 0 and at most 1"));
      return kWrongUsage;
    }
    BoxEvaluation boxes{truth, prediction, threshold, json, csv, withLesions};
    return takeBoxOptions(parser, boxes) ? evaluateBoxes(boxes) : kWrongUsage;
  }
  for (const char* option : {"iou", "hit", "scans"})
    if (parser.isSet(QLatin1String(option))) {
      printError(Texts::tr("--%1 is about --boxes").arg(QLatin1String(option)));
      return kWrongUsage;
    }
  const CasePairs cases = pairCases(truth, prediction);
  QStringList problems = cases.problems;
  std::vector<EvaluatedCase> evaluated;
  const std::vector<Outcome> outcomes =
      evaluateAll(cases.pairs, withLesions ? AgreementDetail::Surfaces : AgreementDetail::Volumes);
  for (std::size_t n = 0; n < outcomes.size(); ++n) {
    problems += outcomes[n].problems;
    if (outcomes[n].agreement) evaluated.push_back({cases.pairs[n].name, *outcomes[n].agreement});
  }
  for (const QString& problem : problems) printError(problem);
  if (evaluated.empty()) {
    if (problems.isEmpty()) printError(Texts::tr("%1 and %2 hold no masks").arg(truth, prediction));
    return kNothingRead;
  }
  printOutput(json  ? evaluationJson(evaluated, withLesions)
              : csv ? evaluationCsv(evaluated, withLesions)
                    : evaluationText(evaluated, withLesions));
  return problems.isEmpty() ? kDone : kDoneWithProblems;
}

}  // namespace uptake::cli
