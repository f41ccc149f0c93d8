#include "io/store/save_transaction.h"

#include "io/store/backups.h"
#include "io/store/study_record.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QUuid>

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::SaveTransaction)
};

/// Keeps a file under a name that is not read again.
Result<void> moveAside(const AnnotationFolder& folder, const QString& path) {
  if (!QFileInfo::exists(path)) return {};
  if (Result<void> kept = keepBackup(folder, path); !kept) return kept;
  const QString aside = path + QStringLiteral(".removed");
  QFile::remove(aside);
  if (QFile::rename(path, aside)) return {};
  return Error{ErrorKind::FileUnreadable, Texts::tr("The file could not be renamed to %1.").arg(aside), path};
}

Error notOurs(const QString& path) {
  return {ErrorKind::Inconsistent,
          Texts::tr("A file that was not read is there already; it is not overwritten. Move it away, or "
                    "save in another folder."),
          path};
}

}  // namespace

SaveTransaction::SaveTransaction(AnnotationFolder folder, FileStamps known, bool replaceChanged)
    : folder_(std::move(folder)), known_(std::move(known)), replaceChanged_(replaceChanged) {}

Result<void> SaveTransaction::begin(const JobControl& control) {
  Result<FolderLock> lock = FolderLock::take(folder_, control);
  if (!lock) return lock.error();
  lock_.emplace(lock.take());
  return {};
}

void SaveTransaction::write(const QString& path, Writer writer, Stranger stranger) {
  planned_.push_back({.path = path, .stranger = stranger, .writer = std::move(writer)});
}

void SaveTransaction::writeBytes(const QString& path, std::function<Result<QByteArray>()> bytes,
                                 Stranger stranger) {
  planned_.push_back({.path = path, .stranger = stranger, .bytes = std::move(bytes)});
}

void SaveTransaction::writeLast(const QString& path, Writer writer, Stranger stranger) {
  planned_.push_back({.path = path, .stranger = stranger, .writer = std::move(writer), .isLast = true});
}

void SaveTransaction::writeSlowly(const QString& path, Writer writer,
                                  std::function<void(const QString&)> made) {
  planned_.push_back({.path = path,
                      .way = Way::Slowly,
                      .stranger = Stranger::Replace,
                      .writer = std::move(writer),
                      .made = std::move(made)});
}

void SaveTransaction::create(const QString& wanted, Writer writer, std::function<void(const QString&)> made) {
  planned_.push_back({.path = wanted,
                      .way = Way::New,
                      .stranger = Stranger::Replace,
                      .writer = std::move(writer),
                      .made = std::move(made)});
}

void SaveTransaction::setAside(const QString& path, Stranger stranger) {
  planned_.push_back({.path = path, .way = Way::Aside, .stranger = stranger});
}

/// Whether it is not what it was when it was read. One that is gone is no loss to write again.
bool SaveTransaction::isChanged(const Planned& file) const {
  const auto known = known_.find(file.path);
  if (file.way == Way::New || known == known_.end()) return false;
  const FileStamp now = stampOf(file.path);
  return now.exists() && now != known->second;
}

bool SaveTransaction::mayWrite() {
  for (const Planned& file : planned_)
    if (const Result<void> allowed = folder_.checkTarget(file.path); !allowed) {
      report_.problems.insert(report_.problems.begin(), {file.path, allowed.error().message});
      return false;
    }
  if (replaceChanged_) return true;
  for (const Planned& file : planned_)
    if (file.stranger != Stranger::SetAside && isChanged(file)) report_.conflicts.append(file.path);
  std::vector<FileProblem> problems;
  for (const QString& path : report_.conflicts)
    problems.push_back(
        {path, Texts::tr("Someone else changed the file since it was read here. Nothing was replaced.")});
  report_.problems.insert(report_.problems.begin(), problems.begin(), problems.end());
  return report_.conflicts.isEmpty();
}

