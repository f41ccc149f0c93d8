#pragma once

#include "core/error.h"

#include <QByteArray>
#include <QFile>
#include <QLockFile>
#include <QString>

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>

namespace uptake {

/// A journal that is being written: append-only, readable by its owner alone, locked while it is open.
///
/// append() hands the bytes to the system before it returns, so that they outlive this program whatever
/// becomes of it; that costs a copy in memory. A thread brings them onto the disk itself, at once and without
/// anyone waiting for it, so that they outlive a loss of power too.
class JournalFile {
 public:
  /// A new journal in the folder, which is made when it is missing. FileUnreadable says why there is none.
  static Result<std::unique_ptr<JournalFile>> create(const QString& folder);
  /// Closes it; the file stays.
  ~JournalFile();

  const QString& path() const { return path_; }
  qint64 size() const { return size_; }
  /// Appends all of it or, when that fails, nothing.
  Result<void> append(const QByteArray& bytes);
  /// Waits until all that was appended is on the disk.
  void sync();
  /// Closes and deletes it.
  static void remove(std::unique_ptr<JournalFile> file);

 private:
  JournalFile(QString path, std::unique_ptr<QLockFile> lock);
  void syncLoop();

  QString path_;
  std::unique_ptr<QLockFile> lock_;
  QFile file_;
  qint64 size_ = 0;

  std::mutex mutex_;
  std::condition_variable changed_;
  qint64 wanted_ = 0;  ///< bytes that should be on the disk
  qint64 synced_ = 0;  ///< that are
  bool ending_ = false;
  std::thread thread_;
};

/// The lock of a journal: held as long as the program that writes it is alive, however long that is.
std::unique_ptr<QLockFile> journalLock(const QString& journal);

}  // namespace uptake
