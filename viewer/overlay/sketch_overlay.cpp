#include "viewer/overlay/sketch_overlay.h"

#include "viewer/overlay/overlay_items.h"
#include "viewer/slice/plane_cut.h"

#include <QFontMetricsF>
#include <QPainter>
#include <QPolygonF>

#include <algorithm>
#include <cmath>

namespace uptake {

namespace {

const QColor kLine(245, 245, 245);
const QColor kRim(0, 0, 0, 140);
constexpr double kCorner = 2.5;  // px, half of a corner's mark
constexpr double kTextGap = 8.0;
constexpr double kSketchMargin = 6.0;
constexpr double kSpot = 4.0;  // px, half of the mark of a place

/// Calls draw() with the rim's pen and then with the line's.
template <class Draw>
void stroke(QPainter& painter, Qt::PenStyle style, Draw draw) {
  painter.setBrush(Qt::NoBrush);
  painter.setPen(QPen(kRim, 3.0));
  draw();
  painter.setPen(QPen(kLine, 1.0, style));
  draw();
}

/// What was drawn, in pixels; empty when nothing meets the plane.
QRectF paintLine(QPainter& painter, const ToolSketch& sketch, const SliceGeometry& geometry,
                 double thickness) {
  QPolygonF line;
  for (const Point& point : sketch.line) {
    if (std::abs(geometry.plane().distance(point)) > thickness / 2.0) return {};
    line.append(geometry.toPixel(point));
  }
  if (line.isEmpty()) return {};
  stroke(painter, Qt::SolidLine, [&] { painter.drawPolyline(line); });
  if (sketch.closed) {
    painter.setPen(QPen(kLine, 1.0, Qt::DashLine));
    painter.drawLine(line.last(), line.first());
  }
  if (sketch.corners) {
    painter.setPen(QPen(kRim, 1.0));
    painter.setBrush(kLine);
    for (const QPointF& corner : line)
      painter.drawRect(QRectF(corner.x() - kCorner, corner.y() - kCorner, 2 * kCorner, 2 * kCorner));
    painter.setBrush(Qt::NoBrush);
  }
  return line.boundingRect().adjusted(0, 0, 1, 1);
}

QRectF paintBox(QPainter& painter, const OrientedBox& box, const SliceGeometry& geometry) {
  // As the one voxel of a grid, whose cut is known.
  const Eigen::Vector3d size = (2.0 * box.half).cwiseMax(1e-3);
  const auto grid = ImageGrid::create({1, 1, 1}, size, box.centre, box.axes);
  if (!grid) return {};
  QPolygonF outline;
  for (const Point& point : cutByPlane(*grid, grid->bounds(), geometry.plane()))
    outline.append(geometry.toPixel(point));
  if (outline.isEmpty()) return {};
  stroke(painter, Qt::SolidLine, [&] { painter.drawPolygon(outline); });
  return outline.boundingRect();
}

QRectF paintSphere(QPainter& painter, const ToolSketch::Sphere& sphere, const SliceGeometry& geometry,
                   double thickness) {
  const double away = std::abs(geometry.plane().distance(sphere.centre));
  const QPointF centre = geometry.toPixel(sphere.centre);
  if (away <= thickness / 2.0)
    stroke(painter, Qt::SolidLine, [&] {
      painter.drawLine(centre - QPointF(kSpot, 0), centre + QPointF(kSpot, 0));
      painter.drawLine(centre - QPointF(0, kSpot), centre + QPointF(0, kSpot));
    });
  else if (away >= sphere.radius)
    return {};
  const double cut = std::sqrt(std::max(sphere.radius * sphere.radius - away * away, 0.0));
  const double radius = cut / geometry.mmPerPixel();
  if (radius > kSpot) stroke(painter, Qt::DashLine, [&] { painter.drawEllipse(centre, radius, radius); });
  const double reach = std::max(radius, kSpot);
  return {centre.x() - reach, centre.y() - reach, 2 * reach, 2 * reach};
}

void paintText(QPainter& painter, const QString& text, const QRectF& shape, const QSizeF& size,
               const QRectF& light) {
  const QFontMetricsF metrics(painter.font());
  const QStringList lines = text.split(QLatin1Char('\n'));
  double width = 0.0;
  for (const QString& line : lines) width = std::max(width, metrics.horizontalAdvance(line));
  const double height = metrics.height() * static_cast<double>(lines.size());
  // Under the shape, or over it where there is no room: colour bars stand at the side.
  QPointF corner(shape.center().x() - width / 2.0, shape.bottom() + kTextGap);
  if (corner.y() + height > size.height() - kSketchMargin) corner.setY(shape.top() - kTextGap - height);
  corner.setX(std::max(kSketchMargin, std::min(corner.x(), size.width() - kSketchMargin - width)));
  corner.setY(std::max(kSketchMargin, std::min(corner.y(), size.height() - kSketchMargin - height)));
  for (const QString& line : lines) {
    drawOverlayText(painter, {corner.x(), corner.y(), width, metrics.height()}, Qt::AlignHCenter, line,
                    Ink::Text, light);
    corner.ry() += metrics.height();
  }
}

}  // namespace

void paintToolSketch(QPainter& painter, const ToolSketch& sketch, const SliceGeometry& geometry,
                     double thickness, const QRectF& light) {
  if (sketch.isEmpty()) return;
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing);
  QRectF shape = paintLine(painter, sketch, geometry, thickness);
  if (sketch.box) shape |= paintBox(painter, *sketch.box, geometry);
  if (sketch.sphere) shape |= paintSphere(painter, *sketch.sphere, geometry, thickness);
  if (!sketch.text.isEmpty() && !shape.isNull())
    paintText(painter, sketch.text, shape, geometry.size(), light);
  painter.restore();
}

}  // namespace uptake
