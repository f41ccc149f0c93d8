#pragma once

#include "core/geometry/image_grid.h"
#include "core/mask/voxel_run.h"

#include <vector>

namespace uptake {

/// What a round brush covers: a circle on one slice, or a sphere.
enum class BrushShape { Disc, Ball };

/// The voxels that a round brush covers while it goes straight from one point to another, each once. Round
/// means round in mm, whatever the voxels' shape and however the grid is turned.
///
/// A ball covers every voxel whose centre is within `radius` of the path. A disc is as thick as the image
/// that is shown, `thickness`, so that discs painted image after image leave no voxels out between them: it
/// lies on the slices of the grid, across the axis that is most nearly along `viewNormal`, whose middles are
/// within half the thickness of the path (see layersWithin()), projected onto each, and covers the voxels
/// whose centres are within `radius` of that projection. On a plane that is oblique to the grid, seen along
/// that axis, each column of voxels gives those that are within half the thickness of the plane, and they are
/// covered when their centres, moved along the axis onto the plane, are within `radius` of the path.
///
/// A brush finer than the voxels also covers those whose cells the path crosses, so that it leaves no gaps.
/// Only the part of the path inside the grid counts.
std::vector<VoxelRun> sweptRows(const ImageGrid& grid, BrushShape shape, Millimetres radius,
                                const Point& from, const Point& to, const Direction& viewNormal,
                                Millimetres thickness = {0.0});

/// Layers of voxels from the first to the last, both included.
struct LayerRange {
  int first = 0;
  int last = -1;
  bool operator==(const LayerRange&) const = default;
};

/// Those whose middles are within half of `thickness` of a place; all three are in layers, and the places of
/// layers are whole numbers. At least the nearest one. A middle on the border of two neighbouring images
/// belongs to one of them only: the border is left out below and counts above.
LayerRange layersWithin(double place, double thickness);

}  // namespace uptake
