#include "core/mask/label_map.h"

#include "core/mask/label_runs.h"

#include <QCoreApplication>

#include <algorithm>
#include <mutex>

namespace uptake {

namespace {

/// Takes labels that are about to be replaced out of the counts.
void forget(const Label* labels, std::ptrdiff_t length, std::vector<std::ptrdiff_t>& counts) {
  // Nearly always they are all the same: a loop without branches finds that at the speed of memory.
  unsigned others = 0;
  for (std::ptrdiff_t n = 0; n < length; ++n) others |= static_cast<unsigned>(labels[n] ^ labels[0]);
  if (others == 0)
    counts[labels[0]] -= length;
  else
    for (std::ptrdiff_t n = 0; n < length; ++n) --counts[labels[n]];
}

}  // namespace

Result<LabelMap> LabelMap::create(const ImageGrid& grid) {
  // calloc, not new[]: the system hands out zero pages that take no memory until they are written.
  auto* zeros = static_cast<Label*>(std::calloc(static_cast<std::size_t>(grid.voxelCount()), sizeof(Label)));
  if (zeros == nullptr)
    return Error{
        ErrorKind::NotSupported,
        QCoreApplication::translate("uptake::LabelMap", "There is no memory for a mask of %1 voxels.")
            .arg(grid.voxelCount()),
        {}};
  return LabelMap(grid, Buffer(zeros, [](Label* labels) { std::free(labels); }));
}

LabelMap::LabelMap(const ImageGrid& grid, Buffer labels)
    : grid_(grid),
      labels_(std::move(labels)),
      occupied_(static_cast<std::size_t>(grid.size().z()), 0),
      counts_{grid.voxelCount()} {}

Result<LabelMap> LabelMap::copy() const {
  Result<LabelMap> result = create(grid_);
  if (!result) return result;
  for (int k = 0; k < grid_.size().z(); ++k) {
    if (!isOccupied(k)) continue;
    std::ranges::copy(slice(k), result->labels_.get() + grid_.offset(0, 0, k));
    result->occupied_[static_cast<std::size_t>(k)] = 1;
  }
  result->counts_ = counts_;
  return result;
}

/// The writer keeps a slice for the snapshot before it changes it for the first time, and the lock keeps it
/// from changing one that is just being read.
struct LabelSnapshot::State {
  explicit State(const LabelMap& map)
      : grid(map.grid_),
        labels(map.labels_),
        occupied(map.occupied_),
        counts(map.counts_),
        kept(map.occupied_.size()) {}

  const ImageGrid grid;
  const std::shared_ptr<const Label[]> labels;  ///< of the map itself
  const std::vector<std::uint8_t> occupied;
  const std::vector<std::ptrdiff_t> counts;

  std::mutex mutex;
  /// By slice: as it was, where it was written to since.
  std::vector<std::unique_ptr<Label[]>> kept;

  void keep(std::ptrdiff_t k) {
    const auto slice = static_cast<std::size_t>(k);
    if (occupied[slice] == 0) return;  // it was background, which needs no copy
    const std::lock_guard lock(mutex);
    if (kept[slice]) return;
    const auto count = static_cast<std::size_t>(grid.sliceVoxelCount());
    kept[slice] = std::make_unique_for_overwrite<Label[]>(count);
    std::copy_n(labels.get() + k * grid.sliceVoxelCount(), count, kept[slice].get());
  }
};

LabelSnapshot LabelMap::snapshot() const {
  auto state = std::make_shared<LabelSnapshot::State>(*this);
  std::erase_if(snapshots_, [](const auto& known) { return known.expired(); });
  snapshots_.push_back(state);
  return LabelSnapshot(std::move(state));
}

Result<LabelMap> LabelSnapshot::toMap() const {
  Result<LabelMap> result = LabelMap::create(state_->grid);
  if (!result) return result;
  const std::ptrdiff_t count = state_->grid.sliceVoxelCount();
  for (std::size_t k = 0; k < state_->occupied.size(); ++k) {
    if (state_->occupied[k] == 0) continue;
    const auto first = static_cast<std::ptrdiff_t>(k) * count;
    const std::lock_guard lock(state_->mutex);
    const Label* labels = state_->kept[k] ? state_->kept[k].get() : state_->labels.get() + first;
    std::copy_n(labels, count, result->labels_.get() + first);
  }
  result->occupied_ = state_->occupied;
  result->counts_ = state_->counts;
  return result;
}

void LabelMap::keepForSnapshots(std::ptrdiff_t k) {
  bool anyExpired = false;
  for (const auto& known : snapshots_) {
    if (const auto snapshot = known.lock())
      snapshot->keep(k);
    else
      anyExpired = true;
  }
  if (anyExpired) std::erase_if(snapshots_, [](const auto& known) { return known.expired(); });
}

void LabelMap::fill(std::ptrdiff_t first, std::ptrdiff_t length, Label label) {
  if (length <= 0) return;
  if (label >= counts_.size()) counts_.resize(label + std::size_t{1}, 0);
  const std::ptrdiff_t perSlice = grid_.sliceVoxelCount();
  for (const std::ptrdiff_t end = first + length; first < end;) {
    const std::ptrdiff_t k = first / perSlice;
    const std::ptrdiff_t count = std::min(end, (k + 1) * perSlice) - first;
    Label* const labels = labels_.get() + first;
    if (!snapshots_.empty()) keepForSnapshots(k);
    // A slice that was never written to is not even looked at: reading would map its memory twice.
    if (occupied_[static_cast<std::size_t>(k)] == 0)
      counts_[0] -= count;
    else
      forget(labels, count, counts_);
    std::fill_n(labels, count, label);
    occupied_[static_cast<std::size_t>(k)] = 1;
    counts_[label] += count;
    first += count;
  }
}

IndexBox LabelMap::extent(Label label) const {
  IndexBox box;
  const Eigen::Vector3i size = grid_.size();
  std::ptrdiff_t left = label == 0 ? grid_.voxelCount() - count(0) : count(label);
  for (int k = 0; k < size.z() && left > 0; ++k) {
    if (!isOccupied(k)) continue;
    const std::span<const Label> all = slice(k);
    for (int j = 0; j < size.y() && left > 0; ++j) {
      const auto row = all.subspan(static_cast<std::size_t>(j) * static_cast<std::size_t>(size.x()),
                                   static_cast<std::size_t>(size.x()));
      forEachLabelRun(row, [&](std::ptrdiff_t first, std::ptrdiff_t length, Label found) {
        if (label != 0 && found != label) return;
        left -= length;
        const int i = static_cast<int>(first);
        box = box.united({{i, j, k}, {i + static_cast<int>(length) - 1, j, k}});
      });
    }
  }
  return box;
}

std::ptrdiff_t LabelMap::count(Label label) const {
  return label < counts_.size() ? counts_[label] : 0;
}

}  // namespace uptake
