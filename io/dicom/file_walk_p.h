#pragma once

#include "io/dicom/study_index.h"

#include <QString>
#include <QStringList>

#include <vector>

namespace uptake::dicom {

/// A file that may be DICOM.
struct FoundFile {
  QString path;          ///< absolute
  qint64 size = 0;       ///< bytes
  qint64 changedMs = 0;  ///< time of its last change, since 1970
};

/// What lies in the opened paths.
struct FileWalk {
  /// Files that may be DICOM, folder by folder, by name within a folder.
  std::vector<FoundFile> candidates;
  QStringList vocFiles;
  std::vector<FileProblem> problems;
  int existingRoots = 0;
};

/// Lists files, folders recursively. A file that several ways lead to is listed once, so links never loop.
/// Only plain files: a pipe or a device would keep its reader waiting.
FileWalk walkFiles(const QStringList& paths, JobControl& control);

}  // namespace uptake::dicom
