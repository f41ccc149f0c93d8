#pragma once

#include "core/jobs/job_runner.h"
#include "io/store/annotation_folder.h"

#include <QLockFile>

#include <memory>

namespace uptake {

/// A lock of the annotation folder. While it exists, no other program saves there, so that files cannot
/// change between comparing and replacing them.
class FolderLock {
 public:
  /// Creates the folder if it is missing, and waits for other programs that hold the lock; the lock of a
  /// program that crashed is released. Cancelled, or FileUnreadable when the folder is not writable or locked
  /// for too long.
  static Result<FolderLock> take(const AnnotationFolder& folder, const JobControl& control);

 private:
  explicit FolderLock(std::unique_ptr<QLockFile> lock) : lock_(std::move(lock)) {}
  std::unique_ptr<QLockFile> lock_;
};

/// The file of the lock, which exists only while a program saves.
QString folderLockFile(const AnnotationFolder& folder);

/// Renames a new file to `wanted` or, if that exists, to the first unused name of `<wanted>-2`, `-3`, … Never
/// replaces a file. Returns the new name.
Result<QString> moveToNewName(const QString& made, const QString& wanted);

}  // namespace uptake
