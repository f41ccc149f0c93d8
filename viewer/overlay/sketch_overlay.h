#pragma once

#include "core/input/tool_sketch.h"
#include "viewer/slice/slice_geometry.h"

#include <QRectF>

class QPainter;

namespace uptake {

/// Draws what a tool shows of its gesture as far as it meets a view's plane: a line that lies within half of
/// `thickness` mm (between the view's slices), the cut through a box or a sphere, and its text beside it,
/// inside the view; `light` is where the picture behind is light, or empty.
void paintToolSketch(QPainter& painter, const ToolSketch& sketch, const SliceGeometry& geometry,
                     double thickness, const QRectF& light);

}  // namespace uptake
