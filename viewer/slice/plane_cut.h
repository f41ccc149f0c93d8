#pragma once

#include "core/geometry/image_grid.h"

#include <vector>

namespace uptake {

/// The convex polygon in which a plane cuts the cells of a box of voxels (half a voxel beyond the centres of
/// its border), in order around it; empty when the plane misses it.
std::vector<Point> cutByPlane(const ImageGrid& grid, const IndexBox& box, const SlicePlane& plane);

}  // namespace uptake
