#include "annotation/regions/fill_holes.h"

#include "annotation/regions/components.h"
#include "annotation/regions/region_sets.h"

#include <algorithm>

namespace uptake {

namespace {

/// Fills what background of the box does not reach its sides. The box has a voxel of background on every side
/// that is not the edge of the grid; `axis` −1: all sides count, else not the two across that axis.
VoxelRegion filledWithin(const VoxelRegion& region, int axis) {
  const RegionComponents rest = componentsOf(complement(region), Connectivity::Faces);
  const std::vector<bool> isOpen = rest.reachSides(axis);
  VoxelRegion result = region;
  for (std::size_t run = 0; run < rest.runs.size(); ++run)
    if (!isOpen[static_cast<std::size_t>(rest.numbers[run])])
      std::fill_n(result.inside.data() + rest.runs[run].first, rest.runs[run].length, std::uint8_t{1});
  return result;
}

}  // namespace

VoxelRegion holesFilled(const VoxelRegion& region, const ImageGrid& grid) {
  const VoxelRegion tight = tightened(region);
  if (tight.box.isEmpty()) return tight;
  const Eigen::Vector3i one = Eigen::Vector3i::Ones();
  return filledWithin(
      inBox(tight, IndexBox{tight.box.first - one, tight.box.last + one}.intersected(wholeGrid(grid))), -1);
}

VoxelRegion holesFilledInSlices(const VoxelRegion& region, const ImageGrid& grid, int axis) {
  VoxelRegion result = tightened(region);
  if (result.box.isEmpty()) return result;
  const Eigen::Vector3i margin = Eigen::Vector3i::Ones() - Eigen::Vector3i::Unit(axis);
  const IndexBox box =
      IndexBox{result.box.first - margin, result.box.last + margin}.intersected(wholeGrid(grid));
  result = inBox(result, box);
  for (int at = box.first[axis]; at <= box.last[axis]; ++at) {
    IndexBox slice = box;
    slice.first[axis] = slice.last[axis] = at;
    add(result, filledWithin(inBox(result, slice), axis));
  }
  return result;
}

}  // namespace uptake
