#pragma once

#include "annotation/regions/voxel_region.h"
#include "core/jobs/job_runner.h"

namespace uptake {

/// To which voxels of a region's box a distance is measured.
enum class DistanceTo { Set, Rest };

/// The squared distance in mm² from the centre of every voxel of the region's box (in the order of
/// VoxelRegion::inside) to the nearest centre of a voxel that is in the set, or that is in the box but not in
/// the set; infinity when there is no such voxel. Voxels outside of the box count as neither.
///
/// Exact but for rounding to float, in time linear in the voxels: Felzenszwalb and Huttenlocher, Distance
/// transforms of sampled functions, Theory of Computing 8 (2012). Stops early when `control` says so; the
/// result is not valid then.
std::vector<float> squaredDistances(const VoxelRegion& region, const Eigen::Vector3d& spacing, DistanceTo to,
                                    const JobControl& control);

/// The largest squared distance that still counts as within `distance`: distances that are equal on paper
/// must not differ by their rounding, whatever the spacing.
inline float reachOf(Millimetres distance) {
  constexpr double kRounding = 1e-6;
  return static_cast<float>(distance.value * distance.value * (1.0 + kRounding));
}

}  // namespace uptake
