#include "app/cli/command.h"
#include "app/cli/mask_series.h"
#include "core/mask/flattened_layers.h"
#include "io/masks/label_image.h"
#include "io/seg/seg_writer.h"

#include <QCommandLineParser>
#include <QCoreApplication>

namespace uptake::cli {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::cli)
};

void describeMaskToSeg(QCommandLineParser& parser) {
  parser.setApplicationDescription(Texts::tr(
      "Writes the labels of an image file as a DICOM SEG that refers to a series.\n"
      "\n"
      "Labels are NIfTI (.nii.gz, .nii), NRRD (.nrrd) or MetaImage (.mha, .mhd). An image that lies on the "
      "voxels\n"
      "of the series is taken as it is, whatever the order and direction of its axes; one on another grid "
      "is\n"
      "resampled, nearest voxel, and that is said. Every label becomes a segment, by ascending value; DICOM\n"
      "numbers segments 1, 2, 3, … without gaps.\n"
      "\n"
      "Exit status: 0 done, 1 done but labels were resampled or renumbered, 2 wrong usage, 3 nothing could "
      "be read\n"
      "or written."));
  parser.addOption({QStringLiteral("source"),
                    Texts::tr("Folder of the series, which holds exactly one volume."),
                    QStringLiteral("SERIESDIR")});
  parser.addOption({QStringLiteral("mask"), Texts::tr("The labels."), QStringLiteral("LABELS")});
  parser.addOption({QStringLiteral("out"), Texts::tr("The file to write."), QStringLiteral("X.dcm")});
  parser.addOption(
      {QStringLiteral("label"),
       Texts::tr("Name of a segment; the n-th names segment n. Others are called as the file names them, or "
                 "\"Lesion n\"."),
       QStringLiteral("NAME")});
}

int convert(const QString& folder, const QString& mask, const QString& out, const QStringList& names) {
  int exitCode = kDone;
  const auto series = onlyDicomSeries(folder, exitCode);
  if (!series) return exitCode;
  JobControl control;
  Result<LabelImage> image = readLabelImage(mask, *series->grid, control);
  if (!image) {
    printError(image.error().text());
    return kNothingRead;
  }
  FlattenedLayers flat = flattened(labelImageLayers(image.take(), mask, series->source, names));
  const MaskLayer& layer = *flat.mask;
  if (names.size() > static_cast<qsizetype>(layer.segments.size())) {
    printError(Texts::tr("%1 labels were given, but the mask has %2 segments")
                   .arg(names.size())
                   .arg(layer.segments.size()));
    return kWrongUsage;
  }
  QStringList warnings = layer.warnings;
  if (flat.shared > 0)
    warnings.append(Texts::tr("%1 voxels belong to several segments; each counts for the first of them")
                        .arg(flat.shared));
  const auto written = writeSeg(layer, out, control);
  if (!written) {
    printError(written.error().text());
    return kNothingRead;
  }
  for (const QString& warning : warnings) printError(QStringLiteral("%1: %2").arg(mask, warning));
  for (const auto& [label, number] : written->renumbered)
    printError(Texts::tr("label %1 became segment %2").arg(label).arg(number));
  return written->renumbered.empty() && warnings.isEmpty() ? kDone : kDoneWithProblems;
}

}  // namespace

int runMaskToSeg(const QStringList& arguments) {
  QCommandLineParser parser;
  describeMaskToSeg(parser);
  if (const auto exitCode = parseArguments(parser, QStringLiteral("mask2seg"), arguments)) return *exitCode;
  const QString source = parser.value(QStringLiteral("source")), mask = parser.value(QStringLiteral("mask")),
                out = parser.value(QStringLiteral("out"));
  if (source.isEmpty() || mask.isEmpty() || out.isEmpty() || !parser.positionalArguments().isEmpty()) {
    printError(Texts::tr(
        "mask2seg needs --source, --mask and --out and nothing else; see uptake-cli mask2seg --help"));
    return kWrongUsage;
  }
  return convert(source, mask, out, parser.values(QStringLiteral("label")));
}

}  // namespace uptake::cli
