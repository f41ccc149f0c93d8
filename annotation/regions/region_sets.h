#pragma once

#include "annotation/regions/voxel_region.h"

namespace uptake {

/// The same set in the smallest box that holds it; empty for an empty set.
VoxelRegion tightened(const VoxelRegion& region);

/// The same set in another box; what lies outside of it is lost.
VoxelRegion inBox(const VoxelRegion& region, const IndexBox& box);

/// Every voxel of the box that is not in the set.
VoxelRegion complement(VoxelRegion region);

/// Voxels of one grid in either set, in both, in the first alone. The box is that of the result, the
/// smallest that is sure to hold it.
VoxelRegion unitedWith(const VoxelRegion& first, const VoxelRegion& second);
VoxelRegion intersectedWith(const VoxelRegion& first, const VoxelRegion& second);
VoxelRegion without(VoxelRegion first, const VoxelRegion& second);

/// Adds the voxels of `more` that lie in the region's box.
void add(VoxelRegion& region, const VoxelRegion& more);

/// The voxels of `to` whose centres lie in voxels of a region of `from`, in a tight box. On the same grid it
/// is the region itself.
VoxelRegion onGrid(const VoxelRegion& region, const ImageGrid& from, const ImageGrid& to);

}  // namespace uptake
