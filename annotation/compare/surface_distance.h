#pragma once

#include "annotation/compare/mask_agreement.h"
#include "annotation/regions/voxel_region.h"

namespace uptake {

/// The distance between the surfaces of two sets in the same box; std::nullopt when either is empty.
std::optional<SurfaceDistance> surfaceDistance(const VoxelRegion& first, const VoxelRegion& second,
                                               const Eigen::Vector3d& spacing, const JobControl& control);

}  // namespace uptake
