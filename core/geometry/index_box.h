#pragma once

#include <Eigen/Core>

#include <cstddef>

namespace uptake {

/// A box of voxel indices (i, j, k), both ends inclusive. Meaningful only beside its grid.
struct IndexBox {
  Eigen::Vector3i first = Eigen::Vector3i::Zero();
  Eigen::Vector3i last = Eigen::Vector3i::Constant(-1);

  /// How many indices there are along each axis; 0 where the last one is before the first.
  Eigen::Vector3i size() const { return (last - first).cwiseMax(-1) + Eigen::Vector3i::Ones(); }
  /// The position of an index of the box in a buffer of its voxels, i fastest, and the index at a position.
  std::ptrdiff_t position(const Eigen::Vector3i& index) const {
    const auto at = (index - first).cast<std::ptrdiff_t>().eval();
    const auto extent = size().cast<std::ptrdiff_t>().eval();
    return at.x() + extent.x() * (at.y() + extent.y() * at.z());
  }
  Eigen::Vector3i indexAt(std::ptrdiff_t position) const {
    const Eigen::Vector3i extent = size();
    const std::ptrdiff_t row = position / extent.x();
    const std::ptrdiff_t slice = row / extent.y();
    return first + Eigen::Vector3i(static_cast<int>(position - row * extent.x()),
                                   static_cast<int>(row - slice * extent.y()), static_cast<int>(slice));
  }

  bool isEmpty() const { return (last.array() < first.array()).any(); }
  bool contains(const Eigen::Vector3i& index) const {
    return (index.array() >= first.array()).all() && (index.array() <= last.array()).all();
  }
  /// The smallest box that holds both.
  IndexBox united(const IndexBox& other) const {
    if (isEmpty()) return other;
    if (other.isEmpty()) return *this;
    return {first.cwiseMin(other.first), last.cwiseMax(other.last)};
  }
  /// What lies in both; may be empty.
  IndexBox intersected(const IndexBox& other) const {
    return {first.cwiseMax(other.first), last.cwiseMin(other.last)};
  }
  bool operator==(const IndexBox& other) const { return first == other.first && last == other.last; }
};

}  // namespace uptake
