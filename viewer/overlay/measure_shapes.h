#pragma once

#include "core/measure/measurement.h"
#include "viewer/slice/slice_geometry.h"

#include <QPainterPath>
#include <QPolygonF>

namespace uptake {

/// A measurement as lines on a widget, in logical pixels.
struct MeasurementShape {
  QPainterPath lines;
  QPolygonF handles;  ///< where it can be grabbed to change it, in the order of its points
  QPainterPath mark;  ///< the middle of an ellipse or a sphere: where it lies even when it is large
};

/// The shape in the plane that a geometry shows; a sphere is the circle in which the plane cuts it.
MeasurementShape measurementShape(const Measurement& measurement, const SliceGeometry& geometry);

}  // namespace uptake
