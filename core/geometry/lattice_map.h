#pragma once

#include "core/geometry/image_grid.h"

#include <optional>

namespace uptake {

/// Maps the voxels of a lattice to those of a grid, where the two have their voxels in the same places. The
/// grid's lattice goes on beyond its bounds.
struct LatticeMap {
  Eigen::Vector3i first =
      Eigen::Vector3i::Zero();  ///< the grid's voxel in the place of the lattice's first one
  Eigen::Matrix3i steps = Eigen::Matrix3i::Identity();  ///< what each index of the lattice adds, as columns

  Eigen::Vector3i voxelOf(const Eigen::Vector3i& index) const { return first + steps * index; }
  /// The grid's voxels in the places of the lattice's `size` voxels.
  IndexBox reach(const Eigen::Vector3i& size) const;

  /// A lattice of `size` voxels from `origin` on, the columns of `toNext` leading from one voxel to the next
  /// of each index, in mm. std::nullopt when one of its corners is more than 0.01 mm away from every voxel of
  /// the grid's lattice (NIfTI stores positions in single precision).
  static std::optional<LatticeMap> find(const ImageGrid& grid, const Eigen::Vector3i& size,
                                        const Point& origin, const Eigen::Matrix3d& toNext);
  static std::optional<LatticeMap> find(const ImageGrid& grid, const ImageGrid& other);
};

}  // namespace uptake
