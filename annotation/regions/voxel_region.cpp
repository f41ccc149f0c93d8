#include "annotation/regions/voxel_region.h"

#include <algorithm>
#include <cmath>

namespace uptake {

namespace {

/// Calls visit(first buffer position, first position in the region, length) for every row of its box.
template <class Visit>
void forEachRow(const ImageGrid& grid, const VoxelRegion& region, Visit visit) {
  if (region.box.isEmpty()) return;
  const int length = region.size().x();
  for (int k = region.box.first.z(); k <= region.box.last.z(); ++k)
    for (int j = region.box.first.y(); j <= region.box.last.y(); ++j)
      visit(grid.offset(region.box.first.x(), j, k), region.position({region.box.first.x(), j, k}), length);
}

/// Calls visit(first, length) for every run of a row's voxels that are, or are not, in the set.
template <class Visit>
void forEachRunOf(const std::uint8_t* row, int length, bool wanted, Visit visit) {
  for (int i = 0; i < length;) {
    int end = i;
    while (end < length && (row[end] != 0) == wanted) ++end;
    if (end > i) visit(i, end - i);
    i = end;
    while (i < length && (row[i] != 0) != wanted) ++i;
  }
}

}  // namespace

VoxelRegion::VoxelRegion(const IndexBox& within) : box(within) {
  if (!within.isEmpty()) inside.resize(static_cast<std::size_t>(size().cast<std::ptrdiff_t>().prod()));
}

std::ptrdiff_t VoxelRegion::count() const {
  return std::ranges::count_if(inside, [](std::uint8_t in) { return in != 0; });
}

std::vector<VoxelRun> runsOf(const VoxelRegion& region) {
  std::vector<VoxelRun> runs;
  const int length = region.size().x();
  for (std::size_t row = 0; row < region.inside.size(); row += static_cast<std::size_t>(length))
    forEachRunOf(region.inside.data() + row, length, true, [&](int i, int count) {
      runs.push_back({static_cast<std::ptrdiff_t>(row) + i, count});
    });
  return runs;
}

IndexBox wholeGrid(const ImageGrid& grid) {
  return {Eigen::Vector3i::Zero(), grid.size() - Eigen::Vector3i::Ones()};
}

IndexBox grown(const IndexBox& box, const ImageGrid& grid, Millimetres margin) {
  if (box.isEmpty()) return box;
  Eigen::Vector3i by;
  for (int axis = 0; axis < 3; ++axis) {
    const double voxels = std::ceil(margin.value / grid.spacing()[axis]);
    by[axis] = static_cast<int>(std::min(voxels, static_cast<double>(grid.size()[axis])));
  }
  return IndexBox{box.first - by, box.last + by}.intersected(wholeGrid(grid));
}

VoxelRegion regionOf(const LabelMap& labels, Label label, const IndexBox& box) {
  VoxelRegion region(box.intersected(wholeGrid(labels.grid())));
  const IndexBox& wanted = region.box;
  for (int k = wanted.first.z(); k <= wanted.last.z(); ++k)
    for (const LabelRun& run : labels.runs(k)) {
      const Eigen::Vector3i start = labels.grid().indexOf(run.first);
      const int first = std::max(start.x(), wanted.first.x());
      const int last = std::min(start.x() + run.length - 1, wanted.last.x());
      if (run.label != label || start.y() < wanted.first.y() || start.y() > wanted.last.y() || first > last)
        continue;
      std::fill_n(region.inside.data() + region.position({first, start.y(), k}), last - first + 1,
                  std::uint8_t{1});
    }
  return region;
}

VoxelRegion regionOf(const LabelMap& labels, Label label, Millimetres margin) {
  return regionOf(labels, label, grown(labels.extent(label), labels.grid(), margin));
}

std::vector<LabelEdit> runsToChange(const MaskLayer& layer, const VoxelRegion& region, LabelChange change) {
  std::vector<LabelEdit> runs;
  forEachRow(layer.labels.grid(), region, [&](std::ptrdiff_t first, std::size_t at, int length) {
    forEachRunOf(region.inside.data() + at, length, true,
                 [&](int i, int count) { appendRuns(runs, layer, first + i, count, change); });
  });
  return runs;
}

std::vector<LabelEdit> runsToReplace(const MaskLayer& layer, const VoxelRegion& region, Label label,
                                     bool takeOver) {
  std::vector<LabelEdit> runs;
  std::vector<LabelEdit> painted;
  forEachRow(layer.labels.grid(), region, [&](std::ptrdiff_t first, std::size_t at, int length) {
    forEachRunOf(region.inside.data() + at, length, false, [&](int i, int count) {
      appendRuns(runs, layer, first + i, count, {label, true});
    });
    painted.clear();
    forEachRunOf(region.inside.data() + at, length, true, [&](int i, int count) {
      appendRuns(painted, layer, first + i, count, {label, false});
    });
    std::ranges::copy_if(painted, std::back_inserter(runs),
                         [takeOver](const LabelEdit& run) { return takeOver || run.before == 0; });
  });
  return runs;
}

}  // namespace uptake
