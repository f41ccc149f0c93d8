#include "app/cli/command.h"
#include "app/cli/mask_series.h"
#include "io/masks/label_image.h"
#include "io/seg/seg_reader.h"

#include <QCommandLineParser>
#include <QCoreApplication>

namespace uptake::cli {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::cli)
};

void describeSegToMask(QCommandLineParser& parser) {
  parser.setApplicationDescription(Texts::tr(
      "Writes a DICOM SEG as a label image; the value of a voxel is its Segment Number. The ending of the "
      "name\n"
      "chooses the format: NIfTI (.nii.gz, .nii), NRRD (.nrrd) or MetaImage (.mha, .mhd with a .zraw beside "
      "it).\n"
      "\n"
      "With --source the labels lie on the voxels of that series (from the nearest voxels where the SEG has "
      "others,\n"
      "which is said), otherwise on the grid that the frames of the SEG span. Segments that overlap go into "
      "further\n"
      "files, LABELS_1.nii.gz, LABELS_2.nii.gz, …\n"
      "\n"
      "Exit status: 0 done, 1 done with problems listed, 2 wrong usage, 3 nothing could be read or "
      "written."));
  parser.addPositionalArgument(QStringLiteral("X.dcm"), Texts::tr("The DICOM SEG."));
  parser.addOption({QStringLiteral("out"), Texts::tr("The file to write."), QStringLiteral("LABELS")});
  parser.addOption({QStringLiteral("source"),
                    Texts::tr("Folder of the series, which holds exactly one volume."),
                    QStringLiteral("SERIESDIR")});
}

/// "X.nii.gz", then "X_1.nii.gz", …
QString numbered(const QString& file, std::size_t number) {
  if (number == 0) return file;
  QString result = file;
  return result.insert(file.size() - labelImageSuffix(file).size(), QStringLiteral("_%1").arg(number));
}

int convert(const QString& file, const QString& out, const SeriesEntry* source) {
  JobControl control;
  const auto layers = readSeg(file, source, control);
  if (!layers) {
    printError(layers.error().text());
    return kNothingRead;
  }
  QStringList problems = layers->front()->warnings;
  for (std::size_t i = 0; i < layers->size(); ++i) {
    const MaskLayer& layer = *(*layers)[i];
    const QString name = numbered(out, i);
    if (const auto written = writeLabelImage(layer.labels, name); !written) {
      printError(written.error().text());
      return kNothingRead;
    }
    QStringList numbers;
    for (const Segment& segment : layer.segments) numbers.append(QString::number(segment.number));
    if (layers->size() > 1)
      problems.append(Texts::tr("segments %1 are in %2").arg(numbers.join(QStringLiteral(", ")), name));
    for (const QString& warning : layer.warnings)
      if (!problems.contains(warning)) problems.append(warning);
  }
  for (const QString& problem : problems) printError(QStringLiteral("%1: %2").arg(file, problem));
  return problems.isEmpty() ? kDone : kDoneWithProblems;
}

}  // namespace

int runSegToMask(const QStringList& arguments) {
  QCommandLineParser parser;
  describeSegToMask(parser);
  if (const auto exitCode = parseArguments(parser, QStringLiteral("seg2mask"), arguments)) return *exitCode;
  const QStringList files = parser.positionalArguments();
  const QString out = parser.value(QStringLiteral("out"));
  if (files.size() != 1 || out.isEmpty()) {
    printError(Texts::tr("seg2mask needs one SEG and --out; see uptake-cli seg2mask --help"));
    return kWrongUsage;
  }
  if (!canWriteLabelImage(out)) {
    printError(Texts::tr("%1: the name must end in .nii.gz, .nii, .nrrd, .mha or .mhd").arg(out));
    return kWrongUsage;
  }
  std::optional<SeriesEntry> source;
  if (parser.isSet(QStringLiteral("source"))) {
    int exitCode = kDone;
    source = onlyVolumeSeries(parser.value(QStringLiteral("source")), exitCode);
    if (!source) return exitCode;
  }
  return convert(files.front(), out, source ? &*source : nullptr);
}

}  // namespace uptake::cli
