#include "io/dicom/header_cache_p.h"
#include "io/dicom/header_scan_p.h"
#include "io/reader/header_stream_p.h"
#include "io/reader/operations_p.h"
#include "io/reader/reader_pool_p.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QElapsedTimer>

#include <algorithm>
#include <atomic>
#include <functional>
#include <mutex>

namespace uptake::dicom {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::StudyIndex)
};

using Outcome = HeaderReading::Outcome;

/// Headers that a reader is given at once.
constexpr int kFilesAtOnce = 32;
/// Clocks of file systems tick slowly: a file that changed just now may change again without another time.
constexpr qint64 kSettledMs = 3000;

/// The files of one folder.
struct FolderRange {
  QString folder;
  std::size_t first = 0;
  std::size_t end = 0;
  bool isKnown = true;  ///< the cache holds just these files
};

qsizetype nameStart(const FoundFile& file) {
  return file.path.lastIndexOf(QLatin1Char('/')) + 1;
}

std::vector<FolderRange> foldersOf(const std::vector<FoundFile>& files) {
  std::vector<FolderRange> folders;
  for (std::size_t i = 0; i < files.size(); ++i) {
    const QStringView folder = QStringView(files[i].path).left(nameStart(files[i]) - 1);
    if (folders.empty() || folders.back().folder != folder) folders.push_back({folder.toString(), i, i});
    folders.back().end = i + 1;
  }
  return folders;
}

/// Takes from the cache what did not change.
void takeKnown(const std::vector<FoundFile>& files, FolderRange& range, std::vector<CachedFile> known,
               std::vector<HeaderReading>& readings, std::vector<char>& isKnown) {
  range.isKnown = known.size() == range.end - range.first;
  auto next = known.begin();
  for (std::size_t i = range.first; i < range.end; ++i) {
    const QStringView name = QStringView(files[i].path).mid(nameStart(files[i]));
    // Both lists are in the order of the walk, so the next one is nearly always right.
    if (next == known.end() || next->name != name)
      next = std::ranges::find_if(known, [&](const CachedFile& file) { return file.name == name; });
    const bool same = next != known.end() && next->size == files[i].size &&
                      next->changedMs == files[i].changedMs && next->recordedMs == files[i].recordedMs;
    if (same) {
      readings[i] = std::move(next->reading);
      for (InstanceHeader& header : readings[i].headers) header.file = files[i].path;
      isKnown[i] = 1;
    } else {
      range.isKnown = false;
    }
    if (next != known.end()) ++next;
  }
}

/// A damaged file is looked at again each time: what was wrong may have been the disk or the network.
bool mayBeWholeLater(const HeaderReading& reading) {
  using Content = HeaderReading::Content;
  return reading.outcome == Outcome::Damaged ||
         (reading.outcome == Outcome::NotDicom &&
          (reading.content == Content::Empty || reading.content == Content::Zeros ||
           reading.content == Content::Cut));
}

std::vector<CachedFile> toStore(const std::vector<FoundFile>& files, const FolderRange& range,
                                const std::vector<HeaderReading>& readings) {
  const qint64 settled = QDateTime::currentMSecsSinceEpoch() - kSettledMs;
  std::vector<CachedFile> result;
  for (std::size_t i = range.first; i < range.end; ++i) {
    if (mayBeWholeLater(readings[i]) || files[i].changedMs > settled) continue;
    result.push_back({files[i].path.mid(nameStart(files[i])), files[i].size, files[i].changedMs,
                      files[i].recordedMs, readings[i]});
    // Its folder and name say it.
    for (InstanceHeader& header : result.back().reading.headers) header.file.clear();
  }
  return result;
}

/// How many files from the first on are read, while several readers answer in about that order.
class Beginning {
 public:
  /// `unknown` are the positions of the files to be read among `files`; the others are read already.
  Beginning(const std::vector<std::size_t>& unknown, std::size_t files)
      : unknown_(unknown), files_(files), isRead_(unknown.size(), 0) {
    sinceTold_.start();
  }

  /// The file at `unknown[i]` is read.
  void add(std::size_t i) {
    const std::lock_guard lock(mutex_);
    isRead_[i] = 1;
    while (next_ < isRead_.size() && isRead_[next_]) ++next_;
  }
  std::size_t count() const {
    const std::lock_guard lock(mutex_);
    return next_ < unknown_.size() ? unknown_[next_] : files_;
  }
  /// Calls `tell` when it is time, unless another thread does.
  void tellNowAndThen(const std::function<void(std::size_t)>& tell) {
    const std::unique_lock lock(telling_, std::try_to_lock);
    if (!lock.owns_lock() || sinceTold_.elapsed() < pauseMs_) return;
    tell(count());
    // Each telling takes as long as the files are many, so that ever longer pauses keep it a part of the
    // work.
    pauseMs_ *= 2;
    sinceTold_.restart();
  }

 private:
  static constexpr qint64 kFirstPauseMs = 500;

  const std::vector<std::size_t>& unknown_;
  std::size_t files_;
  mutable std::mutex mutex_;
  std::vector<char> isRead_;
  std::size_t next_ = 0;  ///< of `unknown_`, the first that is not read
  std::mutex telling_;
  qint64 pauseMs_ = kFirstPauseMs;
  QElapsedTimer sinceTold_;
};

}  // namespace

std::vector<HeaderReading> readHeaders(const std::vector<FoundFile>& files, JobControl& control,
                                       const HeadersSoFar& soFar) {
  std::vector<HeaderReading> readings(files.size());
  std::vector<char> isKnown(files.size(), 0);
  std::vector<FolderRange> folders = foldersOf(files);
  HeaderCache cache;
  for (FolderRange& range : folders) {
    if (control.isCancelled()) return readings;
    takeKnown(files, range, cache.filesIn(range.folder), readings, isKnown);
  }

  std::vector<std::size_t> unknown;
  for (std::size_t i = 0; i < files.size(); ++i)
    if (!isKnown[i]) unknown.push_back(i);
  const auto total = static_cast<qint64>(unknown.size());
  std::atomic<qint64> done{0};
  Beginning beginning(unknown, files.size());
  reader::ReaderPool::shared().run(
      static_cast<int>(unknown.size()), kFilesAtOnce, control,
      [&](int i) { return reader::headerRequest(files[unknown[static_cast<std::size_t>(i)]].path); },
      [&](int i, const Result<QByteArray>& answer) {
        readings[unknown[static_cast<std::size_t>(i)]] = reader::headerAnswer(answer);
        control.setProgress(++done, total, Texts::tr("Reading DICOM headers"));
        beginning.add(static_cast<std::size_t>(i));
        if (soFar) beginning.tellNowAndThen([&](std::size_t count) { soFar(readings, count); });
      });
  const std::size_t count = beginning.count();
  if (soFar && control.isCancelled()) soFar(readings, count);

  for (const FolderRange& range : folders) {
    if (range.isKnown || range.end > count) continue;
    const InstanceHeader* last = nullptr;
    for (std::size_t i = range.first; i < range.end; ++i) {
      if (readings[i].outcome != Outcome::Read) continue;
      InstanceHeader& header = readings[i].headers.front();
      if (last != nullptr) reader::shareTexts(header, *last);
      last = &header;
    }
    cache.store(range.folder, toStore(files, range, readings));
  }
  return readings;
}

}  // namespace uptake::dicom
