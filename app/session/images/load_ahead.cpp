#include "app/session/images/load_ahead.h"

#include "core/platform/platform.h"
#include "io/dicom/volume_loader.h"
#include "io/images/image_file.h"

#include <algorithm>

namespace uptake {

namespace {

constexpr std::uint64_t kMostOfMemory = 4;  // a quarter
constexpr std::uint64_t kMostBytes = 1'500'000'000;

bool isSame(const SeriesEntry& a, const SeriesEntry& b) {
  const auto isSameSlice = [](const SliceSource& one, const SliceSource& other) {
    return one.sopInstanceUid == other.sopInstanceUid && one.file == other.file && one.frame == other.frame;
  };
  // The slices of an image file follow from it.
  if (a.imageFile && b.imageFile)
    return a.imageFile->file == b.imageFile->file && a.imageFile->volume == b.imageFile->volume && a.grid &&
           b.grid && a.grid->sameAs(*b.grid);
  return a.source.seriesInstanceUid == b.source.seriesInstanceUid && a.part == b.part && a.grid && b.grid &&
         a.grid->sameAs(*b.grid) && std::ranges::equal(a.source.slices, b.source.slices, isSameSlice);
}

/// Slices are missing only where the series has none: what could not be read is read again, and told of.
bool isSound(const SeriesEntry& series, const Volume& volume) {
  for (int k = 0; k < volume.grid().size().z(); ++k)
    if (volume.sliceState(k) == Volume::SliceState::Missing &&
        !series.source.slices[static_cast<std::size_t>(k)].file.isEmpty())
      return false;
  return true;
}

/// Something is to be said of the values, and nobody is there to hear it: they are read again when a person
/// opens the image. Nobody has seen them yet.
void dropSlices(Volume& volume) {
  for (int k = 0; k < volume.grid().size().z(); ++k)
    if (volume.sliceState(k) == Volume::SliceState::Loaded)
      volume.publishSlice(k, Volume::SliceState::Pending);
}

}  // namespace

bool isWholeVolume(const Volume& volume) {
  for (int k = 0; k < volume.grid().size().z(); ++k)
    if (volume.sliceState(k) == Volume::SliceState::Pending) return false;
  return true;
}

void LoadAhead::start(const StudyEntry& study, ImagePair pair) {
  std::vector<Image> wanted;
  const std::uint64_t memory = platform::physicalMemory();
  const std::uint64_t limit = memory == 0 ? kMostBytes / 4 : std::min(memory / kMostOfMemory, kMostBytes);
  std::uint64_t bytes = 0;
  for (const int position : {pair.ct, pair.pet}) {
    if (position < 0) continue;
    const SeriesEntry& series = study.series[static_cast<std::size_t>(position)];
    if (!series.isVolume() || series.resampling) continue;
    const auto known =
        std::ranges::find_if(images_, [&](const Image& image) { return isSame(*image.series, series); });
    if (known != images_.end()) {
      wanted.push_back(*known);
    } else if (Result<std::shared_ptr<Volume>> volume = allocateVolume(series)) {
      wanted.push_back({std::make_shared<SeriesEntry>(series), volume.take()});
    } else {
      continue;
    }
    bytes += wanted.back().volume->byteCount();
    if (bytes > limit) wanted.pop_back();
  }
  const bool isKnown = std::ranges::equal(wanted, images_, {}, &Image::volume, &Image::volume);
  if (isKnown && (job_.isRunning() || isComplete())) return;
  forget();
  images_ = wanted;
  job_.start<bool>(
      [wanted](JobControl& control) -> Result<bool> {
        for (const Image& image : wanted) {
          if (isWholeVolume(*image.volume)) continue;
          QStringList remarks;
          const auto read = loadSlices(*image.series, *image.volume, image.volume->grid().size().z() / 2,
                                       control, {}, &remarks);
          if (!read) return read.error();
          if (!remarks.isEmpty()) dropSlices(*image.volume);
        }
        return true;
      },
      [](const Result<bool>&) {});
}

void LoadAhead::forget() {
  // Two jobs must not write into one volume.
  job_.cancelAndWait();
  images_.clear();
}

bool LoadAhead::isComplete() const {
  return std::ranges::all_of(images_, [](const Image& image) { return isWholeVolume(*image.volume); });
}

std::shared_ptr<Volume> LoadAhead::take(const SeriesEntry& series) {
  const auto found =
      std::ranges::find_if(images_, [&](const Image& image) { return isSame(*image.series, series); });
  if (found == images_.end()) return nullptr;
  job_.cancelAndWait();
  const std::shared_ptr<Volume> volume = found->volume;
  images_.erase(found);
  if (series.suv && series.suv->isEdited()) return nullptr;
  return isSound(series, *volume) ? volume : nullptr;
}

}  // namespace uptake
