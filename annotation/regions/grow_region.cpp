#include "annotation/regions/grow_region.h"

#include "annotation/regions/distances.h"
#include "annotation/regions/region_sets.h"

#include <algorithm>

namespace uptake {

VoxelRegion grownBy(const VoxelRegion& region, const ImageGrid& grid, Millimetres radius,
                    const JobControl& control) {
  const VoxelRegion tight = tightened(region);
  VoxelRegion result = inBox(tight, grown(tight.box, grid, radius));
  const std::vector<float> distances = squaredDistances(result, grid.spacing(), DistanceTo::Set, control);
  const float reach = reachOf(radius);
  std::ranges::transform(distances, result.inside.begin(),
                         [reach](float distance) { return static_cast<std::uint8_t>(distance <= reach); });
  return result;
}

VoxelRegion shrunkBy(const VoxelRegion& region, const ImageGrid& grid, Millimetres radius,
                     const JobControl& control) {
  // One voxel of the rest on every side is the nearest of the rest on that side.
  const VoxelRegion tight = tightened(region);
  const Eigen::Vector3i one = Eigen::Vector3i::Ones();
  VoxelRegion result = tight;
  if (!tight.box.isEmpty())
    result = inBox(tight, IndexBox{tight.box.first - one, tight.box.last + one}.intersected(wholeGrid(grid)));
  const std::vector<float> distances = squaredDistances(result, grid.spacing(), DistanceTo::Rest, control);
  const float reach = reachOf(radius);
  std::ranges::transform(distances, result.inside.begin(),
                         [reach](float distance) { return static_cast<std::uint8_t>(distance > reach); });
  return inBox(result, tight.box);
}

VoxelRegion closedBy(const VoxelRegion& region, const ImageGrid& grid, Millimetres radius,
                     const JobControl& control) {
  return shrunkBy(grownBy(region, grid, radius, control), grid, radius, control);
}

}  // namespace uptake
