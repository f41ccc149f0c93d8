#pragma once

#include "core/error.h"

#include <QByteArray>
#include <QJsonArray>
#include <QJsonObject>
#include <QString>

namespace uptake {

/// A JSON file about one study in the annotation folder: a list of entries of one kind, UTF-8:
///
///     {"format": "uptake-…", "version": 1, "patient_id": "…", "study_instance_uid": "1.2…",
///      "<entries>": […]}
///
/// Members that are not named here are kept when the file is saved again.
struct StudyRecordKind {
  QString format;
  int version = 1;
  QString entries;  ///< name of the list
};

struct StudyRecord {
  QJsonArray entries;
  QByteArray original;  ///< as read: what writeStudyRecord() edits
};

/// FileUnreadable when it is no such file (or larger than 32 MiB), NotSupported when it is of another
/// version, Inconsistent when it is another study's.
Result<StudyRecord> readStudyRecord(const QString& path, const StudyRecordKind& kind,
                                    const QString& studyInstanceUid);

/// Writes the file whole or not at all, into a folder that is made where needed.
Result<void> writeStudyRecord(const QString& path, const StudyRecordKind& kind, const QString& patientId,
                              const QString& studyInstanceUid, const QJsonArray& entries,
                              const QByteArray& original);

/// Removes such a file, if there is one.
Result<void> removeStudyRecord(const QString& path);

/// Writes a file whole or not at all. FileUnreadable says why it could not.
Result<void> writeWholeFile(const QString& path, const QByteArray& bytes);

}  // namespace uptake
