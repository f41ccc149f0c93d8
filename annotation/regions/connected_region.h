#pragma once

#include "annotation/regions/voxel_region.h"

#include <array>
#include <vector>

namespace uptake {

// "Joined" means through a face or an edge of a voxel, not through a corner alone: 18 neighbours, as
// autoPET's metrics and the program's other counts of lesions have it.

/// Index steps to the 18 voxels that share a face or an edge with a voxel.
const std::array<Eigen::Vector3i, 18>& neighbours18();

/// The same set in the smallest box that holds it; empty for an empty set.
VoxelRegion tightened(const VoxelRegion& region);

/// What of a set is joined to one of its voxels, in a tight box; empty when the voxel is not in the set.
VoxelRegion connectedPart(const VoxelRegion& region, const Eigen::Vector3i& seed);

/// The parts of a set that are not joined to each other, each in a tight box: the largest first, equal ones
/// in the order of their first voxels in the buffer. Together they are the set.
std::vector<VoxelRegion> connectedParts(const VoxelRegion& region);

/// The voxels of `to` whose centres lie in voxels of a region of `from`, in a tight box. On the same grid it
/// is the region itself.
VoxelRegion onGrid(const VoxelRegion& region, const ImageGrid& from, const ImageGrid& to);

}  // namespace uptake
