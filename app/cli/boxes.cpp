#include "app/cli/command.h"
#include "app/cli/mask_series.h"
#include "core/box/box_masks.h"
#include "io/seg/seg_reader.h"
#include "io/seg/seg_writer.h"
#include "io/store/label_scheme_file.h"
#include "io/voc/voc_matching.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QDir>
#include <QDirIterator>
#include <QFileInfo>

// Boxes to masks and back: voc2seg and seg2voc.

namespace uptake::cli {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::cli)
};

void addCommonOptions(QCommandLineParser& parser) {
  parser.addOption({QStringLiteral("source"),
                    Texts::tr("Folder of the series, which holds exactly one volume."),
                    QStringLiteral("SERIESDIR")});
  parser.addOption({QStringLiteral("scheme"),
                    Texts::tr("Class scheme (JSON, as Uptake exports it) in place of Lung-PET-CT-Dx."),
                    QStringLiteral("FILE")});
}

/// The scheme of --scheme; nothing, and the reason is said, when it cannot be read.
std::optional<LabelScheme> schemeOf(const QCommandLineParser& parser) {
  const QString file = parser.value(QStringLiteral("scheme"));
  if (file.isEmpty()) return LabelScheme::lungPetCtDx();
  Result<LabelScheme> scheme = readLabelScheme(file);
  if (scheme) return scheme.take();
  printError(scheme.error().text());
  return std::nullopt;
}

QStringList xmlFiles(const QString& folder) {
  QStringList files;
  QDirIterator it(folder, {QStringLiteral("*.xml")}, QDir::Files, QDirIterator::Subdirectories);
  while (it.hasNext()) files.append(it.next());
  files.sort();
  return files;
}

ImageStack stackOf(const SeriesEntry& series) {
  ImageStack stack{*series.grid, {}, series.source.frameOfReferenceUid};
  for (const SliceSource& slice : series.source.slices) stack.images.push_back(slice.sopInstanceUid);
  return stack;
}

/// Boxes by id, in the order in which they were read.
std::map<BoxId, Box> boxesOf(VocMatching& matching) {
  std::map<BoxId, Box> boxes;
  int next = 1;
  for (MatchedVoc& image : matching.images)
    for (Box& box : image.boxes) {
      box.id = BoxId{next++};
      boxes.emplace(box.id, std::move(box));
    }
  return boxes;
}

int toSeg(const SeriesEntry& series, const QString& folder, const QString& out, const LabelScheme& scheme) {
  StudyEntry study;
  study.uid = series.source.studyInstanceUid;
  study.series.push_back(series);
  StudyIndex index;
  index.patients.push_back({series.source.patientId, {}, {study}});
  JobControl control;
  Result<VocMatching> matching = matchVoc(index, xmlFiles(folder), control, scheme);
  if (!matching) {
    printError(matching.error().text());
    return kNothingRead;
  }
  for (const FileProblem& problem : matching->problems)
    printError(QStringLiteral("%1: %2").arg(problem.file, problem.reason));
  ImageStacks images;
  images.add(stackOf(series));
  const std::map<BoxId, Box> boxes = boxesOf(*matching);
  if (boxes.empty()) {
    printError(Texts::tr("%1 holds no box on an image of the series").arg(folder));
    return kNothingRead;
  }
  const std::vector<BoxLesion> lesions = groupBoxes(boxes, images, {});
  Result<MaskOfBoxes> made =
      maskOfBoxes(boxes, images, lesions, 0, scheme, QStringLiteral("Boxes"), series.source);
  if (!made) {
    printError(made.error().text());
    return kNothingRead;
  }
  const auto written = writeSeg(*made->mask, out, control);
  if (!written) {
    printError(written.error().text());
    return kNothingRead;
  }
  for (const Segment& segment : made->mask->segments)
    printOutput(QStringLiteral("%1\t%2\t%3")
                    .arg(segment.number)
                    .arg(segment.label)
                    .arg(made->mask->labels.count(segment.number))
                    .toUtf8());
  if (made->shared > 0)
    printError(QCoreApplication::translate(
        "uptake::cli", "%n voxel(s) lie in several lesions' boxes and were given to the first", nullptr,
        made->shared));
  return made->shared > 0 || !matching->problems.empty() ? kDoneWithProblems : kDone;
}

/// Writes an image's boxes; false, and the reason is said, when the file is there or cannot be written.
bool writeImage(const SeriesEntry& series, const QString& folder, const QString& image,
                const std::vector<Box>& boxes) {
  const QString path = QStringLiteral("%1/%2.xml").arg(folder, image);
  if (QFileInfo::exists(path)) {
    printError(Texts::tr("%1 is there already; it was left as it is").arg(path));
    return false;
  }
  VocImage about{{}, {}, {}, series.columns, series.rows};
  for (const SliceSource& slice : series.source.slices) {
    if (slice.sopInstanceUid != image) continue;
    const QFileInfo stored(slice.file);
    about.folder = stored.dir().dirName();
    about.filename = stored.fileName();
    about.path = stored.filePath();
  }
  const Result<void> written = writeVoc(path, boxes, about);
  if (!written) printError(written.error().text());
  return written.ok();
}

