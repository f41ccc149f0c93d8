#include "viewer/render/screen_plane.h"

#include <algorithm>
#include <cmath>

namespace uptake {

ScreenPlane::ScreenPlane(const SliceGeometry& geometry, double pixelRatio, const QSize& devicePixels)
    : corner(geometry.toPatient(QPointF(0.5 / pixelRatio, 0.5 / pixelRatio))),
      right(geometry.plane().right * (geometry.mmPerPixel() / pixelRatio)),
      down(geometry.plane().down * (geometry.mmPerPixel() / pixelRatio)),
      normal(geometry.plane().normal()),
      size(devicePixels) {}

IndexPlane::IndexPlane(const ImageGrid& grid, const ScreenPlane& screen)
    : base(grid.toIndex(screen.corner)),
      right(grid.toIndex(screen.corner + screen.right) - base),
      down(grid.toIndex(screen.corner + screen.down) - base),
      normal(grid.toIndex(screen.corner + screen.normal) - base) {}

std::optional<PlaneAxes> planeAxes(const ImageGrid& grid, const ScreenPlane& screen) {
  const int across = grid.axisAlong(screen.right);
  const int downwards = grid.axisAlong(screen.down);
  if (across == downwards) return std::nullopt;
  for (const auto& [axis, direction] : {std::pair{across, screen.right}, std::pair{downwards, screen.down}})
    if (grid.axis(axis).cross(direction.normalized()).norm() > kDirectionTolerance) return std::nullopt;
  return PlaneAxes{across, downwards, 3 - across - downwards};
}

LatticePlacement placementOf(const IndexPlane& index, const PlaneAxes& axes, const QSize& pixels) {
  // What little the axes deviate by is shared out from the middle.
  const double middleX = (pixels.width() - 1) / 2.0;
  const double middleY = (pixels.height() - 1) / 2.0;
  return {index.base[axes.across] + middleY * index.down[axes.across], index.right[axes.across],
          index.base[axes.downwards] + middleX * index.right[axes.downwards], index.down[axes.downwards]};
}

double depthOf(const IndexPlane& index, const PlaneAxes& axes, const QSize& pixels) {
  return index.base[axes.through] + (pixels.width() - 1) / 2.0 * index.right[axes.through] +
         (pixels.height() - 1) / 2.0 * index.down[axes.through];
}

PixelRange pixelsBetween(double start, double step, double low, double high, int count) {
  if (std::abs(step) < 1e-12) return start >= low && start <= high ? PixelRange{0, count - 1} : PixelRange{};
  double from = (low - start) / step;
  double to = (high - start) / step;
  if (from > to) std::swap(from, to);
  // A pixel centre exactly on the border of two voxels belongs to either.
  constexpr double kSlack = 1e-9;
  from = std::clamp(std::ceil(from - kSlack), 0.0, static_cast<double>(count));
  to = std::clamp(std::floor(to + kSlack), -1.0, count - 1.0);
  return {static_cast<int>(from), static_cast<int>(to)};
}

PixelRange pixelsInside(const Eigen::Vector3d& start, const Eigen::Vector3d& step,
                        const Eigen::Vector3i& size, int count) {
  PixelRange inside{0, count - 1};
  for (int axis = 0; axis < 3; ++axis) {
    const PixelRange range = pixelsBetween(start[axis], step[axis], -0.5, size[axis] - 0.5, count);
    inside = {std::max(inside.first, range.first), std::min(inside.last, range.last)};
  }
  return inside;
}

}  // namespace uptake
