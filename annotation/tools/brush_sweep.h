#pragma once

#include "core/geometry/image_grid.h"

#include <vector>

namespace uptake {

/// What a round brush covers: a circle on one slice, or a sphere.
enum class BrushShape { Disc, Ball };

/// Consecutive voxels of one row.
struct VoxelRow {
  std::ptrdiff_t first = 0;  ///< buffer position
  int length = 0;
};

/// The voxels that a round brush covers while it goes straight from one point to another, each once. Round
/// means round in mm, whatever the voxels' shape and however the grid is turned.
///
/// A ball covers every voxel whose centre is within `radius` of the path. A disc lies on slices of the grid
/// across the axis that is most nearly along `viewNormal`: each slice gets the part of the path that it is
/// the nearest slice to, projected onto it, and of this slice the voxels whose centres are within `radius` of
/// that projection. On a plane that is oblique to the grid a disc lies on the plane, not on a slice: seen
/// along that axis, each column of voxels gives the one that is nearest to the plane, and it is covered when
/// its centre, moved along the axis onto the plane, is within `radius` of the path.
///
/// A brush finer than the voxels also covers those whose cells the path crosses, so that it leaves no gaps.
/// Only the part of the path inside the grid counts.
std::vector<VoxelRow> sweptRows(const ImageGrid& grid, BrushShape shape, Millimetres radius,
                                const Point& from, const Point& to, const Direction& viewNormal);

}  // namespace uptake
