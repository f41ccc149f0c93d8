#pragma once

#include "annotation/commands/label_runs.h"
#include "core/geometry/index_box.h"

#include <cstdint>
#include <vector>

namespace uptake {

/// A set of voxels of a grid, small against it: what a segmentation step works on and gives back, instead of
/// the volume. A value that a job can own.
struct VoxelRegion {
  IndexBox box;                      ///< indices of the grid; may be empty
  std::vector<std::uint8_t> inside;  ///< one a voxel of the box, i fastest; 1: in the set

  VoxelRegion() = default;
  /// An empty set in a box.
  explicit VoxelRegion(const IndexBox& within);

  Eigen::Vector3i size() const { return box.size(); }
  /// Position in `inside` of a voxel of the box.
  std::size_t position(const Eigen::Vector3i& index) const {
    return static_cast<std::size_t>(box.position(index));
  }
  bool contains(const Eigen::Vector3i& index) const {
    return box.contains(index) && inside[position(index)] != 0;
  }
  std::ptrdiff_t count() const;
  bool isEmpty() const { return count() == 0; }
};

/// The set as runs in ascending order; their positions are those of VoxelRegion::inside.
std::vector<VoxelRun> runsOf(const VoxelRegion& region);

/// The whole index range of a grid.
IndexBox wholeGrid(const ImageGrid& grid);

/// A box with a margin in mm on every side, as far as the grid goes.
IndexBox grown(const IndexBox& box, const ImageGrid& grid, Millimetres margin);

/// The part of a lesion in a box; `label` is not background.
VoxelRegion regionOf(const LabelMap& labels, Label label, const IndexBox& box);
/// The whole lesion, with a margin of free voxels around it.
VoxelRegion regionOf(const LabelMap& labels, Label label, Millimetres margin = {0.0});

/// The runs that give the region's voxels to a lesion, or take them from it; locked lesions stay.
std::vector<LabelEdit> runsToChange(const MaskLayer& layer, const VoxelRegion& region, LabelChange change);

/// The runs after which the lesion is exactly the region within the region's box; outside of the box nothing
/// changes. Voxels of other lesions are taken over only with `takeOver`; locked ones never.
std::vector<LabelEdit> runsToReplace(const MaskLayer& layer, const VoxelRegion& region, Label label,
                                     bool takeOver);

}  // namespace uptake