SaveReport SaveTransaction::finish(JobControl& control) {
  std::ranges::stable_partition(planned_, [](const Planned& file) { return !file.isLast; });
  if (mayWrite()) {
    qint64 done = 0;
    for (const Planned& file : planned_) {
      control.setProgress(done++, static_cast<qint64>(planned_.size()), Texts::tr("Saving"));
      save(file, control);
    }
  }
  lock_.reset();
  return std::move(report_);
}

void SaveTransaction::save(const Planned& file, JobControl& control) {
  if (file.isLast && !report_.problems.empty()) return;
  // What was written before is reported all the same: it is what holds now.
  if (control.isCancelled()) return addProblem(file.path, JobControl::cancelledError().message);
  if (file.way == Way::InPlace || file.way == Way::Aside) {
    if (const Result<void> saved = saveInPlace(file, control); !saved)
      return addProblem(file.path, saved.error().message);
    return noteWritten(file.path);
  }
  const Result<QString> place = saveBeside(file, control);
  if (!place) return addProblem(file.path, place.error().message);
  if (file.made) file.made(*place);
  noteWritten(*place);
}

void SaveTransaction::noteWritten(const QString& path) {
  if (!QFileInfo::exists(path)) return;
  report_.files.append(path);
  report_.stamps[path] = stampOf(path);
}

Result<void> SaveTransaction::saveInPlace(const Planned& file, JobControl& control) {
  if (file.stranger == Stranger::SetAside && (!isKnown(file.path) || isChanged(file)))
    if (Result<void> aside = moveAside(folder_, file.path); !aside) return aside;
  if (file.stranger == Stranger::Refuse && !isKnown(file.path) && QFileInfo::exists(file.path))
    return notOurs(file.path);
  if (file.way == Way::Aside) return moveAside(folder_, file.path);
  if (file.bytes) return saveBytes(file);
  if (Result<void> kept = keepBackup(folder_, file.path); !kept) return kept;
  return file.writer(file.path, control);
}

Result<void> SaveTransaction::saveBytes(const Planned& file) {
  const Result<QByteArray> bytes = file.bytes();
  if (!bytes) return bytes.error();
  const QString parent = QFileInfo(file.path).absolutePath();
  if (!QDir().mkpath(parent))
    return Error{ErrorKind::FileUnreadable, Texts::tr("The folder cannot be made."), parent};
  if (stampOf(file.path) == stampOfContent(*bytes)) return {};
  if (Result<void> kept = keepBackup(folder_, file.path); !kept) return kept;
  return writeWholeFile(file.path, *bytes);
}

Result<QString> SaveTransaction::saveBeside(const Planned& file, JobControl& control) {
  const QString made =
      QStringLiteral("%1/.new-%2.part")
          .arg(QFileInfo(file.path).path(), QUuid::createUuid().toString(QUuid::WithoutBraces));
  if (const Result<void> written = file.writer(made, control); !written) return written.error();
  if (file.way == Way::New) return moveToNewName(made, file.path);
  const Result<void> moved = replaceBy(file, made);
  if (moved) return file.path;
  QFile::remove(made);
  return moved.error();
}

Result<void> SaveTransaction::replaceBy(const Planned& file, const QString& made) {
  if (!replaceChanged_ && isChanged(file))
    return Error{ErrorKind::Inconsistent,
                 Texts::tr("Someone else changed the file while it was being saved. It was not replaced."),
                 file.path};
  if (Result<void> kept = keepBackup(folder_, file.path); !kept) return kept;
  std::error_code error;
  std::filesystem::rename(QFileInfo(made).filesystemFilePath(), QFileInfo(file.path).filesystemFilePath(),
                          error);
  if (!error) return {};
  return Error{ErrorKind::FileUnreadable,
               Texts::tr("The file cannot be written (%1).").arg(QString::fromStdString(error.message())),
               file.path};
}

}  // namespace uptake
