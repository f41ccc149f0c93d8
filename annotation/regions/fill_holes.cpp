#include "annotation/regions/fill_holes.h"

#include "annotation/regions/components.h"
#include "annotation/regions/connected_region.h"
#include "annotation/regions/region_sets.h"

namespace uptake {

namespace {

/// Fills what background of the box does not reach its sides. The box has a voxel of background on every side
/// that is not the edge of the grid; `axis` −1: all sides count, else not the two across that axis.
VoxelRegion filledWithin(const VoxelRegion& region, int axis) {
  const Components rest = componentsOf(complement(region), Neighbourhood::Faces);
  std::vector<std::uint8_t> isOpen(rest.sizes.size() + 1);
  isOpen[0] = 1;
  const Eigen::Vector3i last = region.size() - Eigen::Vector3i::Ones();
  std::size_t at = 0;
  for (int k = 0; k <= last.z(); ++k)
    for (int j = 0; j <= last.y(); ++j)
      for (int i = 0; i <= last.x(); ++i, ++at) {
        const bool onSide = (axis != 0 && (i == 0 || i == last.x())) ||
                            (axis != 1 && (j == 0 || j == last.y())) ||
                            (axis != 2 && (k == 0 || k == last.z()));
        if (onSide) isOpen[static_cast<std::size_t>(rest.number[at])] = 1;
      }
  VoxelRegion result = region;
  for (at = 0; at < result.inside.size(); ++at)
    if (isOpen[static_cast<std::size_t>(rest.number[at])] == 0) result.inside[at] = 1;
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
