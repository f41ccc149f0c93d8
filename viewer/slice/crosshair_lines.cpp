#include "viewer/slice/crosshair_lines.h"

#include "viewer/overlay/overlay_items.h"

#include <QLineF>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <limits>

namespace uptake {

namespace {

constexpr double kInset = 34.0;          // px of the handles from the edge; letters stand there
constexpr double kNearestHandle = 44.0;  // px from the centre
constexpr double kGrabHandle = 11.0;     // px
constexpr double kGrabCentre = 9.0;      // px
constexpr double kShowHandle = 70.0;     // px
constexpr double kHandleRadius = 5.0;

/// How far from `from` along `direction` a rectangle ends.
double reach(const QPointF& from, const QPointF& direction, const QRectF& rect) {
  double way = std::numeric_limits<double>::max();
  const auto limit = [&](double position, double speed, double low, double high) {
    if (std::abs(speed) > 1e-9) way = std::min(way, ((speed > 0.0 ? high : low) - position) / speed);
  };
  limit(from.x(), direction.x(), rect.left(), rect.right());
  limit(from.y(), direction.y(), rect.top(), rect.bottom());
  return way;
}

}  // namespace

CrosshairLines crosshairLines(const ViewState& state, PlaneOrientation orientation,
                              const SliceGeometry& geometry) {
  CrosshairLines lines{geometry.toPixel(state.crosshair()), {QPointF(1.0, 0.0), QPointF(0.0, 1.0)}};
  if (state.isStraight()) return lines;
  std::size_t found = 0;
  for (const auto other : {PlaneOrientation::Coronal, PlaneOrientation::Axial, PlaneOrientation::Sagittal}) {
    if (other == orientation || found == 2) continue;
    const Direction cut =
        geometry.plane().normal().cross(state.planeThrough(other, state.crosshair()).normal());
    const QPointF direction(cut.dot(geometry.plane().right), cut.dot(geometry.plane().down));
    lines.directions[found++] = direction / std::hypot(direction.x(), direction.y());
  }
  return lines;
}

std::vector<QPointF> turningHandles(const CrosshairLines& lines, const QSizeF& size) {
  const QRectF room = QRectF(QPointF(), size).adjusted(kInset, kInset, -kInset, -kInset);
  std::vector<QPointF> handles;
  if (!room.contains(lines.centre)) return handles;
  for (const QPointF& direction : lines.directions)
    for (const double sign : {-1.0, 1.0}) {
      const double way = reach(lines.centre, sign * direction, room);
      if (way >= kNearestHandle) handles.push_back(lines.centre + sign * way * direction);
    }
  return handles;
}

CrosshairPart crosshairPartAt(const CrosshairLines& lines, const QSizeF& size, const QPointF& pointer) {
  if (QLineF(lines.centre, pointer).length() <= kGrabCentre) return CrosshairPart::Centre;
  for (const QPointF& handle : turningHandles(lines, size))
    if (QLineF(handle, pointer).length() <= kGrabHandle) return CrosshairPart::Handle;
  return CrosshairPart::None;
}

bool nearHandle(const CrosshairLines& lines, const QSizeF& size, const QPointF& pointer) {
  return std::ranges::any_of(turningHandles(lines, size), [&](const QPointF& handle) {
    return QLineF(handle, pointer).length() <= kShowHandle;
  });
}

void paintCrosshairLines(QPainter& painter, const CrosshairLines& lines, const QSizeF& size) {
  drawCrosshair(painter, size, lines.centre, lines.directions);
}

void paintTurningHandles(QPainter& painter, const CrosshairLines& lines, const QSizeF& size,
                         const QPointF& pointer) {
  painter.setRenderHint(QPainter::Antialiasing, true);
  for (const QPointF& handle : turningHandles(lines, size)) {
    const double distance = QLineF(handle, pointer).length();
    if (distance > kShowHandle) continue;
    const bool held = distance <= kGrabHandle;
    painter.setPen(QPen(QColor(0, 0, 0, 150), 3.0));
    painter.setBrush(Qt::NoBrush);
    painter.drawEllipse(handle, kHandleRadius, kHandleRadius);
    painter.setPen(QPen(QColor(95, 170, 215), 1.5));
    painter.setBrush(held ? QBrush(QColor(95, 170, 215)) : QBrush(QColor(20, 30, 40, 160)));
    painter.drawEllipse(handle, kHandleRadius, kHandleRadius);
  }
  painter.setBrush(Qt::NoBrush);
  painter.setRenderHint(QPainter::Antialiasing, false);
}

}  // namespace uptake
