#pragma once

#include "core/geometry/image_grid.h"
#include "core/geometry/patient_space.h"

#include <QPointF>
#include <QSizeF>

namespace uptake {

/// How a plane of section lies on a widget: parallel projection, `centre` in the middle of the widget, equal
/// scale in both directions. Pixels are logical and continuous: 0 is the left or top edge of the widget.
class SliceGeometry {
 public:
  SliceGeometry() = default;
  SliceGeometry(const SlicePlane& plane, const Point& centre, double mmPerPixel, const QSizeF& size)
      : plane_(plane), centre_(plane.project(centre)), mmPerPixel_(mmPerPixel), size_(size) {}

  const SlicePlane& plane() const { return plane_; }
  /// On the plane.
  const Point& centre() const { return centre_; }
  double mmPerPixel() const { return mmPerPixel_; }
  const QSizeF& size() const { return size_; }

  Point toPatient(const QPointF& pixel) const;
  /// Of the point's projection on the plane.
  QPointF toPixel(const Point& point) const;

 private:
  SlicePlane plane_;
  Point centre_ = Point::Zero();
  double mmPerPixel_ = 1.0;
  QSizeF size_{1.0, 1.0};
};

/// The scale at which a whole grid, border voxels included, fits a widget when seen along a plane's normal.
double fitMmPerPixel(const ImageGrid& grid, const SlicePlane& plane, const QSizeF& size);

}  // namespace uptake
