#include "core/geometry/lattice_map.h"

namespace uptake {

IndexBox LatticeMap::reach(const Eigen::Vector3i& size) const {
  const Eigen::Vector3i last = voxelOf(size - Eigen::Vector3i::Ones());
  return {first.cwiseMin(last), first.cwiseMax(last)};
}

std::optional<LatticeMap> LatticeMap::find(const ImageGrid& grid, const Eigen::Vector3i& size,
                                           const Point& origin, const Eigen::Matrix3d& toNext) {
  constexpr double kToleranceMm = 0.01;
  // Beyond that an index would overflow, and nobody is so large.
  constexpr double kFarAway = 1e6;
  if (!(grid.toIndex(origin).cwiseAbs().maxCoeff() < kFarAway)) return {};
  LatticeMap map;
  map.first = grid.nearestVoxel(origin);
  for (int axis = 0; axis < 3; ++axis) {
    const Direction direction = toNext.col(axis);
    const int along = grid.axisAlong(direction);
    map.steps.col(axis) = Eigen::Vector3i::Unit(along) * (grid.axis(along).dot(direction) < 0.0 ? -1 : 1);
  }
  if ((map.steps.cwiseAbs().rowwise().sum().array() != 1).any()) return {};
  const Eigen::Vector3i last = size - Eigen::Vector3i::Ones();
  for (int corner = 0; corner < 8; ++corner) {
    const Eigen::Vector3i index =
        last.cwiseProduct(Eigen::Vector3i(corner & 1, (corner >> 1) & 1, (corner >> 2) & 1));
    const Point there = grid.toPatient(map.voxelOf(index).cast<double>());
    if (!((origin + toNext * index.cast<double>() - there).norm() <= kToleranceMm)) return {};
  }
  return map;
}

std::optional<LatticeMap> LatticeMap::find(const ImageGrid& grid, const ImageGrid& other) {
  return find(grid, other.size(), other.origin(), other.directions() * other.spacing().asDiagonal());
}

}  // namespace uptake
