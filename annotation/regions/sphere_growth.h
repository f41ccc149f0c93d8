#pragma once

#include "annotation/regions/voxel_region.h"
#include "core/geometry/flood_fill.h"
#include "core/volume/volume.h"

#include <cstdlib>
#include <memory>
#include <optional>
#include <vector>

namespace uptake {

/// What grows from a voxel of an image through neighbours (18) whose values lie in a range, inside a sphere
/// around it whose radius can change: each voxel is looked at once, however the radius comes and goes.
///
/// The region of a radius holds the voxels that are joined to the seed by a way inside the sphere, with
/// values from `low` to `high` all along; a voxel is in the sphere when its centre is. Radii are whole
/// steps of kStepMm.
class SphereGrowth {
 public:
  static constexpr double kStepMm = 0.5;

  /// The seed must lie in the image, in a loaded slice.
  SphereGrowth(std::shared_ptr<const Volume> image, const Eigen::Vector3i& seed, double low, double high);

  /// The region within a radius of so many steps, on the image's grid, in a tight box.
  VoxelRegion within(int steps);
  /// The growth reached slices that are still to be read.
  bool metReading() const { return metReading_; }

 private:
  struct Free {
    void operator()(std::uint16_t* steps) const { std::free(steps); }
  };

  /// From how many steps on a voxel belongs to the region that touches one of `steps`; std::nullopt when it
  /// never does, or was met before.
  std::optional<int> enter(const Eigen::Vector3i& index, int steps);

  std::shared_ptr<const Volume> image_;
  Eigen::Vector3i seed_;
  double low_;
  double high_;
  /// By voxel: 0 for not seen, else 1 + the steps from which on it belongs to the region, or kNever. Zeroed
  /// by the system as it is touched: the rest of a large image costs nothing.
  std::unique_ptr<std::uint16_t[], Free> needed_;
  std::vector<IndexBox> extents_;  ///< by steps: of those that belong from there on
  FloodFill<int> fill_;            ///< costs are steps
  bool metReading_ = false;
};

}  // namespace uptake
