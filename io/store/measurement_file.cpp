#include "io/store/measurement_file.h"

#include "core/identity/image_key.h"
#include "io/store/study_record.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <array>
#include <map>
#include <optional>

namespace uptake {

namespace {

const StudyRecordKind kMeasurements{QStringLiteral("uptake-measurements"), 1, QStringLiteral("measurements")};

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::MeasurementFile)
};

struct KindName {
  MeasurementKind kind;
  const char* name;
};
constexpr std::array<KindName, 4> kKinds{{{MeasurementKind::Distance, "distance"},
                                          {MeasurementKind::Angle, "angle"},
                                          {MeasurementKind::Ellipse, "ellipse"},
                                          {MeasurementKind::Sphere, "sphere"}}};

QString nameOf(MeasurementKind kind) {
  for (const KindName& each : kKinds)
    if (each.kind == kind) return QLatin1String(each.name);
  return {};
}

std::optional<MeasurementKind> kindOf(const QString& name) {
  for (const KindName& each : kKinds)
    if (name == QLatin1String(each.name)) return each.kind;
  return std::nullopt;
}

/// The measurement of an entry, or why it is none.
Result<Measurement> measurementOf(const QJsonObject& entry) {
  const auto defect = [](const QString& reason) { return Error{ErrorKind::Inconsistent, reason, {}}; };
  const QString kindName = entry[QLatin1String("kind")].toString();
  const auto kind = kindOf(kindName);
  if (!kind) return defect(Texts::tr("its kind \"%1\" is not known").arg(kindName));
  Measurement measurement;
  measurement.kind = *kind;
  measurement.name = entry[QLatin1String("name")].toString();
  measurement.frameOfReferenceUid = entry[QLatin1String("frame_of_reference_uid")].toString();
  if (const QString space = entry[QLatin1String("space_of")].toString(); !space.isEmpty())
    measurement.frameOfReferenceUid = imageKey(space);
  for (const QJsonValue& value : entry[QLatin1String("points_mm")].toArray()) {
    const auto point = pointIn(value);
    if (!point) return defect(Texts::tr("a position is not three numbers"));
    measurement.points.push_back(*point);
  }
  const QJsonObject plane = entry[QLatin1String("plane")].toObject();
  const auto origin = pointIn(plane[QLatin1String("origin_mm")]);
  const auto right = pointIn(plane[QLatin1String("right")]);
  const auto down = pointIn(plane[QLatin1String("down")]);
  if (!origin || !right || !down) return defect(Texts::tr("its plane is not stated"));
  measurement.plane = {*origin, *right, *down};
  const QString reason = measurementDefect(measurement);
  if (!reason.isEmpty()) return defect(reason);
  return measurement;
}

/// The entry of a measurement, with what else stood in it.
QJsonObject entryOf(const Measurement& measurement, QJsonObject entry) {
  const auto putText = [&](const char* key, const QString& text) {
    if (text.isEmpty())
      entry.remove(QLatin1String(key));
    else
      entry[QLatin1String(key)] = text;
  };
  entry[QLatin1String("kind")] = nameOf(measurement.kind);
  putText("name", measurement.name);
  putText(isImageKey(measurement.frameOfReferenceUid) ? "space_of" : "frame_of_reference_uid",
          shownId(measurement.frameOfReferenceUid));
  QJsonArray points;
  for (const Point& point : measurement.points) points.append(pointArray(point));
  entry[QLatin1String("points_mm")] = points;
  QJsonObject plane = entry[QLatin1String("plane")].toObject();
  plane[QLatin1String("origin_mm")] = pointArray(measurement.plane.origin);
  plane[QLatin1String("right")] = pointArray(measurement.plane.right);
  plane[QLatin1String("down")] = pointArray(measurement.plane.down);
  entry[QLatin1String("plane")] = plane;
  return entry;
}

}  // namespace

Result<MeasurementFile> readMeasurements(const QString& path, const QString& studyInstanceUid) {
  Result<StudyRecord> record = readStudyRecord(path, kMeasurements, studyInstanceUid);
  if (!record) return record.error();
  MeasurementFile result;
  result.original = std::move(record->original);
  const QJsonArray& entries = record->entries;
  for (int i = 0; i < entries.size(); ++i) {
    Result<Measurement> measurement = measurementOf(entries[i].toObject());
    if (!measurement) {
      result.warnings.append(Texts::tr("Measurement %1 is left out, and stays in the file: %2.")
                                 .arg(i + 1)
                                 .arg(measurement.error().message));
      continue;
    }
    measurement->fileEntry = i;
    result.measurements.push_back(measurement.take());
  }
  return result;
}

Result<void> writeMeasurements(const QString& path, const QString& patientId, const QString& studyInstanceUid,
                               const std::vector<Measurement>& measurements, const QByteArray& original) {
  const QJsonArray before = QJsonDocument::fromJson(original).object()[kMeasurements.entries].toArray();
  std::map<int, const Measurement*> kept;
  for (const Measurement& measurement : measurements)
    if (measurement.fileEntry >= 0 && measurement.fileEntry < before.size())
      kept.emplace(measurement.fileEntry, &measurement);
  QJsonArray entries;
  for (int i = 0; i < before.size(); ++i) {
    const QJsonObject entry = before[i].toObject();
    if (const auto found = kept.find(i); found != kept.end())
      entries.append(entryOf(*found->second, entry));
    else if (!measurementOf(entry))
      entries.append(before[i]);  // not ours to lose
  }
  for (const Measurement& measurement : measurements) {
    const auto found = kept.find(measurement.fileEntry);
    if (found == kept.end() || found->second != &measurement) entries.append(entryOf(measurement, {}));
  }
  if (entries.isEmpty() && original.isEmpty()) return removeStudyRecord(path);
  return writeStudyRecord(path, kMeasurements, patientId, studyInstanceUid, entries, original);
}

}  // namespace uptake
