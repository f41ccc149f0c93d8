#include "viewer/slice/slice_geometry.h"

#include <algorithm>

namespace uptake {

Point SliceGeometry::toPatient(const QPointF& pixel) const {
  const double x = (pixel.x() - size_.width() / 2.0) * mmPerPixel_;
  const double y = (pixel.y() - size_.height() / 2.0) * mmPerPixel_;
  return centre_ + x * plane_.right + y * plane_.down;
}

QPointF SliceGeometry::toPixel(const Point& point) const {
  const Eigen::Vector3d offset = point - centre_;
  return {size_.width() / 2.0 + offset.dot(plane_.right) / mmPerPixel_,
          size_.height() / 2.0 + offset.dot(plane_.down) / mmPerPixel_};
}

double fitMmPerPixel(const ImageGrid& grid, const SlicePlane& plane, const QSizeF& size) {
  const Eigen::Vector3d extent = grid.size().cast<double>().cwiseProduct(grid.spacing());
  const double width = (grid.directions().transpose() * plane.right).cwiseAbs().dot(extent);
  const double height = (grid.directions().transpose() * plane.down).cwiseAbs().dot(extent);
  return std::max(width / std::max(size.width(), 1.0), height / std::max(size.height(), 1.0));
}

}  // namespace uptake
