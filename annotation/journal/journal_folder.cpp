#include "annotation/journal/journal_folder.h"

#include "annotation/journal/journal_file.h"
#include "annotation/journal/journal_reader.h"

#include <QDir>
#include <QFile>

namespace uptake {

LeftJournal::LeftJournal(QString path, std::unique_ptr<QLockFile> lock, JournalState summary)
    : path_(std::move(path)), lock_(std::move(lock)), summary_(std::move(summary)) {}

void LeftJournal::remove() {
  QFile::remove(path_);
  lock_->unlock();
}

std::vector<LeftJournal> leftJournals(const QString& folder, const JournalFormats& formats,
                                      const std::optional<StudyRef>& study) {
  std::vector<LeftJournal> left;
  const QDir dir(folder);
  const QStringList names =
      dir.entryList({QStringLiteral("*.journal")}, QDir::Files, QDir::Name | QDir::Reversed);
  for (const QString& name : names) {
    const QString path = dir.filePath(name);
    auto lock = journalLock(path);
    if (!lock->tryLock(0)) continue;
    Result<JournalState> summary = readJournal(path, formats, JournalDepth::Summary);
    if (!summary) continue;
    if (summary->steps.empty()) {
      // Written by this version as far as it went: nothing is in it.
      if (summary->warnings.isEmpty()) QFile::remove(path);
      continue;
    }
    if (study && summary->about.study() != *study) continue;
    left.emplace_back(path, std::move(lock), summary.take());
  }
  return left;
}

}  // namespace uptake
