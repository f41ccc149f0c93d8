#pragma once

#include "annotation/tools/brush_sweep.h"
#include "core/geometry/image_grid.h"

#include <vector>

namespace uptake {

/// The voxels inside a closed polygon that lies on a plane, each once, in rows.
///
/// They lie on slices of the grid across the axis that is most nearly along the plane's normal, as what a
/// disc-shaped brush covers: seen along that axis, each column of voxels gives those within half of
/// `thickness` of the plane, at least the nearest one (see layersWithin()), and they are covered when their
/// centres, moved along the axis onto the plane, are inside the polygon. Inside means wound around, in either
/// direction: where a line drawn by hand crosses itself, its loops are filled, too.
std::vector<VoxelRun> rowsInPolygon(const ImageGrid& grid, const std::vector<Point>& polygon,
                                    const SlicePlane& plane, Millimetres thickness = {0.0});

}  // namespace uptake
