#include "annotation/journal/journal_file.h"

#include "core/platform/platform.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QDir>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::JournalFile)
};

constexpr auto kOwnerOnly = QFileDevice::ReadOwner | QFileDevice::WriteOwner;

}  // namespace

std::unique_ptr<QLockFile> journalLock(const QString& journal) {
  auto lock = std::make_unique<QLockFile>(journal + QStringLiteral(".lock"));
  lock->setStaleLockTime(0);
  return lock;
}

JournalFile::JournalFile(QString path, std::unique_ptr<QLockFile> lock)
    : path_(std::move(path)), lock_(std::move(lock)), file_(path_) {}

Result<std::unique_ptr<JournalFile>> JournalFile::create(const QString& folder) {
  const auto failed = [](const QString& reason, const QString& path) {
    return Error{ErrorKind::FileUnreadable, Texts::tr("The journal cannot be written: %1").arg(reason), path};
  };
  if (!QDir().mkpath(folder)) return failed(Texts::tr("the folder cannot be made"), folder);
  QFile::setPermissions(folder, kOwnerOnly | QFileDevice::ExeOwner);
  const QString stem =
      QStringLiteral("%1/%2-%3")
          .arg(folder, QDateTime::currentDateTimeUtc().toString(QStringLiteral("yyyyMMdd-HHmmsszzz")))
          .arg(QCoreApplication::applicationPid());
  QString path = stem + QStringLiteral(".journal");
  for (int number = 2; QFile::exists(path); ++number)
    path = QStringLiteral("%1-%2.journal").arg(stem).arg(number);
  auto lock = journalLock(path);
  if (!lock->tryLock(0)) return failed(Texts::tr("it could not be locked"), path);
  auto journal = std::unique_ptr<JournalFile>(new JournalFile(path, std::move(lock)));
  if (!journal->file_.open(QIODevice::WriteOnly | QIODevice::NewOnly | QIODevice::Unbuffered, kOwnerOnly))
    return failed(journal->file_.errorString(), path);
  journal->thread_ = std::thread([raw = journal.get()] { raw->syncLoop(); });
  return journal;
}

JournalFile::~JournalFile() {
  {
    const std::lock_guard guard(mutex_);
    ending_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

Result<void> JournalFile::append(const QByteArray& bytes) {
  for (qint64 done = 0; done < bytes.size();) {
    const qint64 written = file_.write(bytes.constData() + done, bytes.size() - done);
    if (written <= 0) {
      const QString reason = file_.errorString();
      // What is there stays readable: half a record at its end would hide all that follows.
      file_.resize(size_);
      file_.seek(size_);
      return Error{ErrorKind::FileUnreadable, Texts::tr("The journal cannot be written: %1").arg(reason),
                   path_};
    }
    done += written;
  }
  size_ += bytes.size();
  {
    const std::lock_guard guard(mutex_);
    wanted_ += bytes.size();
  }
  changed_.notify_all();
  return {};
}

void JournalFile::sync() {
  std::unique_lock guard(mutex_);
  changed_.wait(guard, [this] { return synced_ >= wanted_; });
}

void JournalFile::syncLoop() {
  const int descriptor = file_.handle();
  std::unique_lock guard(mutex_);
  while (true) {
    changed_.wait(guard, [this] { return ending_ || synced_ < wanted_; });
    if (synced_ >= wanted_) return;
    const qint64 reached = wanted_;
    guard.unlock();
    platform::syncFile(descriptor);  // a disk that cannot is no reason to ask it forever
    guard.lock();
    synced_ = reached;
    changed_.notify_all();
  }
}

void JournalFile::remove(std::unique_ptr<JournalFile> file) {
  if (!file) return;
  const QString path = file->path_;
  {
    // Nothing is left to bring onto the disk.
    const std::lock_guard guard(file->mutex_);
    file->synced_ = file->wanted_;
  }
  QFile::remove(path);
  file.reset();
  QFile::remove(path);  // where an open file cannot be removed
}

}  // namespace uptake
