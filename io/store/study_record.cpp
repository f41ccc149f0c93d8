#include "io/store/study_record.h"

#include "core/identity/image_key.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QSaveFile>

namespace uptake {

namespace {

constexpr qint64 kLargestStudyRecord = 32 * 1024 * 1024;
const QString kFormatKey = QStringLiteral("format");
const QString kVersionKey = QStringLiteral("version");
const QString kPatient = QStringLiteral("patient_id");
const QString kStudy = QStringLiteral("study_instance_uid");
const QString kCase = QStringLiteral("case");  // of image files that state neither

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::StudyRecord)
};

Error unreadable(const QString& message, const QString& path) {
  return {ErrorKind::FileUnreadable, message, path};
}

/// A write that ends early on a full disk gives no reason; the next one does.
bool writeAll(QIODevice& file, const QByteArray& bytes) {
  for (qsizetype done = 0; done < bytes.size();) {
    const qint64 written = file.write(bytes.constData() + done, bytes.size() - done);
    if (written <= 0) return false;
    done += written;
  }
  return true;
}

}  // namespace

Result<StudyRecord> readStudyRecord(const QString& path, const StudyRecordKind& kind,
                                    const QString& studyInstanceUid) {
  QFile file(path);
  if (!file.open(QIODevice::ReadOnly))
    return unreadable(Texts::tr("The file cannot be read: %1").arg(file.errorString()), path);
  if (file.size() > kLargestStudyRecord)
    return unreadable(Texts::tr("The file is too large for what it should hold: it is not read."), path);
  StudyRecord result;
  result.original = file.readAll();
  QJsonParseError parsing;
  const QJsonDocument document = QJsonDocument::fromJson(result.original, &parsing);
  if (document.isNull())
    return unreadable(
        Texts::tr("The file is damaged at byte %1: %2").arg(parsing.offset).arg(parsing.errorString()), path);
  const QJsonObject record = document.object();
  if (const QString format = record[kFormatKey].toString(); format != kind.format)
    return unreadable(Texts::tr("The format of the file is \"%1\", not \"%2\".").arg(format, kind.format),
                      path);
  if (const double version = record[kVersionKey].toDouble(); version != kind.version)
    return Error{ErrorKind::NotSupported,
                 Texts::tr("The file is in version %1 of the format; this program reads version %2.")
                     .arg(version)
                     .arg(kind.version),
                 path};
  const QString study =
      record.contains(kCase) ? imageKey(record[kCase].toString()) : record[kStudy].toString();
  if (study != studyInstanceUid)
    return Error{ErrorKind::Inconsistent, Texts::tr("The file belongs to study %1.").arg(shownId(study)),
                 path};
  if (!record[kind.entries].isArray())
    return unreadable(Texts::tr("The list \"%1\" is missing or is none.").arg(kind.entries), path);
  result.entries = record[kind.entries].toArray();
  return result;
}

Result<void> writeStudyRecord(const QString& path, const StudyRecordKind& kind, const QString& patientId,
                              const QString& studyInstanceUid, const QJsonArray& entries,
                              const QByteArray& original) {
  QJsonObject record = QJsonDocument::fromJson(original).object();
  record[kFormatKey] = kind.format;
  record[kVersionKey] = kind.version;
  if (isImageKey(studyInstanceUid)) {
    record[kCase] = imageKeyName(studyInstanceUid);
  } else {
    record[kPatient] = patientId;
    record[kStudy] = studyInstanceUid;
  }
  record[kind.entries] = entries;
  const QString folder = QFileInfo(path).absolutePath();
  if (!QDir().mkpath(folder)) return unreadable(Texts::tr("The folder cannot be made."), folder);
  return writeWholeFile(path, QJsonDocument(record).toJson());
}

std::optional<Point> pointIn(const QJsonValue& value) {
  const QJsonArray array = value.toArray();
  if (array.size() != 3) return std::nullopt;
  Point point;
  for (int axis = 0; axis < 3; ++axis) {
    if (!array[axis].isDouble()) return std::nullopt;
    point[axis] = array[axis].toDouble();
  }
  return point;
}

QJsonArray pointArray(const Point& point) {
  return {point.x(), point.y(), point.z()};
}

Result<void> removeStudyRecord(const QString& path) {
  if (!QFileInfo::exists(path) || QFile::remove(path)) return {};
  return unreadable(Texts::tr("The file could not be removed."), path);
}

Result<void> writeWholeFile(const QString& path, const QByteArray& bytes) {
  // Flushed first: commit() does not notice when the last bytes find no place on the disk (Qt 6.4).
  QSaveFile file(path);
  if (!file.open(QIODevice::WriteOnly) || !writeAll(file, bytes) || !file.flush() || !file.commit())
    return unreadable(Texts::tr("The file could not be written: %1").arg(file.errorString()), path);
  return {};
}

}  // namespace uptake
