#include "core/mask/label_map.h"

#include <QCoreApplication>

#include <algorithm>
#include <new>

namespace uptake {

namespace {

/// calloc, not new[]: the system hands out zero pages that take no memory until they are written to. Null
/// when there is no memory.
Label* zeroedLabels(std::ptrdiff_t count) {
  return static_cast<Label*>(std::calloc(static_cast<std::size_t>(count), sizeof(Label)));
}

/// At the speed of memory: without branches.
bool areAll(std::span<const Label> labels, Label label) {
  unsigned others = 0;
  for (const Label each : labels) others |= static_cast<unsigned>(each ^ label);
  return others == 0;
}

SliceRuns runsOf(std::span<const Label> slice, std::ptrdiff_t offset, std::ptrdiff_t width) {
  std::vector<LabelRun> runs;
  forEachLabelRun(slice, [&](std::ptrdiff_t first, std::ptrdiff_t length, Label label) {
    for (std::ptrdiff_t at = first, end = first + length; at < end;) {
      const std::ptrdiff_t rowEnd = std::min(end, (at / width + 1) * width);
      runs.push_back({{offset + at, static_cast<std::int32_t>(rowEnd - at)}, label});
      at = rowEnd;
    }
  });
  runs.shrink_to_fit();
  return SliceRuns(std::move(runs));
}

}  // namespace

Result<LabelMap> LabelMap::create(const ImageGrid& grid) {
  Label* const background = zeroedLabels(grid.sliceVoxelCount());
  if (background == nullptr)
    return Error{
        ErrorKind::NotSupported,
        QCoreApplication::translate("uptake::LabelMap", "There is no memory for a mask of %1 voxels.")
            .arg(grid.voxelCount()),
        {}};
  return LabelMap(grid, std::shared_ptr<const Label[]>(background, Free()));
}

LabelMap::LabelMap(const ImageGrid& grid, std::shared_ptr<const Label[]> background)
    : grid_(grid),
      background_(std::move(background)),
      slices_(static_cast<std::size_t>(grid.size().z())),
      counts_{grid.voxelCount()} {}

std::vector<Label> LabelMap::allVoxels() const {
  std::vector<Label> all;
  all.reserve(static_cast<std::size_t>(grid_.voxelCount()));
  for (int k = 0; k < grid_.size().z(); ++k) {
    const std::span<const Label> voxels = slice(k);
    all.insert(all.end(), voxels.begin(), voxels.end());
  }
  return all;
}

SliceRuns LabelMap::runs(int k) const {
  const auto& slice = slices_[static_cast<std::size_t>(k)];
  if (!slice) return {};
  const std::lock_guard lock(slice->mutex);
  if (!slice->runs) slice->runs = runsOf(this->slice(k), grid_.offset(0, 0, k), grid_.size().x());
  return *slice->runs;
}

LabelRuns LabelMap::runs() const {
  std::vector<SliceRuns> all;
  all.reserve(slices_.size());
  for (int k = 0; k < grid_.size().z(); ++k) all.push_back(runs(k));
  return {grid_, std::move(all)};
}

/// Those of a slice that belongs to this map alone and whose runs nobody knows.
Label* LabelMap::writableVoxelsOf(int k) {
  auto& slice = slices_[static_cast<std::size_t>(k)];
  // Acquired: whatever another map's thread read from the slice before it let go of it was read before this.
  if (slice && slice->ref.loadAcquire() == 1) {
    slice->runs.reset();
    return slice->voxels.get();
  }
  const std::ptrdiff_t count = grid_.sliceVoxelCount();
  Voxels own(slice ? static_cast<Label*>(std::malloc(static_cast<std::size_t>(count) * sizeof(Label)))
                   : zeroedLabels(count));
  if (!own) throw std::bad_alloc();
  if (slice) std::copy_n(slice->voxels.get(), count, own.get());
  slice = new Slice(std::move(own));
  return slice->voxels.get();
}

void LabelMap::fill(std::ptrdiff_t first, std::ptrdiff_t length, Label label) {
  if (length <= 0) return;
  if (label >= counts_.size()) counts_.resize(label + std::size_t{1}, 0);
  const std::ptrdiff_t perSlice = grid_.sliceVoxelCount();
  for (const std::ptrdiff_t end = first + length; first < end;) {
    const auto k = static_cast<int>(first / perSlice);
    const std::ptrdiff_t count = std::min(end, (k + 1) * perSlice) - first;
    // A slice that nothing was written to is not even looked at: reading would map its memory twice.
    const std::span<const Label> before = isOccupied(k) ? voxels(first, count) : std::span<const Label>();
    const Label single = before.empty() ? Label{0} : before.front();
    const bool isSingle = areAll(before, single);  // nearly always
    if (!isSingle || single != label) {
      if (isSingle)
        counts_[single] -= count;
      else
        for (const Label each : before) --counts_[each];
      std::fill_n(writableVoxelsOf(k) + (first - k * perSlice), count, label);
      counts_[label] += count;
    }
    first += count;
  }
}

IndexBox LabelMap::extent(Label label) const {
  IndexBox box;
  std::ptrdiff_t left = label == 0 ? grid_.voxelCount() - count(0) : count(label);
  for (int k = 0; k < grid_.size().z() && left > 0; ++k) {
    for (const LabelRun& run : runs(k)) {
      if (label != 0 && run.label != label) continue;
      left -= run.length;
      const Eigen::Vector3i start = grid_.indexOf(run.first);
      box = box.united({start, start + Eigen::Vector3i(run.length - 1, 0, 0)});
    }
  }
  return box;
}

std::ptrdiff_t LabelMap::count(Label label) const {
  return label < counts_.size() ? counts_[label] : 0;
}

}  // namespace uptake
