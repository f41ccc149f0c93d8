#pragma once

#include <Eigen/Core>

#include <algorithm>

namespace uptake {

/// A box of voxel indices (i, j, k), both ends inclusive. Meaningful only beside its grid.
struct IndexBox {
  Eigen::Vector3i first = Eigen::Vector3i::Zero();
  Eigen::Vector3i last = Eigen::Vector3i::Constant(-1);

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
