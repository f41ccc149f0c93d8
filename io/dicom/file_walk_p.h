#pragma once

#include "io/dicom/study_index.h"

#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

namespace uptake::dicom {

/// A file that may be DICOM.
struct FoundFile {
  QString path;           ///< absolute
  qint64 size = 0;        ///< bytes
  qint64 changedMs = 0;   ///< time of its last change, ms since 1970
  qint64 recordedMs = 0;  ///< see platform::FileState
};

/// The files below the opened paths.
struct FileWalk {
  /// Files that may be DICOM, grouped by folder and sorted by name within a folder.
  std::vector<FoundFile> candidates;
  QStringList vocFiles;
  QStringList imageFiles;         ///< NIfTI, MetaImage and NRRD files, by the ends of their names
  QStringList hdf5Files;          ///< likewise
  QStringList directories;        ///< DICOMDIR files found in folders
  QStringList openedDirectories;  ///< DICOMDIR files that are opened paths themselves
  std::vector<FileProblem> problems;
  int existingRoots = 0;  ///< opened paths that exist
};

/// The state of a file; `std::nullopt` unless it is a regular file.
std::optional<FoundFile> foundFile(const QString& path);

/// Lists the files, those of folders recursively. A file that is reached by several paths is listed once, so
/// cyclic links end. Only regular files are listed, because opening a pipe or a device could block.
FileWalk walkFiles(const QStringList& paths, JobControl& control);

}  // namespace uptake::dicom
