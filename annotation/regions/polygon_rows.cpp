#include "annotation/regions/polygon_rows.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace uptake {

namespace {

/// Where the outline crosses a line of voxels, and which way.
struct Crossing {
  double at;
  int turn;
};

/// The whole numbers from `first` to `last` that lie in [0, end).
std::pair<int, int> wholeWithin(double first, double last, int end) {
  return {static_cast<int>(std::ceil(std::max(first, 0.0))),
          static_cast<int>(std::floor(std::min(last, end - 1.0)))};
}

}  // namespace

std::vector<VoxelRun> rowsInPolygon(const ImageGrid& grid, const std::vector<Point>& polygon,
                                    const SlicePlane& plane, Millimetres thickness) {
  std::vector<VoxelRun> rows;
  if (polygon.size() < 3) return rows;
  const int across = grid.axisAlong(plane.normal());
  const int a = across == 0 ? 1 : 0;  // along the lines that are filled
  const int b = across == 2 ? 1 : 2;  // from line to line
  std::vector<Eigen::Vector3d> corners;
  double low = HUGE_VAL;
  double high = -HUGE_VAL;
  for (const Point& point : polygon) {
    corners.push_back(grid.toIndex(point));
    low = std::min(low, corners.back()[b]);
    high = std::max(high, corners.back()[b]);
  }
  // The plane as `across` = base + slopeA · a + slopeB · b, in indices.
  const Eigen::Vector3d normal =
      (grid.directions().transpose() * plane.normal()).cwiseProduct(grid.spacing());
  const Eigen::Vector3d on = grid.toIndex(plane.origin);
  const double slopeA = -normal[a] / normal[across];
  const double slopeB = -normal[b] / normal[across];
  const double layers = thickness.value / std::abs(normal[across]);  // mm to layers: the normal is in both

  const auto [firstLine, lastLine] = wholeWithin(low, high, grid.size()[b]);
  std::vector<Crossing> crossings;
  for (int line = firstLine; line <= lastLine; ++line) {
    crossings.clear();
    for (std::size_t n = 0; n < corners.size(); ++n) {
      const Eigen::Vector3d& from = corners[n];
      const Eigen::Vector3d& to = corners[(n + 1) % corners.size()];
      // Half open, so that a corner on the line counts once.
      const bool starts = from[b] <= line;
      const bool ends = to[b] <= line;
      if (starts == ends) continue;
      crossings.push_back(
          {from[a] + (line - from[b]) / (to[b] - from[b]) * (to[a] - from[a]), starts ? 1 : -1});
    }
    std::ranges::sort(crossings, {}, &Crossing::at);
    int winding = 0;
    int next = 0;  // voxels before are done with: crossings may coincide
    for (std::size_t n = 0; n + 1 < crossings.size(); ++n) {
      winding += crossings[n].turn;
      if (winding == 0) continue;
      auto [first, last] = wholeWithin(crossings[n].at, crossings[n + 1].at, grid.size()[a]);
      first = std::max(first, next);
      if (last < first) continue;
      next = last + 1;
      // Along a line the slices may change: rows for each.
      for (int at = first; at <= last;) {
        const auto slicesAt = [&](int place) {
          return layersWithin(on[across] + slopeA * (place - on[a]) + slopeB * (line - on[b]), layers);
        };
        const LayerRange slices = slicesAt(at);
        int end = at + 1;
        while (end <= last && slicesAt(end) == slices) ++end;
        Eigen::Vector3i index;
        index[b] = line;
        for (index[across] = std::max(slices.first, 0);
             index[across] <= std::min(slices.last, grid.size()[across] - 1); ++index[across]) {
          if (a == 0) {
            index[a] = at;
            rows.push_back({grid.offset(index), end - at});
          } else {
            for (int place = at; place < end; ++place) {
              index[a] = place;
              rows.push_back({grid.offset(index), 1});
            }
          }
        }
        at = end;
      }
    }
  }
  return rows;
}

}  // namespace uptake
