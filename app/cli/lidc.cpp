#include "app/cli/command.h"
#include "app/cli/mask_series.h"
#include "core/mask/flattened_layers.h"
#include "io/lidc/lidc_file.h"
#include "io/masks/label_image.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLocale>

namespace uptake::cli {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::cli)
};

void describeLidc(QCommandLineParser& parser) {
  parser.setApplicationDescription(
      Texts::tr("Reads the XML of LIDC-IDRI, in which four radiologists outlined the nodules of a CT, and "
                "lists what each\n"
                "of them drew: nodules with their volume and characteristics, and points (nodules of less "
                "than 3 mm, and\n"
                "spots that are none). A pixel belongs to a nodule whose centre is strictly inside the "
                "outline, which LIDC\n"
                "draws just outside of it.\n"
                "\n"
                "With --out each reader's nodules are written as a label image, "
                "OUT/reader-1/<SeriesInstanceUID>.nii.gz\n"
                "and so on, which the command \"readers\" compares; points are not among them.\n"
                "\n"
                "Exit status: 0 done, 1 done with problems listed, 2 wrong usage, 3 nothing could be read or "
                "written."));
  parser.addPositionalArgument(QStringLiteral("X.xml"), Texts::tr("The file of readings."));
  parser.addOption({QStringLiteral("source"), Texts::tr("Folder of the CT, which holds exactly one volume."),
                    QStringLiteral("SERIESDIR")});
  parser.addOption({QStringLiteral("out"), Texts::tr("The folder to write to."), QStringLiteral("OUT")});
  parser.addOption({QStringLiteral("json"), Texts::tr("Write JSON.")});
}

QJsonObject segmentJson(const MaskLayer& mask, const Segment& segment) {
  const ImageGrid& grid = mask.labels.grid();
  const IndexBox box = mask.labels.extent(segment.number);
  const Point middle = grid.toPatient((box.first + box.last).cast<double>() / 2.0);
  const auto voxels = mask.labels.count(segment.number);
  return {{QStringLiteral("label"), segment.number},
          {QStringLiteral("name"), segment.label},
          {QStringLiteral("characteristics"), segment.description},
          {QStringLiteral("voxels"), static_cast<qint64>(voxels)},
          {QStringLiteral("volume_ml"), static_cast<double>(voxels) * grid.voxelVolume().value},
          {QStringLiteral("slices"), box.size().z()},
          {QStringLiteral("position_mm"), QJsonArray{middle.x(), middle.y(), middle.z()}}};
}

QJsonObject pointJson(const MaskLayer& mask, const Segment& segment) {
  QJsonObject json = segmentJson(mask, segment);
  // A point has a place, but no size.
  for (const char* key : {"label", "voxels", "volume_ml", "slices"}) json.remove(QLatin1String(key));
  return json;
}

struct LidcOutcome {
  QJsonArray readers;
  QString text;
  QStringList problems;
};

QString readerText(const QString& name, const QJsonObject& reader) {
  QString text = name + QLatin1Char('\n');
  for (const QJsonValue nodule : reader[QStringLiteral("nodules")].toArray())
    text += QStringLiteral("  ") +
            Texts::tr("%1: %2 ml, %3")
                .arg(nodule[QStringLiteral("name")].toString(),
                     QLocale().toString(nodule[QStringLiteral("volume_ml")].toDouble(), 'f', 3),
                     nodule[QStringLiteral("characteristics")].toString()) +
            QLatin1Char('\n');
  for (const QJsonValue point : reader[QStringLiteral("points")].toArray())
    text += QStringLiteral("  ") + point[QStringLiteral("name")].toString() + QLatin1Char('\n');
  return text;
}

