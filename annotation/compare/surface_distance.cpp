#include "annotation/compare/surface_distance.h"

#include "annotation/regions/distances.h"
#include "core/statistics/sample_statistics.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace uptake {

namespace {

/// The voxels of a set of which a face neighbour is not in it.
VoxelRegion surfaceOf(const VoxelRegion& region) {
  VoxelRegion surface(region.box);
  const Eigen::Vector3i size = region.size();
  const std::ptrdiff_t steps[3] = {1, size.x(), std::ptrdiff_t{size.x()} * size.y()};
  std::size_t at = 0;
  for (int k = 0; k < size.z(); ++k)
    for (int j = 0; j < size.y(); ++j)
      for (int i = 0; i < size.x(); ++i, ++at) {
        if (region.inside[at] == 0) continue;
        const int index[3] = {i, j, k};
        bool enclosed = true;
        for (int axis = 0; axis < 3 && enclosed; ++axis)
          enclosed = index[axis] > 0 && index[axis] + 1 < size[axis] &&
                     region.inside[at - static_cast<std::size_t>(steps[axis])] != 0 &&
                     region.inside[at + static_cast<std::size_t>(steps[axis])] != 0;
        surface.inside[at] = enclosed ? 0 : 1;
      }
  return surface;
}

/// Distances in mm from every voxel of a surface to the nearest of another, ascending.
std::vector<double> distancesFrom(const VoxelRegion& surface, const std::vector<float>& squared) {
  std::vector<double> distances;
  for (std::size_t at = 0; at < surface.inside.size(); ++at)
    if (surface.inside[at] != 0) distances.push_back(std::sqrt(static_cast<double>(squared[at])));
  std::ranges::sort(distances);
  return distances;
}

}  // namespace

std::optional<SurfaceDistance> surfaceDistance(const VoxelRegion& first, const VoxelRegion& second,
                                               const Eigen::Vector3d& spacing, const JobControl& control) {
  if (first.isEmpty() || second.isEmpty()) return std::nullopt;
  const VoxelRegion firstSurface = surfaceOf(first);
  const VoxelRegion secondSurface = surfaceOf(second);
  const auto toSecond =
      distancesFrom(firstSurface, squaredDistances(secondSurface, spacing, DistanceTo::Set, control));
  const auto toFirst =
      distancesFrom(secondSurface, squaredDistances(firstSurface, spacing, DistanceTo::Set, control));
  const double sum =
      std::reduce(toSecond.begin(), toSecond.end()) + std::reduce(toFirst.begin(), toFirst.end());
  constexpr double kPart = 0.95;
  return SurfaceDistance{std::max(percentileOf(toSecond, kPart), percentileOf(toFirst, kPart)),
                         sum / static_cast<double>(toSecond.size() + toFirst.size())};
}

}  // namespace uptake
