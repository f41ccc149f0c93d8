#pragma once

#include "core/error.h"
#include "core/geometry/image_grid.h"
#include "io/seg/seg_header_p.h"

#include <functional>
#include <optional>
#include <vector>

namespace uptake::seg {

/// A position for a message: "(x, y, z) mm", to a thousandth.
QString pointText(const Point& point);

/// Maps the pixels of a frame to voxels of a grid: pixel (column, row) is the voxel with the offset first +
/// column · acrossColumns + row · acrossRows.
struct FramePlacement {
  std::ptrdiff_t first = 0;
  std::ptrdiff_t acrossColumns = 1;
  std::ptrdiff_t acrossRows = 1;
};

/// Finds the voxels of a grid at the pixels of a frame, by patient position (pixel centres on voxel centres).
/// The frame's rows and columns may be parallel to any of the grid's axes, in either direction.
class FramePlacer {
 public:
  /// The exact stored position of each slice of the grid, if known.
  using SlicePositions = std::vector<std::optional<Point>>;
  /// `slicePositions` is called once, if a frame is not on the grid: the stored positions of its slices may
  /// deviate from even spacing within the tolerance of a volume.
  FramePlacer(const ImageGrid& grid, const FramePlane& plane, std::function<SlicePositions()> slicePositions);

  /// Inconsistent, naming the position, when the frame is not on the grid.
  Result<FramePlacement> place(const Point& position);

 private:
  /// The voxel at the frame's first pixel, if the frame is on the grid.
  std::optional<Eigen::Vector3i> firstVoxel(const Point& position);
  bool isOn(const Eigen::Vector3d& index) const;

  const ImageGrid& grid_;
  const FramePlane& plane_;
  std::function<SlicePositions()> readSlicePositions_;
  std::optional<SlicePositions> slicePositions_;
};

}  // namespace uptake::seg