/// Writes the nodules of a reader; why that failed, or empty.
QString writeReader(std::vector<std::unique_ptr<MaskLayer>> nodules, const SeriesEntry& source,
                    const QString& file, QStringList& problems) {
  if (QFileInfo::exists(file)) return Texts::tr("%1 exists already").arg(file);
  if (!QDir().mkpath(QFileInfo(file).absolutePath()))
    return Texts::tr("%1: the folder cannot be made").arg(file);
  // Who found nothing has an empty mask.
  Result<LabelMap> labels = LabelMap::create(*source.grid);
  if (!labels) return labels.error().text();
  if (!nodules.empty()) {
    FlattenedLayers flat = flattened(std::move(nodules));
    if (flat.shared > 0)
      problems.append(
          Texts::tr("%1: %2 voxels belong to several nodules of the reader; each has the first's label")
              .arg(file)
              .arg(flat.shared));
    *labels = std::move(flat.mask->labels);
  }
  const auto written = writeLabelImage(*labels, file);
  return written ? QString() : written.error().text();
}

Result<LidcOutcome> readReaders(const LidcFile& file, const SeriesEntry& source, const QString& out) {
  LidcOutcome outcome;
  for (std::size_t n = 0; n < file.readings.size(); ++n) {
    const QString name = Texts::tr("Reader %1").arg(n + 1);
    Result<LidcMasks> masks = lidcMasks(file.readings[n], name, source.source, *source.grid, JobControl());
    if (!masks) return masks.error();
    for (const QString& warning : masks->warnings)
      outcome.problems.append(name + QStringLiteral(": ") + warning);
    QJsonArray nodules;
    QJsonArray points;
    for (const auto& mask : masks->nodules)
      for (const Segment& segment : mask->segments) nodules.append(segmentJson(*mask, segment));
    for (const auto& mask : masks->points)
      for (const Segment& segment : mask->segments) points.append(pointJson(*mask, segment));
    const QJsonObject reader{{QStringLiteral("reader"), static_cast<int>(n + 1)},
                             {QStringLiteral("nodules"), nodules},
                             {QStringLiteral("points"), points}};
    outcome.readers.append(reader);
    outcome.text += readerText(name, reader);
    if (out.isEmpty()) continue;
    const QString image =
        QStringLiteral("%1/reader-%2/%3.nii.gz").arg(out).arg(n + 1).arg(source.source.seriesInstanceUid);
    if (const QString failed = writeReader(std::move(masks->nodules), source, image, outcome.problems);
        !failed.isEmpty())
      return Error{ErrorKind::FileUnreadable, failed, {}};
  }
  return outcome;
}

}  // namespace

int runLidc(const QStringList& arguments) {
  QCommandLineParser parser;
  describeLidc(parser);
  if (const auto exitCode = parseArguments(parser, QStringLiteral("lidc"), arguments)) return *exitCode;
  const QStringList files = parser.positionalArguments();
  if (files.size() != 1 || !parser.isSet(QStringLiteral("source"))) {
    printError(Texts::tr("lidc needs one file and --source; see uptake-cli lidc --help"));
    return kWrongUsage;
  }
  int exitCode = kDone;
  const auto source = onlyVolumeSeries(parser.value(QStringLiteral("source")), exitCode);
  if (!source) return exitCode;
  const Result<LidcFile> file = readLidc(files.front(), JobControl());
  if (!file) {
    printError(file.error().text());
    return kNothingRead;
  }
  if (!file->seriesInstanceUid.isEmpty() && file->seriesInstanceUid != source->source.seriesInstanceUid) {
    printError(Texts::tr("%1: it is of the series %2, not of %3")
                   .arg(files.front(), file->seriesInstanceUid, source->source.seriesInstanceUid));
    return kNothingRead;
  }
  Result<LidcOutcome> outcome = readReaders(*file, *source, parser.value(QStringLiteral("out")));
  if (!outcome) {
    printError(outcome.error().text());
    return kNothingRead;
  }
  const QStringList problems = file->warnings + outcome->problems;
  for (const QString& problem : problems) printError(QStringLiteral("%1: %2").arg(files.front(), problem));
  if (parser.isSet(QStringLiteral("json")))
    printOutput(QJsonDocument(QJsonObject{{QStringLiteral("series_uid"), source->source.seriesInstanceUid},
                                          {QStringLiteral("readers"), outcome->readers}})
                    .toJson());
  else
    printOutput(outcome->text.trimmed().toUtf8());
  return problems.isEmpty() ? kDone : kDoneWithProblems;
}

}  // namespace uptake::cli