int toVoc(const SeriesEntry& series, const QString& file, const QString& out, const QString& className,
          const LabelScheme& scheme) {
  JobControl control;
  const auto layers = readSeg(file, &series, control);
  if (!layers) {
    printError(layers.error().text());
    return kNothingRead;
  }
  const ImageStack stack = stackOf(series);
  int exitCode = kDone;
  std::map<QString, std::vector<Box>> byImage;
  for (const auto& layer : *layers) {
    std::map<Label, QString> classes;
    for (const Segment& segment : layer->segments) {
      const QString name = className.isEmpty() ? classOfSegment(segment, scheme) : className;
      if (!name.isEmpty()) {
        classes.emplace(segment.number, name);
        continue;
      }
      printError(Texts::tr("segment %1 \"%2\" is not named after a class and was left out; give --class")
                     .arg(segment.number)
                     .arg(segment.label));
      exitCode = kDoneWithProblems;
    }
    Result<std::vector<Box>> boxes = boxesOfMask(layer->labels, classes, stack, control);
    if (!boxes) {
      printError(boxes.error().text());
      return kNothingRead;
    }
    for (Box& box : *boxes) byImage[box.sopInstanceUid].push_back(std::move(box));
  }
  if (byImage.empty()) {
    printError(Texts::tr("%1 gives no box on an image of the series").arg(file));
    return kNothingRead;
  }
  for (const auto& [image, boxes] : byImage)
    if (!writeImage(series, out, image, boxes)) exitCode = kDoneWithProblems;
  return exitCode;
}

}  // namespace

int runVocToSeg(const QStringList& arguments) {
  QCommandLineParser parser;
  parser.setApplicationDescription(Texts::tr(
      "Fills PASCAL VOC boxes as a DICOM SEG that refers to their series. Overlapping boxes of one class on\n"
      "neighbouring images are one lesion, and every lesion a segment, named by class and number (\"A 1\").\n"
      "Prints number, name and voxels of each.\n"
      "\n"
      "Exit status: 0 done, 1 done with problems listed, 2 wrong usage, 3 nothing could be read or "
      "written."));
  addCommonOptions(parser);
  parser.addOption({QStringLiteral("boxes"),
                    Texts::tr("Folder of the files, <SOPInstanceUID>.xml; others below it are passed over."),
                    QStringLiteral("VOCDIR")});
  parser.addOption({QStringLiteral("out"), Texts::tr("The file to write."), QStringLiteral("X.dcm")});
  if (const auto exitCode = parseArguments(parser, QStringLiteral("voc2seg"), arguments)) return *exitCode;
  const QString source = parser.value(QStringLiteral("source")),
                boxes = parser.value(QStringLiteral("boxes")), out = parser.value(QStringLiteral("out"));
  if (source.isEmpty() || boxes.isEmpty() || out.isEmpty() || !parser.positionalArguments().isEmpty()) {
    printError(Texts::tr(
        "voc2seg needs --source, --boxes and --out and nothing else; see uptake-cli voc2seg --help"));
    return kWrongUsage;
  }
  const auto scheme = schemeOf(parser);
  if (!scheme) return kNothingRead;
  int exitCode = kDone;
  const auto series = onlyDicomSeries(source, exitCode);
  return series ? toSeg(*series, boxes, out, *scheme) : exitCode;
}

int runSegToVoc(const QStringList& arguments) {
  QCommandLineParser parser;
  parser.setApplicationDescription(Texts::tr(
      "Writes the tightest box around each segment on each image of a series, as PASCAL VOC files in the "
      "form\n"
      "of Lung-PET-CT-Dx: <SOPInstanceUID>.xml. A segment's class is the one that its name begins with\n"
      "(\"A 1\"), or --class. Files that are there already are left as they are, and named.\n"
      "\n"
      "Exit status: 0 done, 1 done with problems listed, 2 wrong usage, 3 nothing could be read or "
      "written."));
  addCommonOptions(parser);
  parser.addOption({QStringLiteral("mask"), Texts::tr("The DICOM SEG."), QStringLiteral("X.dcm")});
  parser.addOption({QStringLiteral("out"), Texts::tr("Folder to write into."), QStringLiteral("VOCDIR")});
  parser.addOption({QStringLiteral("class"), Texts::tr("The class of all boxes."), QStringLiteral("NAME")});
  if (const auto exitCode = parseArguments(parser, QStringLiteral("seg2voc"), arguments)) return *exitCode;
  const QString source = parser.value(QStringLiteral("source")), mask = parser.value(QStringLiteral("mask")),
                out = parser.value(QStringLiteral("out"));
  if (source.isEmpty() || mask.isEmpty() || out.isEmpty() || !parser.positionalArguments().isEmpty()) {
    printError(Texts::tr(
        "seg2voc needs --source, --mask and --out and nothing else; see uptake-cli seg2voc --help"));
    return kWrongUsage;
  }
  const auto scheme = schemeOf(parser);
  if (!scheme) return kNothingRead;
  int exitCode = kDone;
  const auto series = onlyDicomSeries(source, exitCode);
  return series ? toVoc(*series, mask, out, parser.value(QStringLiteral("class")), *scheme) : exitCode;
}

}  // namespace uptake::cli
