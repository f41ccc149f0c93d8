#pragma once

#include <QByteArray>
#include <QString>

namespace uptake {

/// How annotations are de-identified: DICOM PS3.15 Annex E, Basic Application Level Confidentiality Profile
/// (113100), for the attributes that this program writes. Names, identifiers, dates, times and free text are
/// removed. UIDs are replaced, a UID always by the same new one, so that the files of one export, and of
/// later ones with the same key, still reference each other.
struct Deidentification {
  QString patientId;  ///< new PatientID and PatientName
  QByteArray uidKey;  ///< secret: with it, new UIDs can be attributed to the original ones
  /// Retain UIDs Option (113110): UIDs are not replaced, so that the files still reference the original
  /// images.
  bool keepUids = false;
  /// The new UID: "2.25." and 128 bits of a keyed hash (PS3.5 B.2). An empty UID stays empty.
  QString uid(const QString& uid) const;
};

}  // namespace uptake
