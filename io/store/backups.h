#pragma once

#include "core/error.h"
#include "io/store/annotation_folder.h"

namespace uptake {

/// How many earlier versions of one file are kept.
inline constexpr int kBackupsKept = 10;

/// Keeps what a file of the annotation folder holds before it is replaced or removed: as
/// `Backups/<its place in the folder>.~<number>~`, the highest number the latest, at most kBackupsKept of a
/// file. Never beside the annotations, where other programs read every file, and never in an opened folder.
/// Nothing is done when there is no file, or the latest backup holds the same. FileUnreadable when the copy
/// could not be made, and Inconsistent when a link leads the file or its backup into an opened folder
/// (AnnotationFolder::checkTarget()): then the file must not be written.
Result<void> keepBackup(const AnnotationFolder& folder, const QString& path);

/// The backups of a file, latest first.
QStringList backupsOf(const AnnotationFolder& folder, const QString& path);

}  // namespace uptake
