#pragma once

#include <cstddef>
#include <cstdint>

namespace uptake {

/// The number of a segment within its mask; 0 is background. It is the voxel value, the DICOM Segment Number
/// and the label value in a NIfTI file.
using Label = std::uint16_t;

/// Consecutive voxels of one row of a grid. Sets of voxels are handed around as runs in ascending order.
struct VoxelRun {
  std::ptrdiff_t first =
      0;  ///< buffer position of the first voxel, i + nx · (j + ny · k): ImageGrid::offset()
  std::int32_t length = 0;  ///< voxels along i; the last one lies in the same row

  /// The buffer position behind the last voxel.
  std::ptrdiff_t end() const { return first + length; }
  bool operator==(const VoxelRun&) const = default;
};

/// Voxels of a mask that have one label.
struct LabelRun : VoxelRun {
  Label label = 0;
  bool operator==(const LabelRun&) const = default;
};

/// Voxels that change from one label to another: the unit of every edit and of its undo.
struct LabelEdit : VoxelRun {
  Label before = 0;
  Label after = 0;
  bool operator==(const LabelEdit&) const = default;
};

/// The number of voxels in runs that don't overlap.
template <class Runs>
std::ptrdiff_t voxelCount(const Runs& runs) {
  std::ptrdiff_t count = 0;
  for (const VoxelRun& run : runs) count += run.length;
  return count;
}

}  // namespace uptake
