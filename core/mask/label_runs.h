#pragma once

#include "core/geometry/image_grid.h"
#include "core/mask/voxel_run.h"

#include <algorithm>
#include <memory>
#include <span>
#include <utility>
#include <vector>

namespace uptake {

/// The labelled voxels of one slice of a mask as they were when it was asked for them. A value: copies share
/// the runs, and nothing that is written to the mask later changes them.
class SliceRuns {
 public:
  /// No voxel has a label.
  SliceRuns() = default;
  /// Ascending; none crosses a row, and neighbours of one label in a row are one run.
  explicit SliceRuns(std::vector<LabelRun> runs) {
    if (!runs.empty()) runs_ = std::make_shared<const std::vector<LabelRun>>(std::move(runs));
  }

  const LabelRun* begin() const { return runs_ ? runs_->data() : nullptr; }
  const LabelRun* end() const { return runs_ ? runs_->data() + runs_->size() : nullptr; }
  std::size_t size() const { return runs_ ? runs_->size() : 0; }
  bool empty() const { return !runs_; }
  const LabelRun& operator[](std::size_t n) const { return (*runs_)[n]; }

  /// Both are of the slice at one time, or empty: nothing was written to it in between. False says only that
  /// something may have changed.
  bool isSameAs(const SliceRuns& other) const { return runs_ == other.runs_; }

 private:
  std::shared_ptr<const std::vector<LabelRun>> runs_;  ///< null: none
};

/// The labelled voxels of a mask as they were when it was asked for them, slice by slice. A value for all who
/// look at a mask and don't write to it, jobs included: it costs a pointer a slice and holds no voxels, so
/// that the mask need not be copied to be written to.
class LabelRuns {
 public:
  /// No voxel has a label.
  explicit LabelRuns(const ImageGrid& grid)
      : LabelRuns(grid, std::vector<SliceRuns>(static_cast<std::size_t>(grid.size().z()))) {}
  /// One a slice.
  LabelRuns(const ImageGrid& grid, std::vector<SliceRuns> slices) : grid_(grid), slices_(std::move(slices)) {}

  const ImageGrid& grid() const { return grid_; }
  const SliceRuns& slice(int k) const { return slices_[static_cast<std::size_t>(k)]; }
  bool isEmpty() const { return std::ranges::all_of(slices_, &SliceRuns::empty); }

 private:
  ImageGrid grid_;
  std::vector<SliceRuns> slices_;
};

/// Calls `visit(first, length, label)` for every run of equal labels other than background, in order. Long
/// runs are passed over in blocks, at the speed of memory.
template <class Visit>
void forEachLabelRun(std::span<const Label> labels, Visit visit) {
  constexpr std::ptrdiff_t kBlock = 64;
  const auto count = static_cast<std::ptrdiff_t>(labels.size());
  const Label* const data = labels.data();
  for (std::ptrdiff_t first = 0; first < count;) {
    while (first + kBlock <= count) {
      unsigned any = 0;
      for (std::ptrdiff_t n = 0; n < kBlock; ++n) any |= data[first + n];
      if (any != 0) break;
      first += kBlock;
    }
    while (first < count && data[first] == 0) ++first;
    if (first == count) return;
    std::ptrdiff_t end = first + 1;
    while (end + kBlock <= count) {
      unsigned others = 0;
      for (std::ptrdiff_t n = 0; n < kBlock; ++n)
        others |= static_cast<unsigned>(data[end + n] ^ data[first]);
      if (others != 0) break;
      end += kBlock;
    }
    while (end < count && data[end] == data[first]) ++end;
    visit(first, end - first, data[first]);
    first = end;
  }
}

}  // namespace uptake
