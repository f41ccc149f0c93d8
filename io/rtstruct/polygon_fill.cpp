#include "io/rtstruct/polygon_fill_p.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace uptake::rtstruct {

namespace {

/// The first whole number at or above `value`, within [0, end].
int firstFrom(double value, int end) {
  return static_cast<int>(std::clamp(std::ceil(value), 0.0, static_cast<double>(end)));
}

}  // namespace

std::optional<std::vector<VoxelRun>> fillPolygons(const std::vector<const Polygon*>& polygons, int columns,
                                                  int rows, std::size_t& budget) {
  std::vector<std::vector<double>> crossings(static_cast<std::size_t>(rows));
  for (const Polygon* polygon : polygons) {
    for (std::size_t n = 0; n < polygon->size(); ++n) {
      // The upper end first: an edge drawn both ways gives the same crossings to the last bit.
      Eigen::Vector2d from = (*polygon)[n];
      Eigen::Vector2d to = (*polygon)[n + 1 == polygon->size() ? 0 : n + 1];
      if (std::pair(to.y(), to.x()) < std::pair(from.y(), from.x())) std::swap(from, to);
      const int end = firstFrom(to.y(), rows);
      const double slope = (to.x() - from.x()) / (to.y() - from.y());
      for (int row = firstFrom(from.y(), rows); row < end; ++row) {
        if (budget == 0) return {};
        --budget;
        crossings[static_cast<std::size_t>(row)].push_back(from.x() + (row - from.y()) * slope);
      }
    }
  }
  std::vector<VoxelRun> runs;
  for (int row = 0; row < rows; ++row) {
    std::vector<double>& along = crossings[static_cast<std::size_t>(row)];
    std::ranges::sort(along);
    for (std::size_t n = 0; n + 1 < along.size(); n += 2) {
      const int first = firstFrom(along[n], columns);
      const int last = firstFrom(along[n + 1], columns);
      if (first < last) runs.push_back({std::ptrdiff_t{row} * columns + first, last - first});
    }
  }
  return runs;
}

}  // namespace uptake::rtstruct
