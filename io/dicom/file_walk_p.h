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
  qint64 changedMs = 0;   ///< time of its last change, since 1970
  qint64 recordedMs = 0;  ///< see platform::FileState
};

/// What lies in the opened paths.
struct FileWalk {
  /// Files that may be DICOM, folder by folder, by name within a folder.
  std::vector<FoundFile> candidates;
  QStringList vocFiles;
  QStringList directories;        ///< DICOMDIR files found in folders
  QStringList openedDirectories;  ///< DICOMDIR files that were opened themselves
  std::vector<FileProblem> problems;
  int existingRoots = 0;
};

/// The state of a file, or nothing when it is no plain file.
std::optional<FoundFile> foundFile(const QString& path);

/// Lists files, folders recursively. A file that several ways lead to is listed once, so links never loop.
/// Only plain files: a pipe or a device would keep its reader waiting.
FileWalk walkFiles(const QStringList& paths, JobControl& control);

}  // namespace uptake::dicom
