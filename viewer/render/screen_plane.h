#pragma once

#include "core/geometry/image_grid.h"
#include "core/jobs/parallel.h"
#include "viewer/slice/slice_geometry.h"

#include <QSize>

#include <algorithm>
#include <optional>

namespace uptake {

/// A picture is painted in bands of so many rows, on so many threads at most: it is bound by memory, and more
/// gain nothing.
inline constexpr int kBandRows = 32;
inline int paintThreads() {
  return std::min(processorCount(), 4);
}

/// The pixels of a screen in patient space: pixel (x, y) is centred at corner + x·right + y·down. Device
/// pixels, not logical ones.
struct ScreenPlane {
  Point corner = Point::Zero();
  Eigen::Vector3d right = Eigen::Vector3d::UnitX();  ///< mm from a pixel to the next
  Eigen::Vector3d down = Eigen::Vector3d::UnitY();
  Direction normal = Direction::UnitZ();  ///< away from the viewer
  QSize size;

  ScreenPlane() = default;
  /// `pixelRatio` device pixels make a logical one.
  ScreenPlane(const SliceGeometry& geometry, double pixelRatio, const QSize& devicePixels);
};

/// Screen pixels as (continuous) indices of a grid: pixel (x, y) lies at base + x·right + y·down, and so much
/// further by `normal` a mm behind the plane.
struct IndexPlane {
  Eigen::Vector3d base, right, down, normal;
  IndexPlane(const ImageGrid& grid, const ScreenPlane& screen);
};

/// The grid axes that run across and down the screen, and the one through it, of a plane of stored voxels.
struct PlaneAxes {
  int across = 0;
  int downwards = 1;
  int through = 2;
  bool operator==(const PlaneAxes&) const = default;
};
/// Nothing when the plane lies oblique to the grid.
std::optional<PlaneAxes> planeAxes(const ImageGrid& grid, const ScreenPlane& screen);

/// Where screen pixels lie on a lattice of samples: pixel (x, y) at column firstColumn + x·columnStep and row
/// firstRow + y·rowStep.
struct LatticePlacement {
  double firstColumn = 0.0;
  double columnStep = 1.0;
  double firstRow = 0.0;
  double rowStep = 1.0;
};
/// Where pixels lie on the layers of voxels that a plane of stored voxels shows.
LatticePlacement placementOf(const IndexPlane& index, const PlaneAxes& axes, const QSize& pixels);
/// How far through the grid such a plane lies, as an index along axes.through.
double depthOf(const IndexPlane& index, const PlaneAxes& axes, const QSize& pixels);

/// Pixels `first` … `last` of a line of `count` lie between `low` and `high` when pixel n is at
/// start + n·step; empty when last < first.
struct PixelRange {
  int first = 0;
  int last = -1;
  bool isEmpty() const { return last < first; }
};
PixelRange pixelsBetween(double start, double step, double low, double high, int count);
/// The pixels of a line of `count` that lie within the cells of a grid of this size when pixel n is at the
/// index start + n·step.
PixelRange pixelsInside(const Eigen::Vector3d& start, const Eigen::Vector3d& step,
                        const Eigen::Vector3i& size, int count);

}  // namespace uptake
