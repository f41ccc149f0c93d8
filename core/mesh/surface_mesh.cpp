#include "core/mesh/surface_mesh.h"

#include <Eigen/Geometry>

namespace uptake {

namespace {

Eigen::Vector3d pointOf(const SurfaceMesh& mesh, std::int32_t point) {
  return mesh.points[static_cast<std::size_t>(point)].cast<double>();
}

}  // namespace

Millilitres SurfaceMesh::enclosedVolume() const {
  if (points.empty()) return {};
  // Near the surface: far from it, small volumes would be differences of large ones.
  const Eigen::Vector3d apex = points.front().cast<double>();
  double six = 0.0;
  for (const auto& [a, b, c] : triangles)
    six += (pointOf(*this, a) - apex).dot((pointOf(*this, b) - apex).cross(pointOf(*this, c) - apex));
  return {six / 6000.0};
}

std::array<Point, 2> SurfaceMesh::extent() const {
  Eigen::Vector3f low = points.front();
  Eigen::Vector3f high = points.front();
  for (const Eigen::Vector3f& point : points) {
    low = low.cwiseMin(point);
    high = high.cwiseMax(point);
  }
  return {low.cast<double>(), high.cast<double>()};
}

void SurfaceMesh::makeNormals() {
  std::vector<Eigen::Vector3d> sums(points.size(), Eigen::Vector3d::Zero());
  for (const auto& triangle : triangles) {
    const auto& [a, b, c] = triangle;
    const Eigen::Vector3d area =
        (pointOf(*this, b) - pointOf(*this, a)).cross(pointOf(*this, c) - pointOf(*this, a));
    for (const std::int32_t point : triangle) sums[static_cast<std::size_t>(point)] += area;
  }
  normals.resize(points.size());
  for (std::size_t n = 0; n < sums.size(); ++n) {
    const double length = sums[n].norm();
    normals[n] = length > 0.0 ? Eigen::Vector3f((sums[n] / length).cast<float>()) : Eigen::Vector3f(0, 0, 1);
  }
}

}  // namespace uptake
