#include "io/dicom/header_cache_p.h"
#include "io/dicom/header_scan_p.h"
#include "io/reader/header_stream_p.h"
#include "io/reader/operations_p.h"
#include "io/reader/reader_pool_p.h"

#include <QCoreApplication>
#include <QDateTime>

#include <algorithm>
#include <atomic>

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
void takeKnown(const std::vector<FoundFile>& files, FolderRange& range, std::vector<KnownFile> known,
               std::vector<HeaderReading>& readings, std::vector<char>& isKnown) {
  range.isKnown = known.size() == range.end - range.first;
  auto next = known.begin();
  for (std::size_t i = range.first; i < range.end; ++i) {
    const QStringView name = QStringView(files[i].path).mid(nameStart(files[i]));
    // Both lists are in the order of the walk, so the next one is nearly always right.
    if (next == known.end() || next->name != name)
      next = std::ranges::find_if(known, [&](const KnownFile& file) { return file.name == name; });
    const bool same =
        next != known.end() && next->size == files[i].size && next->changedMs == files[i].changedMs;
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

std::vector<KnownFile> toStore(const std::vector<FoundFile>& files, const FolderRange& range,
                               const std::vector<HeaderReading>& readings) {
  const qint64 settled = QDateTime::currentMSecsSinceEpoch() - kSettledMs;
  std::vector<KnownFile> result;
  for (std::size_t i = range.first; i < range.end; ++i) {
    // A damaged file is looked at again each time: what was wrong may have been the disk or the network.
    if (readings[i].outcome == Outcome::Damaged || files[i].changedMs > settled) continue;
    result.push_back(
        {files[i].path.mid(nameStart(files[i])), files[i].size, files[i].changedMs, readings[i]});
    // Its folder and name say it.
    for (InstanceHeader& header : result.back().reading.headers) header.file.clear();
  }
  return result;
}

}  // namespace

std::vector<HeaderReading> readHeaders(const std::vector<FoundFile>& files, JobControl& control) {
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
  reader::ReaderPool::shared().run(
      static_cast<int>(unknown.size()), kFilesAtOnce, control,
      [&](int i) { return reader::headerRequest(files[unknown[static_cast<std::size_t>(i)]].path); },
      [&](int i, const Result<QByteArray>& answer) {
        readings[unknown[static_cast<std::size_t>(i)]] = reader::headerAnswer(answer);
        control.setProgress(++done, total, Texts::tr("Reading DICOM headers"));
      });
  if (control.isCancelled()) return readings;

  for (const FolderRange& range : folders) {
    if (range.isKnown) continue;
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
