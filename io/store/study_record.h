#pragma once

#include "core/error.h"
#include "core/geometry/patient_space.h"

#include <QByteArray>
#include <QJsonArray>
#include <QJsonObject>
#include <QString>

#include <optional>

namespace uptake {

/// The form of the JSON files about one study in the annotation folder, a list of entries of one kind, UTF-8:
///
///     {"format": "uptake-…", "version": 1, "patient_id": "…", "study_instance_uid": "1.2…",
///      "<entries>": […]}
///
/// Of a case of image files, which state neither patient nor study, "case" names it in the place of both.
/// Unknown members are kept when the file is saved again.
struct StudyRecordKind {
  QString format;
  int version = 1;
  QString entries;  ///< member name of the list
};

struct StudyRecord {
  QJsonArray entries;
  QByteArray original;  ///< the file as read, which writeStudyRecord() edits
};

/// FileUnreadable when it is no such file or larger than 32 MiB, NotSupported when it has another version,
/// Inconsistent when it is of another study.
Result<StudyRecord> readStudyRecord(const QString& path, const StudyRecordKind& kind,
                                    const QString& studyInstanceUid);

/// Writes the file completely or not at all; missing folders are created.
Result<void> writeStudyRecord(const QString& path, const StudyRecordKind& kind, const QString& patientId,
                              const QString& studyInstanceUid, const QJsonArray& entries,
                              const QByteArray& original);

/// A position or direction in an entry, [x, y, z]; nothing when it is not three numbers.
std::optional<Point> pointIn(const QJsonValue& value);
QJsonArray pointArray(const Point& point);

/// Removes such a file if it exists.
Result<void> removeStudyRecord(const QString& path);

/// Writes a file completely or not at all. FileUnreadable says why it failed.
Result<void> writeWholeFile(const QString& path, const QByteArray& bytes);

}  // namespace uptake
