#pragma once

#include "core/jobs/job_runner.h"
#include "io/store/annotation_folder.h"

#include <QLockFile>

#include <memory>

namespace uptake {

/// While it lives, no other window saves in the annotation folder: between looking at what lies there and
/// replacing it, nothing of theirs comes.
class FolderLock {
 public:
  /// Makes the folder when it is missing, and waits for others who save there; a program that died holds it
  /// no more. Cancelled, or FileUnreadable when nothing can be written there or others hold it too long.
  static Result<FolderLock> take(const AnnotationFolder& folder, const JobControl& control);

 private:
  explicit FolderLock(std::unique_ptr<QLockFile> lock) : lock_(std::move(lock)) {}
  std::unique_ptr<QLockFile> lock_;
};

/// The lock's file, which is there only while someone saves.
QString folderLockFile(const AnnotationFolder& folder);

/// Renames a file that was just made to `wanted`, or, where another one has that name by now, to the first of
/// `<wanted>-2`, `-3` … that is free: never over another file. The name that it got.
Result<QString> moveToNewName(const QString& made, const QString& wanted);

}  // namespace uptake
