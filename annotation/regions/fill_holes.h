#pragma once

#include "annotation/regions/voxel_region.h"

namespace uptake {

/// The set with its cavities: background that the set encloses on all sides. Background hangs together over
/// faces only, as what separates it hangs together over edges too; background that reaches the edge of the
/// grid is not enclosed.
VoxelRegion holesFilled(const VoxelRegion& region, const ImageGrid& grid);

/// The same in every slice across a grid axis (0 i, 1 j, 2 k) by itself: background that the set encloses
/// within the slice.
VoxelRegion holesFilledInSlices(const VoxelRegion& region, const ImageGrid& grid, int axis);

}  // namespace uptake
