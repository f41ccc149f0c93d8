#include "io/store/backups.h"

#include "io/store/file_stamp.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>
#include <QSaveFile>

#include <algorithm>
#include <vector>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::Backups)
};

/// Where the backups of a file lie, without the number.
QString stemOf(const AnnotationFolder& folder, const QString& path) {
  QString place = QDir(folder.path()).relativeFilePath(path);
  // A file that lies elsewhere keeps its name alone.
  if (place.startsWith(QLatin1String("..")) || QDir::isAbsolutePath(place))
    place = QFileInfo(path).fileName();
  return QStringLiteral("%1/Backups/%2").arg(folder.path(), place);
}

struct Backup {
  int number = 0;
  QString path;
};

/// Latest first.
std::vector<Backup> backupsAt(const QString& stem) {
  static const QRegularExpression kNumber(QStringLiteral("\\.~([0-9]{1,9})~\\z"));
  const QFileInfo info(stem);
  std::vector<Backup> backups;
  for (const QString& name : QDir(info.path()).entryList(QDir::Files)) {
    const auto match = kNumber.match(name);
    if (!match.hasMatch() || name.left(match.capturedStart()) != info.fileName()) continue;
    backups.push_back({match.captured(1).toInt(), info.path() + QLatin1Char('/') + name});
  }
  std::ranges::sort(backups, std::greater(), &Backup::number);
  return backups;
}

/// Whole or not at all: half a backup is none.
Result<void> copyWhole(const QString& from, const QString& to) {
  const auto failed = [&](const QString& reason) {
    return Error{ErrorKind::FileUnreadable,
                 Texts::tr("The earlier version could not be kept (%1), so it was not replaced.").arg(reason),
                 from};
  };
  QFile source(from);
  if (!source.open(QIODevice::ReadOnly)) return failed(source.errorString());
  QSaveFile copy(to);
  if (!copy.open(QIODevice::WriteOnly)) return failed(copy.errorString());
  constexpr qint64 kBlock = 1 << 20;
  while (!source.atEnd()) {
    const QByteArray block = source.read(kBlock);
    if (source.error() != QFileDevice::NoError) return failed(source.errorString());
    if (copy.write(block) != block.size()) return failed(copy.errorString());
  }
  if (!copy.flush() || !copy.commit()) return failed(copy.errorString());
  return {};
}

}  // namespace

Result<void> keepBackup(const AnnotationFolder& folder, const QString& path) {
  // Asked here, since it comes before every file that is replaced or removed.
  if (Result<void> allowed = folder.checkTarget(path); !allowed) return allowed;
  if (!QFileInfo::exists(path)) return {};
  const QString stem = stemOf(folder, path);
  if (Result<void> allowed = folder.checkTarget(stem); !allowed) return allowed;
  const QString place = QFileInfo(stem).path();
  if (!QDir().mkpath(place))
    return Error{ErrorKind::FileUnreadable,
                 Texts::tr("The folder for earlier versions cannot be made, so nothing was replaced."),
                 place};
  std::vector<Backup> backups = backupsAt(stem);
  if (!backups.empty() && stampOf(backups.front().path) == stampOf(path)) return {};
  const int number = backups.empty() ? 1 : backups.front().number + 1;
  const Result<void> copied = copyWhole(path, QStringLiteral("%1.~%2~").arg(stem).arg(number));
  if (!copied) return copied;
  for (std::size_t i = kBackupsKept - 1; i < backups.size(); ++i) QFile::remove(backups[i].path);
  return {};
}

QStringList backupsOf(const AnnotationFolder& folder, const QString& path) {
  QStringList paths;
  for (const Backup& backup : backupsAt(stemOf(folder, path))) paths.append(backup.path);
  return paths;
}

}  // namespace uptake
