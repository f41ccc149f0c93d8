#include "viewer/slice/stored_slice.h"

#include <algorithm>

namespace uptake {

std::optional<StoredSlice> storedSliceAt(const ImageGrid& grid, const Direction& normal, const Point& point) {
  const int axis = grid.axisAlong(normal);
  if (grid.axis(axis).cross(normal.normalized()).norm() > kDirectionTolerance) return std::nullopt;
  const int count = grid.size()[axis];
  return StoredSlice{axis, std::clamp(grid.nearestVoxel(point)[axis], 0, count - 1), count};
}

Point movedOnto(const ImageGrid& grid, const StoredSlice& slice, const Direction& normal,
                const Point& point) {
  Eigen::Vector3d index = grid.toIndex(point);
  index[slice.axis] = slice.index;
  return point + normal.dot(grid.toPatient(index) - point) * normal;
}

Direction steppingDirection(PlaneOrientation orientation, const SlicePlane& shown) {
  return orientation == PlaneOrientation::Axial ? Direction(-shown.normal()) : shown.normal();
}

bool risesAlong(const ImageGrid& grid, const StoredSlice& slice, const Direction& direction) {
  return grid.axis(slice.axis).dot(direction) > 0.0;
}

}  // namespace uptake
