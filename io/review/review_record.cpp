#include "io/review/review_record.h"

#include "core/platform/platform.h"
#include "io/review/review_line.h"
#include "io/voc/voc_file.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QLockFile>

#include <algorithm>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::ReviewRecord)
};

const QString kSuffix = QStringLiteral(".jsonl");
constexpr qint64 kLargestRecord = 512 * 1024 * 1024;
constexpr int kLockMs = 20000;
/// Damaged lines of one file that are told of singly.
constexpr int kMostTold = 20;

/// Calls use(line) for each line of what is left of a file, with its end. Not by QFile::readLine(), which
/// makes room for the longest that may come, for each: a minute for some megabytes of short ones. False when
/// the file cannot be read.
template <class Use>
bool forEachLine(QFile& file, const Use& use) {
  const QByteArray bytes = file.readAll();
  if (file.error() != QFileDevice::NoError) return false;
  for (qsizetype at = 0; at < bytes.size();) {
    const qsizetype newline = bytes.indexOf('\n', at);
    const qsizetype end = newline < 0 ? bytes.size() : newline + 1;
    use(QByteArray::fromRawData(bytes.constData() + at, end - at));
    at = end;
  }
  return true;
}

void readRecord(const QString& path, ReviewRecords& records) {
  QFile file(path);
  if (!file.open(QIODevice::ReadOnly)) {
    records.problems.push_back({path, Texts::tr("The file cannot be read: %1").arg(file.errorString())});
    return;
  }
  if (file.size() > kLargestRecord) {
    records.problems.push_back(
        {path, Texts::tr("The file is too large for what it should hold: it is not read.")});
    return;
  }
  std::vector<ReviewEvent> events;
  int number = 0;
  int problems = 0;
  const QString name = QFileInfo(path).fileName();
  const auto tell = [&](const QString& reason) {
    if (++problems <= kMostTold)
      records.problems.push_back({path, Texts::tr("Line %1 does not count. %2").arg(number).arg(reason)});
  };
  const bool isRead = forEachLine(file, [&](const QByteArray& line) {
    ++number;
    if (line.trimmed().isEmpty()) return;
    Result<ReviewEvent> event = parseReviewLine(line);
    if (!event) {
      tell(event.error().message);
    } else if (QFileInfo(reviewFile(QString(), event->reader)).fileName() != name) {
      tell(Texts::tr("It is of \"%1\", whose file this is not.").arg(event->reader));
    } else {
      events.push_back(event.take());
    }
  });
  if (!isRead)
    records.problems.push_back({path, Texts::tr("The file cannot be read: %1").arg(file.errorString())});
  if (problems > kMostTold)
    records.problems.push_back(
        {path, Texts::tr("%n more line(s) do not count.", nullptr, problems - kMostTold)});
  if (!events.empty()) records.readers.push_back(std::move(events));
}

Error unwritable(const QString& path, const QString& reason) {
  return {ErrorKind::FileUnreadable, Texts::tr("The review record could not be written: %1").arg(reason),
          path};
}

/// The highest number of a line in the file, and whether its last line ends.
struct RecordEnd {
  int sequence = 0;
  bool isWhole = true;
};

Result<RecordEnd> endOf(QFile& file) {
  RecordEnd end;
  if (!file.seek(0)) return unwritable(file.fileName(), file.errorString());
  const bool isRead = forEachLine(file, [&end](const QByteArray& line) {
    end.isWhole = line.endsWith('\n');
    if (const auto event = parseReviewLine(line)) end.sequence = std::max(end.sequence, event->sequence);
  });
  return isRead ? Result<RecordEnd>(end) : unwritable(file.fileName(), file.errorString());
}

}  // namespace

QString reviewFolder(const QString& project) {
  return project + QStringLiteral("/uptake-review");
}

QString reviewFile(const QString& folder, const QString& reader) {
  return folder + QLatin1Char('/') + vocPatientFolder(readerKey(reader)) + kSuffix;
}

ReviewRecords readReviewRecords(const QStringList& folders) {
  ReviewRecords records;
  for (const QString& folder : folders)
    for (const QFileInfo& file :
         QDir(folder).entryInfoList({QLatin1Char('*') + kSuffix}, QDir::Files, QDir::Name))
      readRecord(file.filePath(), records);
  return records;
}

Result<void> appendReviewEvents(const QString& folder, std::vector<ReviewEvent>& events) {
  if (events.empty()) return {};
  const QString path = reviewFile(folder, events.front().reader);
  if (!QDir().mkpath(folder)) return unwritable(folder, Texts::tr("the folder cannot be made."));
  QLockFile lock(path + QStringLiteral(".lock"));
  if (!lock.tryLock(kLockMs))
    return unwritable(path, lock.error() == QLockFile::LockFailedError
                                ? Texts::tr("another program of the same reader is writing to it.")
                                : Texts::tr("you may not write there."));
  QFile file(path);
  if (!file.open(QIODevice::ReadWrite | QIODevice::Unbuffered)) return unwritable(path, file.errorString());
  const Result<RecordEnd> end = endOf(file);
  if (!end) return end.error();
  QByteArray bytes;
  // A line that was cut short by a crash must not swallow the first of these.
  if (!end->isWhole) bytes += '\n';
  int sequence = end->sequence;
  for (ReviewEvent& event : events) {
    event.sequence = ++sequence;
    const QByteArray line = reviewLine(event);
    if (line.size() > kLongestReviewLine) return unwritable(path, Texts::tr("the mark is too long."));
    bytes += line;
  }
  const qint64 before = file.size();
  if (!file.seek(before) || file.write(bytes) != bytes.size() || !platform::syncFile(file.handle())) {
    const QString reason = file.errorString();
    file.resize(before);
    return unwritable(path, reason);
  }
  return {};
}

}  // namespace uptake
