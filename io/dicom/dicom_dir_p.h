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
  QStringList problems;               ///< records that were left out, with the value and the reason
};

/// Whether a file name is that of a DICOMDIR, in any case.
bool isDicomDirName(const QString& fileName);

/// Reads the directory records one by one; the offsets that chain them are not followed, so no loop in them
/// does harm. Records that are not in use or name no file are passed over. FileUnreadable when it is no
/// DICOMDIR or is damaged, NotSupported above a million records.
Result<DicomDirectory> readDicomDir(const QString& file);

/// The values of a ReferencedFileID, when each is a plain file name: not empty, not "." or "..", without
/// separator, drive or control character, and no more and no longer than file systems of exchange media
/// allow. An empty list when one is not: such an ID names nothing.
QStringList checkedComponents(const QByteArray& referencedFileId);

/// Finds the referenced files below a DICOMDIR's folder. Paths are only ever the folder joined with checked
/// components. Media are written in upper case and often copied to lower: a name that is not there as stated
/// is looked for in any case. Listings are kept, so one object serves one DICOMDIR.
class ReferencedFileFinder {
 public:
  explicit ReferencedFileFinder(QString folder) : folder_(std::move(folder)) {}
  /// The path of an existing file, or empty.
  QString find(const QStringList& components);
  /// Where it was expected, for a message.
  QString expected(const QStringList& components) const;

 private:
  QString nameInFolder(const QString& folder, const QString& name);

  QString folder_;
  QHash<QString, QHash<QString, QString>> listings_;  ///< folder → name in lower case → name
};

}  // namespace uptake::dicom
