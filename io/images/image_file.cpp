#include "io/images/image_file.h"

#include "core/identity/image_key.h"
#include "io/hdf5/hdf5_place.h"
#include "io/images/image_header_p.h"
#include "io/images/image_values_p.h"
#include "io/masks/label_image.h"
#include "io/reader/image_operations_p.h"
#include "io/reader/reader_pool_p.h"

#include <QCoreApplication>
#include <QFileInfo>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <mutex>
#include <set>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::ImageFile)
};

/// Slices of a file that a reader is asked for at once.
constexpr int kSlicesOfBlock = 8;
/// What unpacking a block may take on a slow disk, and how long.
constexpr int kBlockMs = 120000;

}  // namespace

QString imageFileSuffix(const QString& file) {
  if (const QString suffix = labelImageSuffix(file); !suffix.isEmpty()) return suffix;
  for (const char* suffix : {".hdr", ".hdr.gz"})
    if (file.endsWith(QLatin1String(suffix), Qt::CaseInsensitive))
      return file.right(static_cast<qsizetype>(qstrlen(suffix)));
  return {};
}

SeriesEntry imageSeries(ImageFile image, const QString& modality, const QString& studyKey) {
  SeriesEntry series;
  series.source.studyInstanceUid = studyKey;
  series.source.seriesInstanceUid = imageKey(image.name);
  series.source.frameOfReferenceUid = studyKey;
  series.source.modality = modality;
  series.source.seriesDescription = image.name.section(QLatin1Char('/'), -1);
  if (image.volumes > 1) series.part = Texts::tr("volume %1").arg(image.volume + 1);
  // The image is what it is from: a PET without a known unit is shown in the file's numbers.
  if (modality == QLatin1String("PT")) series.suv = images::suvScaleOf(image);
  series.imageFile = std::make_shared<const ImageFile>(std::move(image));
  return series;
}

int storedSliceOf(const ImageFile& image, int k, int slices) {
  // The axis of the file that runs through the slices, and whether it ascends with them.
  const int step = image.toGrid.steps.row(2).sum();
  return step < 0 ? slices - 1 - k : k;
}

QString sliceKeyStem(const ImageFile& image) {
  return imageKey(image.volumes > 1 ? QStringLiteral("%1@%2").arg(image.name).arg(image.volume) : image.name);
}

void expandSlices(SeriesEntry& series) {
  if (!series.imageFile || !series.grid || !series.source.slices.empty()) return;
  const ImageFile& image = *series.imageFile;
  const int slices = series.grid->size().z();
  const QString stem = sliceKeyStem(image);
  const QString file = hdf5::fileOf(image.file);
  series.source.slices.reserve(static_cast<std::size_t>(slices));
  for (int k = 0; k < slices; ++k) {
    SliceSource slice;
    slice.file = file;
    slice.frame = storedSliceOf(image, k, slices);
    // Slices that were computed are none of the file.
    if (!series.resampling) slice.sopInstanceUid = QStringLiteral("%1#%2").arg(stem).arg(slice.frame);
    series.source.slices.push_back(std::move(slice));
  }
}

void expandSlices(StudyEntry& study) {
  for (SeriesEntry& series : study.series) expandSlices(series);
}

namespace {

/// The boxes that hold the grids, patient coordinates.
bool overlap(const ImageGrid& a, const ImageGrid& b) {
  const auto boundsOf = [](const ImageGrid& grid) {
    Point low = grid.centre(), high = low;
    const Eigen::Vector3d end = grid.size().cast<double>().array() - 0.5;
    for (int corner = 0; corner < 8; ++corner) {
      const Point point = grid.toPatient(
          {(corner & 1) ? end.x() : -0.5, (corner & 2) ? end.y() : -0.5, (corner & 4) ? end.z() : -0.5});
      low = low.cwiseMin(point);
      high = high.cwiseMax(point);
    }
    return std::pair(low, high);
  };
  const auto [lowA, highA] = boundsOf(a);
  const auto [lowB, highB] = boundsOf(b);
  return ((lowA.cwiseMax(lowB)).array() < (highA.cwiseMin(highB)).array()).all();
}

/// Nothing says that two images lie in one space but that their grids overlap. Those that do not share none.
void separateFrames(StudyEntry& study) {
  std::vector<const SeriesEntry*> frames;
  for (SeriesEntry& series : study.series) {
    if (!series.grid) continue;
    const auto known = std::ranges::find_if(
        frames, [&](const SeriesEntry* first) { return overlap(*first->grid, *series.grid); });
    if (known != frames.end()) {
      series.source.frameOfReferenceUid = (*known)->source.frameOfReferenceUid;
      continue;
    }
    if (!frames.empty()) {
      series.source.frameOfReferenceUid = series.source.seriesInstanceUid;
      series.warnings.append(
          Texts::tr("It lies elsewhere in space than %1 of the same case: they are not shown together.")
              .arg(frames.front()->source.seriesDescription));
    }
    frames.push_back(&series);
  }
}

/// The series of a file, one for each volume.
std::vector<SeriesEntry> seriesOf(const SeriesEntry& known, const Result<images::ImageHeader>& header) {
  if (!header) {
    SeriesEntry series = known;
    ImageFile image = *known.imageFile;
    image.isHeaderRead = true;
    series.imageFile = std::make_shared<const ImageFile>(std::move(image));
    series.instances = 1;
    series.refusal = header.error().message;
    return {std::move(series)};
  }
  std::vector<SeriesEntry> all;
  for (int volume = 0; volume < header->layout.layers; ++volume) {
    ImageFile image = *known.imageFile;
    image.volume = volume;
    image.volumes = header->layout.layers;
    SeriesEntry series = imageSeries(std::move(image), known.source.modality, known.source.studyInstanceUid);
    series.number = known.number;
    series.warnings = known.warnings;
    images::placeSeries(series, *header);
    all.push_back(std::move(series));
  }
  return all;
}

}  // namespace

