#include "core/foreign_text.h"
#include "core/identity/image_key.h"
#include "core/mask/lesion_colours.h"
#include "io/images/image_file.h"
#include "io/store/mask_record_p.h"
#include "io/store/study_record.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <limits>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::StoredMasks)
};

constexpr qint64 kLargestMaskRecord = 32 * 1024 * 1024;
constexpr int kMaskRecordVersion = 1;
const QString kMaskRecordFormat = QStringLiteral("uptake-mask");
const QString kManual = QStringLiteral("MANUAL");
const QString kSemiAutomatic = QStringLiteral("SEMIAUTOMATIC");
const QString kAutomatic = QStringLiteral("AUTOMATIC");

QJsonObject conceptJson(const CodedConcept& code) {
  return {{QStringLiteral("value"), code.value},
          {QStringLiteral("scheme"), code.scheme},
          {QStringLiteral("meaning"), code.meaning}};
}
CodedConcept conceptOf(const QJsonValue& value) {
  return {value[QStringLiteral("value")].toString(), value[QStringLiteral("scheme")].toString(),
          value[QStringLiteral("meaning")].toString()};
}

QString algorithmText(SegmentAlgorithm algorithm) {
  return algorithm == SegmentAlgorithm::Manual          ? kManual
         : algorithm == SegmentAlgorithm::SemiAutomatic ? kSemiAutomatic
                                                        : kAutomatic;
}

QString colourText(const Rgb& colour) {
  const auto hex = [](int value) { return QString::number(value, 16).rightJustified(2, QLatin1Char('0')); };
  return QLatin1Char('#') + hex(colour.red) + hex(colour.green) + hex(colour.blue);
}
Rgb colourOfText(const QString& text, Label number) {
  bool ok = false;
  const uint value = text.mid(1).toUInt(&ok, 16);
  if (!ok || text.size() != 7 || !text.startsWith(QLatin1Char('#'))) return lesionColour(number);
  return {static_cast<std::uint8_t>(value >> 16), static_cast<std::uint8_t>((value >> 8) & 0xff),
          static_cast<std::uint8_t>(value & 0xff)};
}

/// Codes that a lesion may have or not.
struct OptionalConcept {
  const char* key;
  CodedConcept Segment::*code;
};
constexpr OptionalConcept kConcepts[] = {{"category", &Segment::category},
                                         {"type", &Segment::type},
                                         {"type_modifier", &Segment::typeModifier},
                                         {"anatomic_region", &Segment::anatomicRegion},
                                         {"anatomic_region_modifier", &Segment::anatomicRegionModifier}};
struct OptionalText {
  const char* key;
  QString Segment::*text;
};
constexpr OptionalText kTexts[] = {{"algorithm_name", &Segment::algorithmName},
                                   {"tracking_id", &Segment::trackingId},
                                   {"tracking_uid", &Segment::trackingUid},
                                   {"description", &Segment::description}};

QJsonObject lesionRecord(const Segment& segment) {
  QJsonObject lesion{{QStringLiteral("value"), segment.number},
                     {QStringLiteral("name"), segment.label},
                     {QStringLiteral("colour"), colourText(segment.colour)},
                     {QStringLiteral("algorithm"), algorithmText(segment.algorithm)}};
  for (const auto& [key, text] : kTexts)
    if (!(segment.*text).isEmpty()) lesion[QLatin1String(key)] = segment.*text;
  for (const auto& [key, code] : kConcepts)
    if (!(segment.*code).value.isEmpty()) lesion[QLatin1String(key)] = conceptJson(segment.*code);
  return lesion;
}

std::optional<Segment> segmentOf(const QJsonObject& lesion) {
  const int number = lesion[QStringLiteral("value")].toInt();
  if (number < 1 || number > std::numeric_limits<Label>::max()) return std::nullopt;
  Segment segment;
  segment.number = static_cast<Label>(number);
  segment.label = lesion[QStringLiteral("name")].toString();
  segment.colour = colourOfText(lesion[QStringLiteral("colour")].toString(), segment.number);
  const QString algorithm = lesion[QStringLiteral("algorithm")].toString();
  segment.algorithm = algorithm == kManual          ? SegmentAlgorithm::Manual
                      : algorithm == kSemiAutomatic ? SegmentAlgorithm::SemiAutomatic
                                                    : SegmentAlgorithm::Automatic;
  for (const auto& [key, text] : kTexts) segment.*text = lesion[QLatin1String(key)].toString();
  for (const auto& [key, code] : kConcepts)
    if (const CodedConcept known = conceptOf(lesion[QLatin1String(key)]); !known.value.isEmpty())
      segment.*code = known;
  if (segment.label.trimmed().isEmpty()) segment.label = QStringLiteral("Lesion %1").arg(number);
  return segment;
}

}  // namespace

