#pragma once

#include "core/error.h"
#include "io/store/annotation_folder.h"

namespace uptake {

/// The number of earlier versions that are kept of one file.
inline constexpr int kBackupsKept = 10;

/// Copies a file of the annotation folder before it is replaced or removed, to `Backups/<relative
/// path>.~<number>~`, with the highest number for the latest copy; at most kBackupsKept are kept. Backups are
/// not beside the annotations, because other programs read every file there, and never in an opened folder.
/// Does nothing if the file does not exist or equals the latest backup. If it fails, the file must not be
/// written: FileUnreadable when it could not be copied, Inconsistent when a link leads the file or its backup
/// into an opened folder (AnnotationFolder::checkTarget()).
Result<void> keepBackup(const AnnotationFolder& folder, const QString& path);

/// The backups of a file, latest first.
QStringList backupsOf(const AnnotationFolder& folder, const QString& path);

}  // namespace uptake
