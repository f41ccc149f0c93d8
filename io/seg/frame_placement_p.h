#pragma once

#include "core/error.h"
#include "core/geometry/image_grid.h"
#include "io/seg/seg_header_p.h"

#include <functional>
#include <optional>
#include <vector>

namespace uptake::seg {

/// "(x, y, z) mm" to a thousandth.
QString pointText(const Point& point);

/// Where the pixels of one frame go in a grid's buffer: pixel (column, row) to
/// first + column·acrossColumns + row·acrossRows.
struct FramePlacement {
  std::ptrdiff_t first = 0;
  std::ptrdiff_t acrossColumns = 1;
  std::ptrdiff_t acrossRows = 1;
};

/// Finds the voxels of a grid that lie under the pixels of a frame, by position in the patient: pixel centres
/// on voxel centres. The frame's rows and columns may run along any of the grid's axes in either direction.
class FramePlacer {
 public:
  /// Where each slice of the grid exactly lies, where that is known.
  using SlicePositions = std::vector<std::optional<Point>>;

  /// `slicePositions` is asked once, when a frame is not on the even grid: slice distances may vary within
  /// the tolerance that still makes a volume.
  FramePlacer(const ImageGrid& grid, const FramePlane& plane, std::function<SlicePositions()> slicePositions);

  /// Inconsistent, naming the position, when the frame is not on the grid.
  Result<FramePlacement> place(const Point& position);

 private:
  /// The voxel at the frame's first pixel, or nothing.
  std::optional<Eigen::Vector3i> firstVoxel(const Point& position);
  bool isOn(const Eigen::Vector3d& index) const;

  const ImageGrid& grid_;
  const FramePlane& plane_;
  std::function<SlicePositions()> readSlicePositions_;
  std::optional<SlicePositions> slicePositions_;
};

}  // namespace uptake::seg
