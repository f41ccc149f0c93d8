#pragma once

#include <QByteArray>
#include <QString>

namespace uptake {

/// How annotations are written without what identifies the patient: DICOM PS3.15 Annex E, Basic Application
/// Level Confidentiality Profile (113100), as far as it concerns what we write. Names, identifiers, dates,
/// times and free text go; UIDs are replaced, the same one always by the same other one, so that files of one
/// export, and of later ones with the same key, still belong together.
struct Deidentification {
  QString patientId;  ///< that the files get instead; also as the patient's name
  QByteArray uidKey;  ///< secret: who knows it can tell which UID became which
  /// UIDs stay (Retain UIDs Option, 113110), so that the files still fit the images as they are.
  bool keepUids = false;

  /// What a UID becomes: "2.25." and 128 bits of a keyed hash (PS3.5 B.2). An empty one stays empty.
  QString uid(const QString& uid) const;
};

}  // namespace uptake
