#include "viewer/slice/plane_cut.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace uptake {

std::vector<Point> cutByPlane(const ImageGrid& grid, const IndexBox& box, const SlicePlane& plane) {
  std::array<Point, 8> corners;
  for (std::size_t corner = 0; corner < 8; ++corner) {
    Eigen::Vector3d index;
    for (int axis = 0; axis < 3; ++axis)
      index[axis] = (corner >> axis) & 1U ? box.last[axis] + 0.5 : box.first[axis] - 0.5;
    corners[corner] = grid.toPatient(index);
  }
  std::vector<Point> points;
  for (std::size_t from = 0; from < 8; ++from) {
    for (std::size_t bit = 1; bit < 8; bit <<= 1U) {
      const std::size_t to = from | bit;
      if (to == from) continue;
      const double a = plane.distance(corners[from]);
      const double b = plane.distance(corners[to]);
      if (a * b > 0.0 || a == b) continue;
      points.push_back(corners[from] + a / (a - b) * (corners[to] - corners[from]));
    }
  }
  if (points.size() < 3) return {};
  Point middle = Point::Zero();
  for (const Point& point : points) middle += point / static_cast<double>(points.size());
  const auto angle = [&](const Point& point) {
    return std::atan2((point - middle).dot(plane.down), (point - middle).dot(plane.right));
  };
  std::ranges::sort(points, {}, angle);
  return points;
}

}  // namespace uptake
