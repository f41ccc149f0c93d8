#include "io/store/folder_lock.h"

#include <QCoreApplication>
#include <QDeadlineTimer>
#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <chrono>
#include <filesystem>
#include <system_error>

namespace uptake {

namespace {

using namespace std::chrono_literals;

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::FolderLock)
};

/// A large mask takes seconds; a program on another machine that died cannot be asked.
constexpr auto kStale = 5min;
constexpr auto kLongestWait = 6min;
constexpr auto kLook = 100ms;

Error cannotRename(const QString& name, const QString& reason) {
  return {ErrorKind::FileUnreadable, Texts::tr("The file cannot be renamed (%1).").arg(reason), name};
}

}  // namespace

QString folderLockFile(const AnnotationFolder& folder) {
  return folder.path() + QStringLiteral("/.uptake-saving.lock");
}

Result<FolderLock> FolderLock::take(const AnnotationFolder& folder, const JobControl& control) {
  const QString file = folderLockFile(folder);
  if (Result<void> allowed = folder.checkTarget(file); !allowed) return allowed.error();
  if (!QDir().mkpath(folder.path()))
    return Error{ErrorKind::FileUnreadable, Texts::tr("The folder cannot be made."), folder.path()};
  auto lock = std::make_unique<QLockFile>(file);
  lock->setStaleLockTime(std::chrono::milliseconds(kStale).count());
  QDeadlineTimer deadline(kLongestWait);
  while (!lock->tryLock(std::chrono::milliseconds(kLook).count())) {
    if (lock->error() != QLockFile::LockFailedError)
      return Error{ErrorKind::FileUnreadable,
                   Texts::tr("Nothing can be written there: the disk may be full, or it is not allowed."),
                   folder.path()};
    if (control.isCancelled()) return JobControl::cancelledError();
    if (!deadline.hasExpired()) continue;
    qint64 process = 0;
    QString machine, program;
    lock->getLockInfo(&process, &machine, &program);
    return Error{ErrorKind::FileUnreadable,
                 Texts::tr("%1 on %2 has been saving there for minutes.").arg(program, machine),
                 folder.path()};
  }
  return FolderLock(std::move(lock));
}

Result<QString> moveToNewName(const QString& made, const QString& wanted) {
  const QFileInfo info(wanted);
  const QString stem = info.path() + QLatin1Char('/') + info.completeBaseName();
  QString name = wanted;
  constexpr int kMostNames = 10000;
  for (int number = 2; number < kMostNames; ++number) {
    // Only one program can create it; whose it is may replace it.
    QFile reserved(name);
    if (reserved.open(QIODevice::WriteOnly | QIODevice::NewOnly)) {
      reserved.close();
      std::error_code error;
      std::filesystem::rename(QFileInfo(made).filesystemFilePath(), QFileInfo(name).filesystemFilePath(),
                              error);
      if (!error) return name;
      reserved.remove();
      QFile::remove(made);
      return cannotRename(name, QString::fromStdString(error.message()));
    }
    if (!QFileInfo::exists(name) && !QFileInfo(name).isSymLink()) {
      QFile::remove(made);
      return cannotRename(name, reserved.errorString());
    }
    name = QStringLiteral("%1-%2.%3").arg(stem).arg(number).arg(info.suffix());
  }
  QFile::remove(made);
  return cannotRename(wanted, Texts::tr("no name is free"));
}

}  // namespace uptake
