#pragma once

#include "viewer/slice/slice_geometry.h"
#include "viewer/state/view_state.h"

#include <array>
#include <optional>
#include <vector>

class QPainter;

namespace uptake {

/// Where the other two planes cut a view: two lines through the crosshair, in widget pixels.
struct CrosshairLines {
  QPointF centre;
  std::array<QPointF, 2> directions;  ///< unit vectors, at right angles
};
CrosshairLines crosshairLines(const ViewState& state, PlaneOrientation orientation,
                              const SliceGeometry& geometry);

/// The handles near the ends of the lines that turn the other two planes; none where the crosshair is out of
/// view or so near the edge that handle and crosshair would be one.
std::vector<QPointF> turningHandles(const CrosshairLines& lines, const QSizeF& size);

/// What the crosshair offers to a pointer.
enum class CrosshairPart { None, Centre, Handle };
CrosshairPart crosshairPartAt(const CrosshairLines& lines, const QSizeF& size, const QPointF& pointer);

/// Whether any handle shows for a pointer there.
bool nearHandle(const CrosshairLines& lines, const QSizeF& size, const QPointF& pointer);

void paintCrosshairLines(QPainter& painter, const CrosshairLines& lines, const QSizeF& size);
/// The handles that the pointer is near.
void paintTurningHandles(QPainter& painter, const CrosshairLines& lines, const QSizeF& size,
                         const QPointF& pointer);

}  // namespace uptake
