#include "app/session/annotations/lidc_readings.h"

#include "io/lidc/lidc_file.h"

#include <QCoreApplication>
#include <QSet>

#include <algorithm>
#include <iterator>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::Lidc)
};

QSet<QString> imagesOf(const LidcFile& file) {
  QSet<QString> images;
  for (const LidcReading& reading : file.readings) {
    for (const LidcNodule& nodule : reading.nodules)
      for (const LidcContour& contour : nodule.contours) images.insert(contour.sopInstanceUid);
    for (const LidcSpot& spot : reading.spots) images.insert(spot.place.sopInstanceUid);
  }
  return images;
}

const SeriesEntry* seriesOfLidc(const LidcFile& file, const std::vector<SeriesEntry>& series) {
  const QSet<QString> images = imagesOf(file);
  const SeriesEntry* best = nullptr;
  std::ptrdiff_t most = 0;
  for (const SeriesEntry& each : series) {
    if (!each.grid || each.source.isTable) continue;
    std::ptrdiff_t count = std::ranges::count_if(
        each.source.slices, [&](const SliceSource& slice) { return images.contains(slice.sopInstanceUid); });
    if (!file.seriesInstanceUid.isEmpty() && each.source.seriesInstanceUid == file.seriesInstanceUid) ++count;
    if (count <= most) continue;
    most = count;
    best = &each;
  }
  return best;
}

}  // namespace

Result<LidcReaders> readLidcOnto(const QString& path, const std::vector<SeriesEntry>& series,
                                 const JobControl& control) {
  const Result<LidcFile> file = readLidc(path, control);
  if (!file) return file.error();
  const SeriesEntry* ct = seriesOfLidc(*file, series);
  if (!ct)
    return Error{ErrorKind::Inconsistent,
                 Texts::tr("it is of the series %1, which is not here").arg(file->seriesInstanceUid), path};
  LidcReaders result;
  for (const QString& warning : file->warnings) result.problems.push_back({path, warning});
  int number = 0;
  for (const LidcReading& reading : file->readings) {
    LidcReaderMasks& mine = result.readers.emplace_back();
    mine.reader = Texts::tr("LIDC reader %1").arg(++number);
    auto masks = lidcMasks(reading, mine.reader, ct->source, *ct->grid, control);
    if (!masks) return masks.error();
    for (const QString& warning : masks->warnings)
      result.problems.push_back({path, QStringLiteral("%1: %2").arg(mine.reader, warning)});
    std::ranges::move(masks->nodules, std::back_inserter(mine.masks));
    std::ranges::move(masks->points, std::back_inserter(mine.masks));
  }
  return result;
}

Result<LidcReaders> readLidcOf(const QStringList& files, const StudyEntry& study, const JobControl& control) {
  QStringList series;
  for (const SeriesEntry& each : study.series) series.append(each.source.seriesInstanceUid);
  LidcReaders result;
  for (const QString& file : files) {
    if (!isLidcFileOf(file, study.uid, series)) continue;
    Result<LidcReaders> read = readLidcOnto(file, study.series, control);
    if (!read && read.error().kind == ErrorKind::Cancelled) return read.error();
    if (!read) {
      result.problems.push_back({file, read.error().message});
      continue;
    }
    std::ranges::move(read->readers, std::back_inserter(result.readers));
    std::ranges::move(read->problems, std::back_inserter(result.problems));
  }
  return result;
}

}  // namespace uptake
