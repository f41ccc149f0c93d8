#pragma once

#include "viewer/slice/slice_geometry.h"
#include "viewer/state/point_marks.h"

#include <QRectF>

#include <vector>

class QPainter;

namespace uptake {

/// What a slice view shows of the marks at points.
struct PointOverlay {
  const PointMarks& marks;
  SliceGeometry geometry;
  double thickness = 1.0;     ///< mm between the slices that the view steps through
  QRectF light;               ///< where the picture behind is light, or empty
  std::vector<QRectF> taken;  ///< where other texts stand
};

/// Draws the marks that the slice holds, with their texts beside them: of the selected one all that there is
/// room for. Texts keep clear of other texts and of the marks; where a view has no room left, they are left
/// out.
void paintPointMarks(QPainter& painter, PointOverlay overlay);

}  // namespace uptake
