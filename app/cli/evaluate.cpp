#include "app/cli/command.h"
#include "app/cli/evaluate_boxes.h"
#include "app/cli/evaluate_masks.h"

#include <QCommandLineParser>
#include <QCoreApplication>

namespace uptake::cli {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::cli)
};

constexpr double kWidestToleranceMm = 100.0;

/// Those of masks alone.
const QStringList kMaskOptions{QStringLiteral("surface-tolerance"), QStringLiteral("pet"),
                               QStringLiteral("metadata"),          QStringLiteral("report"),
                               QStringLiteral("report-data"),       QStringLiteral("resume")};

void describeEvaluate(QCommandLineParser& parser) {
  parser.setApplicationDescription(Texts::tr(
      "Compares predicted masks with true ones: Dice over the volume, false positive and false negative\n"
      "volume (of components, joined through faces and edges, without any voxel of the other), and what "
      "became\n"
      "of each lesion. Masks are label images (NIfTI, NRRD, MetaImage) or DICOM SEG; every label counts as "
      "lesion.\n"
      "A prediction on other voxels is brought onto the truth's (nearest voxel), which is said; what it "
      "predicts\n"
      "beyond the slices that the truth's file holds counts. Lesion F1 is that of autoPET V: components that "
      "overlap\n"
      "with an intersection over union of 0.1 or more are one lesion. Intervals (95 %) are made by drawing "
      "cases anew\n"
      "(bootstrap, 2,000 times, percentiles, always the same seed).\n"
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
      "images in the place of nodules). A scan is a folder with files, as the truth has them: in a tree with "
      "a\n"
      "folder for each patient or study, that patient or study; files that all lie in one folder are one "
      "scan.\n"
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
  parser.addOption({QStringLiteral("surface-tolerance"),
                    Texts::tr("Surface Dice too, the part of both surfaces within MM of each other."),
                    QStringLiteral("MM")});
  parser.addOption({QStringLiteral("pet"),
                    Texts::tr("PET of the cases, for SUVmean, TLG and pictures: a file of one case, or a "
                              "folder of image files in SUV or of DICOM studies; default: SUV.* beside the "
                              "true mask."),
                    QStringLiteral("P")});
  parser.addOption({QStringLiteral("metadata"),
                    Texts::tr("A table with diagnosis, age and sex by patient or study."),
                    QStringLiteral("CSV")});
  parser.addOption({QStringLiteral("report"),
                    Texts::tr("Write a page with plots, tables and the worst cases."),
                    QStringLiteral("HTML")});
  parser.addOption({QStringLiteral("report-data"),
                    Texts::tr("Write the page's numbers (CSV), plots (SVG) and pictures (PNG) as files."),
                    QStringLiteral("DIR")});
  parser.addOption({QStringLiteral("resume"),
                    Texts::tr("File of finished cases, from which a run that ended early goes on; default: "
                              "beside the page."),
                    QStringLiteral("FILE")});
  parser.addOption({QStringLiteral("boxes"), Texts::tr("Compare PASCAL VOC boxes.")});
  parser.addOption({QStringLiteral("iou"),
                    Texts::tr("Intersection over union from which a box is found; 0.5 unless told."),
                    QStringLiteral("X"), QStringLiteral("0.5")});
  addBoxOptions(parser);
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
    for (const QString& option : kMaskOptions)
      if (parser.isSet(option)) {
        printError(Texts::tr("--%1 is about masks, not --boxes").arg(option));
        return kWrongUsage;
      }
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
  MaskEvaluation masks;
  masks.truth = truth;
  masks.prediction = prediction;
  masks.asJson = json;
  masks.asCsv = csv;
  masks.withLesions = withLesions;
  if (const QString text = parser.value(QStringLiteral("surface-tolerance")); !text.isEmpty()) {
    bool ok = false;
    const double tolerance = text.toDouble(&ok);
    if (!ok || !(tolerance >= 0.0 && tolerance <= kWidestToleranceMm)) {
      printError(Texts::tr("--surface-tolerance needs millimetres from 0 to %1").arg(kWidestToleranceMm));
      return kWrongUsage;
    }
    masks.surfaceToleranceMm = tolerance;
  }
  masks.pet = parser.value(QStringLiteral("pet"));
  masks.metadata = parser.value(QStringLiteral("metadata"));
  masks.report = parser.value(QStringLiteral("report"));
  masks.reportData = parser.value(QStringLiteral("report-data"));
  masks.resume = parser.value(QStringLiteral("resume"));
  return evaluateMasks(masks);
}

}  // namespace uptake::cli
