#include "annotation/regions/lesion_distance.h"

#include <algorithm>
#include <cmath>

namespace uptake {

bool isLesionWithin(const LabelMap& labels, Label label, const Point& place, Millimetres distance) {
  const ImageGrid& grid = labels.grid();
  const Eigen::Vector3d& spacing = grid.spacing();
  const Eigen::Vector3d middle = grid.toIndex(place);
  const Eigen::Array3d reach = distance.value / spacing.array();
  const Eigen::Vector3i first = (middle.array() - reach).ceil().max(0.0).min(1e9).cast<int>();
  const Eigen::Vector3i last =
      (middle.array() + reach).floor().min(grid.size().cast<double>().array() - 1.0).max(-1.0).cast<int>();
  const auto squared = [&](int index, int axis) {
    const double away = (index - middle[axis]) * spacing[axis];
    return away * away;
  };
  const double most = distance.value * distance.value;
  const auto isInSlice = [&](int k) {
    if (!labels.isOccupied(k)) return false;
    const auto slice = labels.slice(k);
    for (int j = first.y(); j <= last.y(); ++j) {
      const double left = most - squared(k, 2) - squared(j, 1);
      const auto row = slice.subspan(static_cast<std::size_t>(grid.offset(0, j, 0)));
      for (int i = first.x(); left >= 0.0 && i <= last.x(); ++i)
        if (row[static_cast<std::size_t>(i)] == label && squared(i, 0) <= left) return true;
    }
    return false;
  };
  const int nearest = std::clamp(static_cast<int>(std::lround(std::clamp(middle.z(), -1e9, 1e9))), first.z(),
                                 std::max(first.z(), last.z()));
  for (int away = 0; away <= last.z() - first.z(); ++away)
    for (const int k : {nearest - away, nearest + away})
      if (k >= first.z() && k <= last.z() && isInSlice(k)) return true;
  return false;
}

}  // namespace uptake
