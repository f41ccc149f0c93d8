#pragma once

#include "core/geometry/image_grid.h"

#include <optional>

namespace uptake {

/// A layer of voxels of a grid: index `index` of `count` along `axis` (2: a stored slice; 0 or 1: a column or
/// row through all of them).
struct StoredSlice {
  int axis = 2;
  int index = 0;
  int count = 1;
  bool operator==(const StoredSlice&) const = default;
};

/// The layer nearest to a point among those parallel to a plane with this normal; nothing when the grid lies
/// oblique to it.
std::optional<StoredSlice> storedSliceAt(const ImageGrid& grid, const Direction& normal, const Point& point);

/// The point moved along the normal into the middle of a layer.
Point movedOnto(const ImageGrid& grid, const StoredSlice& slice, const Direction& normal, const Point& point);

/// The direction in which slices are stepped through and counted: from head to feet, from front to back, from
/// left to right. `shown` is the plane that views of the orientation show, which may be turned.
Direction steppingDirection(PlaneOrientation orientation, const SlicePlane& shown);

/// Whether the grid's index along the layer's axis rises in a direction.
bool risesAlong(const ImageGrid& grid, const StoredSlice& slice, const Direction& direction);

}  // namespace uptake
