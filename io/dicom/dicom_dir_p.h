#pragma once

#include "core/error.h"

#include <QHash>
#include <QString>
#include <QStringList>

#include <vector>

namespace uptake::dicom {

/// A file that a DICOMDIR names.
struct ReferencedFile {
  QStringList components;  ///< of ReferencedFileID (0004,1500), each a plain name: see checkedComponents()
  QString recordType;      ///< "IMAGE", "SR DOCUMENT", …
  QString sopInstanceUid;
};

/// What a DICOMDIR (PS3.3 F, PS3.10) lists.
struct DicomDirectory {
  std::vector<ReferencedFile> files;  ///< in the order of their records, each once
  QStringList problems;               ///< records that were ignored, with the value and the reason
};

/// Whether a file name is that of a DICOMDIR, in any case.
bool isDicomDirName(const QString& fileName);

/// Reads the directory records in their stored order. The offsets that link them are not followed, so cyclic
/// offsets do no harm. Records that are not in use or name no file are skipped. FileUnreadable when the file
/// is no DICOMDIR or is damaged, NotSupported above a million records.
Result<DicomDirectory> readDicomDir(const QString& file);

/// The components of a ReferencedFileID if each is a plain file name: not empty, not "." or "..", without
/// separator, drive or control character, and not more or longer than the file systems of exchange media
/// allow. An empty list if any of them is not, so that a DICOMDIR never names a file outside its folder.
QStringList checkedComponents(const QByteArray& referencedFileId);

/// Finds the referenced files below a DICOMDIR's folder; a path is always that folder joined with checked
/// components. Exchange media are written in upper case and often copied in lower case, so a name that does
/// not exist as stated is also looked for without regard to case. Folder listings are cached: use one object
/// per DICOMDIR.
class ReferencedFileFinder {
 public:
  explicit ReferencedFileFinder(QString folder) : folder_(std::move(folder)) {}
  /// The path of the file, or an empty string if it does not exist.
  QString find(const QStringList& components);
  /// The path where the file was expected, for a message.
  QString expected(const QStringList& components) const;

 private:
  QString nameInFolder(const QString& folder, const QString& name);

  QString folder_;
  QHash<QString, QHash<QString, QString>> listings_;  ///< folder → name in lower case → name
};

}  // namespace uptake::dicom