Result<MaskRecord> readMaskRecord(const QString& path) {
  const auto unreadable = [&](const QString& message) {
    return Error{ErrorKind::FileUnreadable, message, path};
  };
  QFile file(path);
  if (!file.open(QIODevice::ReadOnly))
    return unreadable(Texts::tr("The file cannot be read (%1).").arg(file.errorString()));
  if (file.size() > kLargestMaskRecord)
    return unreadable(Texts::tr("The file is too large for what it should hold: it is not read."));
  QJsonParseError parsing;
  const QJsonDocument document = QJsonDocument::fromJson(file.readAll(), &parsing);
  if (document.isNull())
    return unreadable(
        Texts::tr("The file is damaged at byte %1: %2").arg(parsing.offset).arg(parsing.errorString()));
  const QJsonObject object = document.object();
  if (const QString format = object[QStringLiteral("format")].toString(); format != kMaskRecordFormat)
    return unreadable(
        Texts::tr("The format of the file is \"%1\", not \"%2\".").arg(format, kMaskRecordFormat));
  if (const double version = object[QStringLiteral("version")].toDouble(); version != kMaskRecordVersion)
    return Error{ErrorKind::NotSupported,
                 Texts::tr("The file is in version %1 of the format; this program reads version %2.")
                     .arg(version)
                     .arg(kMaskRecordVersion),
                 path};
  MaskRecord record;
  record.caseName = object[QStringLiteral("case")].toString();
  record.name = object[QStringLiteral("name")].toString();
  record.creator = object[QStringLiteral("creator")].toString();
  record.madeFrom = object[QStringLiteral("made_from")].toString();
  for (const QJsonValue& lesion : object[QStringLiteral("lesions")].toArray())
    if (auto segment = segmentOf(lesion.toObject())) record.lesions.push_back(std::move(*segment));
  std::ranges::stable_sort(record.lesions, {}, &Segment::number);
  const auto twice = std::ranges::unique(record.lesions, {}, &Segment::number);
  record.lesions.erase(twice.begin(), twice.end());
  return record;
}

void applyMaskRecord(const MaskRecord& record, MaskLayer& layer) {
  if (!record.name.trimmed().isEmpty()) layer.name = record.name;
  layer.provenance.contentCreatorName = record.creator;
  if (!record.madeFrom.isEmpty()) layer.provenance.predecessorUid = imageKey(record.madeFrom);
  std::vector<Segment> segments = record.lesions;
  for (Segment& segment : layer.segments)
    if (std::ranges::find(segments, segment.number, &Segment::number) == segments.end())
      segments.push_back(std::move(segment));
  std::ranges::stable_sort(segments, {}, &Segment::number);
  layer.segments = std::move(segments);
}

Result<void> writeMaskRecord(const QString& path, const MaskLayer& mask, const StudyEntry& study) {
  QJsonArray lesions;
  for (const Segment& segment : mask.segments) lesions.append(lesionRecord(segment));
  QJsonObject record{{QStringLiteral("format"), kMaskRecordFormat},
                     {QStringLiteral("version"), kMaskRecordVersion},
                     {QStringLiteral("case"), imageKeyName(study.uid)},
                     {QStringLiteral("image"), imageKeyName(mask.source.seriesInstanceUid)},
                     {QStringLiteral("name"), mask.name},
                     {QStringLiteral("saved"), QDateTime::currentDateTimeUtc().toString(Qt::ISODate)},
                     {QStringLiteral("lesions"), lesions}};
  if (!mask.provenance.contentCreatorName.isEmpty())
    record[QStringLiteral("creator")] = mask.provenance.contentCreatorName;
  if (const QString from = imageKeyName(mask.provenance.predecessorUid); !from.isEmpty())
    record[QStringLiteral("made_from")] = from;
  const QString folder = QFileInfo(path).absolutePath();
  if (!QDir().mkpath(folder))
    return Error{ErrorKind::FileUnreadable, Texts::tr("The folder cannot be made."), folder};
  return writeWholeFile(path, QJsonDocument(record).toJson());
}

}  // namespace uptake