Result<void> readImageHeaders(const std::vector<StudyEntry*>& studies, const JobControl& control) {
  struct Wanted {
    StudyEntry* study;
    std::size_t series;
  };
  std::vector<Wanted> wanted;
  for (StudyEntry* study : studies)
    for (std::size_t i = 0; i < study->series.size(); ++i)
      if (const auto& image = study->series[i].imageFile; image && !image->isHeaderRead)
        wanted.push_back({study, i});
  std::vector<std::vector<SeriesEntry>> read(wanted.size());
  const auto seriesAt = [&](int i) -> const SeriesEntry& {
    const Wanted& each = wanted[static_cast<std::size_t>(i)];
    return each.study->series[each.series];
  };
  constexpr int kHeadersAtOnce = 16;
  reader::ReaderPool::shared().run(
      static_cast<int>(wanted.size()), kHeadersAtOnce, control,
      [&](int i) { return reader::imageHeaderRequest(seriesAt(i).imageFile->file); },
      [&](int i, const Result<QByteArray>& answer) {
        read[static_cast<std::size_t>(i)] = seriesOf(seriesAt(i), reader::imageHeaderAnswer(answer));
      });
  if (control.isCancelled()) return JobControl::cancelledError();
  std::map<StudyEntry*, std::map<std::size_t, std::size_t>> places;
  for (std::size_t i = 0; i < wanted.size(); ++i) places[wanted[i].study][wanted[i].series] = i;
  for (auto& [study, positions] : places) {
    std::vector<SeriesEntry> series;
    for (std::size_t i = 0; i < study->series.size(); ++i) {
      const auto found = positions.find(i);
      if (found == positions.end())
        series.push_back(std::move(study->series[i]));
      else
        std::ranges::move(read[found->second], std::back_inserter(series));
    }
    study->series = std::move(series);
    separateFrames(*study);
  }
  return {};
}

namespace {

/// What is read at once: `count` slices of the file from `first` on.
struct Block {
  int first = 0;
  int count = 0;
};

std::vector<Block> blocksOf(const ImageFile& image, bool isSliceWise, int firstSlice, int slices) {
  std::vector<Block> blocks;
  const int all = image.storedSize.z();
  for (int first = 0; first < all; first += kSlicesOfBlock)
    blocks.push_back({first, std::min(kSlicesOfBlock, all - first)});
  if (image.isSequential || !isSliceWise) return blocks;
  const int middle = storedSliceOf(image, std::clamp(firstSlice, 0, slices - 1), slices);
  std::ranges::stable_sort(
      blocks, {}, [&](const Block& block) { return std::abs(block.first + block.count / 2 - middle); });
  return blocks;
}

images::VoxelTask taskOf(const ImageFile& image, const Volume& volume, bool isSliceWise) {
  images::VoxelTask task;
  task.file = image.file;
  task.volume = image.volume;
  task.size = image.storedSize;
  const ImageGrid& grid = volume.grid();
  task.origin = grid.offset(image.toGrid.first);
  for (int axis = 0; axis < 3; ++axis)
    task.stride[axis] = grid.offset(Eigen::Vector3i(image.toGrid.steps.col(axis)));
  task.sliceVoxels = grid.sliceVoxelCount();
  task.isSliceWise = isSliceWise;
  task.type = volume.type();
  task.fillValue = volume.fillValue();
  task.bufferKey = volume.bufferKey();
  return task;
}

/// The voxels of a file on their way into a volume.
class ImageLoading {
 public:
  ImageLoading(const SeriesEntry& series, Volume& volume, int firstSlice, JobControl& control,
               const std::function<void(int)>& published)
      : series_(series),
        image_(*series.imageFile),
        volume_(volume),
        control_(control),
        published_(published),
        slices_(volume.grid().size().z()),
        isSliceWise_(image_.toGrid.steps(2, 2) != 0),
        blocks_(blocksOf(image_, isSliceWise_, firstSlice, slices_)),
        whole_(taskOf(image_, volume, isSliceWise_)),
        isRead_(static_cast<std::size_t>(slices_), 0) {}

