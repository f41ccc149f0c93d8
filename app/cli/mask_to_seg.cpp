#include "app/cli/command.h"
#include "app/cli/mask_series.h"
#include "io/nifti/label_nifti.h"
#include "io/seg/seg_writer.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QFileInfo>

#include <set>

namespace uptake::cli {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::cli)
};

void describe(QCommandLineParser& parser) {
  parser.setApplicationDescription(Texts::tr(
      "Writes the labels of a NIfTI image as a DICOM SEG that refers to a series.\n"
      "\n"
      "The image must lie on the voxels of the series; the order and direction of its axes do not matter. "
      "Every\n"
      "label becomes a segment, by ascending value; DICOM numbers segments 1, 2, 3, … without gaps.\n"
      "\n"
      "Exit status: 0 done, 1 done but labels were renumbered, 2 wrong usage, 3 nothing could be read or "
      "written."));
  parser.addOption({QStringLiteral("source"),
                    Texts::tr("Folder of the series, which holds exactly one volume."),
                    QStringLiteral("SERIESDIR")});
  parser.addOption({QStringLiteral("mask"), Texts::tr("The labels."), QStringLiteral("LABELS.nii.gz")});
  parser.addOption({QStringLiteral("out"), Texts::tr("The file to write."), QStringLiteral("X.dcm")});
  parser.addOption({QStringLiteral("label"),
                    Texts::tr("Name of a segment; the n-th names segment n. Others are called \"Lesion n\"."),
                    QStringLiteral("NAME")});
}

std::vector<Segment> segmentsOf(const LabelMap& labels, const QStringList& names) {
  std::set<Label> present;
  Label last = 0;
  for (int k = 0; k < labels.grid().size().z(); ++k) {
    if (!labels.isOccupied(k)) continue;
    for (const Label label : labels.slice(k)) {
      if (label != last && label != 0) present.insert(label);
      last = label;
    }
  }
  std::vector<Segment> segments;
  for (const Label label : present) {
    const int number = static_cast<int>(segments.size()) + 1;
    Segment segment;
    segment.number = label;
    segment.label = names.value(number - 1);
    if (segment.label.trimmed().isEmpty()) segment.label = QStringLiteral("Lesion %1").arg(number);
    segment.colour = lesionColour(number);
    // Where a mask file came from is not known, so nothing vouches for a person's hand.
    segment.algorithm = SegmentAlgorithm::Automatic;
    segment.algorithmName = QStringLiteral("unspecified (NIfTI)");
    segments.push_back(segment);
  }
  return segments;
}

int convert(const QString& folder, const QString& mask, const QString& out, const QStringList& names) {
  int exitCode = kDone;
  const auto series = onlyVolumeSeries(folder, exitCode);
  if (!series) return exitCode;
  Result<LabelMap> labels = readLabelNifti(mask, *series->grid);
  if (!labels) {
    printError(labels.error().text());
    return kNothingRead;
  }
  std::vector<Segment> segments = segmentsOf(*labels, names);
  if (names.size() > static_cast<qsizetype>(segments.size())) {
    printError(Texts::tr("%1 labels were given, but the mask has %2 segments")
                   .arg(names.size())
                   .arg(segments.size()));
    return kWrongUsage;
  }
  QString name = QFileInfo(mask).fileName();
  name.truncate(name.indexOf(QStringLiteral(".nii"), 0, Qt::CaseInsensitive));
  const MaskLayer layer{MaskId::None, name, labels.take(), std::move(segments), series->source, {}, {}};
  JobControl control;
  const auto written = writeSeg(layer, out, control);
  if (!written) {
    printError(written.error().text());
    return kNothingRead;
  }
  for (const auto& [label, number] : written->renumbered)
    printError(Texts::tr("label %1 became segment %2").arg(label).arg(number));
  return written->renumbered.empty() ? kDone : kDoneWithProblems;
}

}  // namespace

int runMaskToSeg(const QStringList& arguments) {
  QCommandLineParser parser;
  describe(parser);
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