  /// False when it was cancelled before the end.
  bool run() {
    const int count = static_cast<int>(blocks_.size());
    // One reader goes through a packed file from its beginning.
    const int atOnce = image_.isSequential || !isSliceWise_ ? count : 1;
    reader::ReaderPool::shared().run(
        count, atOnce, control_, [this](int i) { return request(i); },
        [this](int i, const Result<QByteArray>& answer) { answered(i, answer); }, limits());
    return !control_.isCancelled() || done_ == count;
  }

  /// What could not be read becomes Missing; why not.
  std::vector<FileProblem> finish() {
    for (int k = 0; k < slices_; ++k) {
      if (isRead_[static_cast<std::size_t>(k)]) continue;
      volume_.fillSlice(k);
      publish(k, Volume::SliceState::Missing);
    }
    std::vector<FileProblem> problems;
    for (const QString& reason : reasons_) problems.push_back({image_.file, reason});
    return problems;
  }
  std::int64_t notFinite() const { return notFinite_; }

 private:
  reader::Limits limits() const {
    reader::Limits limits;
    limits.answerMs = kBlockMs;
    if (!isSliceWise_) limits.memory += volume_.byteCount();
    limits.mostMemory = 2 * limits.memory;
    return limits;
  }

  QByteArray request(int i) const {
    images::VoxelTask task = whole_;
    task.first = blocks_[static_cast<std::size_t>(i)].first;
    task.count = blocks_[static_cast<std::size_t>(i)].count;
    return reader::voxelRequest(task);
  }

  void answered(int i, const Result<QByteArray>& answer) {
    const auto read = reader::voxelAnswer(answer);
    const std::lock_guard lock(mutex_);
    const int count = static_cast<int>(blocks_.size());
    control_.setProgress(++done_, count, series_.source.seriesDescription);
    if (!read) {
      reasons_.insert(read.error().message);
      return;
    }
    notFinite_ += *read;
    if (isSliceWise_) {
      const Block& block = blocks_[static_cast<std::size_t>(i)];
      for (int stored = block.first; stored < block.first + block.count; ++stored)
        publish(storedSliceOf(image_, stored, slices_), Volume::SliceState::Loaded);
    } else if (reasons_.empty() && done_ == count) {
      // Of other axes nothing is there before the last block is.
      for (int k = 0; k < slices_; ++k) publish(k, Volume::SliceState::Loaded);
    }
  }

  void publish(int k, Volume::SliceState state) {
    isRead_[static_cast<std::size_t>(k)] = 1;
    volume_.publishSlice(k, state);
    if (published_) published_(k);
  }

  const SeriesEntry& series_;
  const ImageFile& image_;
  Volume& volume_;
  JobControl& control_;
  const std::function<void(int)>& published_;
  int slices_;
  bool isSliceWise_;  ///< a slice of the file is one of the volume
  std::vector<Block> blocks_;
  images::VoxelTask whole_;

  std::mutex mutex_;  ///< of what follows
  std::vector<char> isRead_;
  std::set<QString> reasons_;
  std::int64_t notFinite_ = 0;
  int done_ = 0;
};

}  // namespace

Result<std::vector<FileProblem>> loadImageFile(const SeriesEntry& series, Volume& volume, int firstSlice,
                                               JobControl& control, const std::function<void(int)>& published,
                                               QStringList* remarks) {
  ImageLoading loading(series, volume, firstSlice, control, published);
  if (!loading.run()) return JobControl::cancelledError();
  std::vector<FileProblem> problems = loading.finish();
  if (remarks && loading.notFinite() > 0)
    remarks->append(Texts::tr("Values that are no number or infinite (%1 voxels) count as outside of the "
                              "image: they are shown as %2.")
                        .arg(loading.notFinite())
                        .arg(volume.fillValue()));
  return problems;
}

}  // namespace uptake
