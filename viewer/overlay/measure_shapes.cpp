#include "viewer/overlay/measure_shapes.h"

#include <QLineF>
#include <QTransform>

#include <algorithm>
#include <cmath>

namespace uptake {

namespace {

constexpr double kTick = 5.0;        // half the length of the strokes at the ends of a distance
constexpr double kArc = 18.0;        // radius of the arc of an angle
constexpr double kMark = 3.0;        // half the size of the cross in a middle
constexpr double kSpareMark = 14.0;  // a shape smaller than this has no cross

void addLine(QPainterPath& path, const QPointF& from, const QPointF& to) {
  path.moveTo(from);
  path.lineTo(to);
}

void addEnds(QPainterPath& path, const QPointF& from, const QPointF& to) {
  const QLineF line(from, to);
  if (line.length() < 1.0) return;
  const QPointF across = QPointF(-line.dy(), line.dx()) / line.length() * kTick;
  addLine(path, from - across, from + across);
  addLine(path, to - across, to + across);
}

void addArc(QPainterPath& path, const QPointF& first, const QPointF& vertex, const QPointF& second) {
  const QLineF one(vertex, first);
  const QLineF other(vertex, second);
  const double radius = std::min({kArc, one.length() * 0.7, other.length() * 0.7});
  if (radius < 4.0) return;
  double sweep = other.angle() - one.angle();
  if (sweep > 180.0) sweep -= 360.0;
  if (sweep < -180.0) sweep += 360.0;
  const QRectF circle(vertex.x() - radius, vertex.y() - radius, 2.0 * radius, 2.0 * radius);
  path.arcMoveTo(circle, one.angle());
  path.arcTo(circle, one.angle(), sweep);
}

QPainterPath cross(const QPointF& at) {
  QPainterPath path;
  addLine(path, at - QPointF(kMark, 0.0), at + QPointF(kMark, 0.0));
  addLine(path, at - QPointF(0.0, kMark), at + QPointF(0.0, kMark));
  return path;
}

/// The ellipse with these ends of its semi-axes, which may lie at any angle on the screen.
QPainterPath ellipse(const QPointF& centre, const QPointF& first, const QPointF& second) {
  QPainterPath unit;
  unit.addEllipse(QPointF(), 1.0, 1.0);
  const QPointF a = first - centre;
  const QPointF b = second - centre;
  return QTransform(a.x(), a.y(), b.x(), b.y(), centre.x(), centre.y()).map(unit);
}

}  // namespace

MeasurementShape measurementShape(const Measurement& measurement, const SliceGeometry& geometry) {
  MeasurementShape shape;
  for (const Point& handle : measurementHandles(measurement, geometry.plane()))
    shape.handles.append(geometry.toPixel(handle));
  QPolygonF at;
  for (const Point& point : measurement.points) at.append(geometry.toPixel(point));
  switch (measurement.kind) {
    case MeasurementKind::Distance:
      addLine(shape.lines, at[0], at[1]);
      addEnds(shape.lines, at[0], at[1]);
      break;
    case MeasurementKind::Angle:
      addLine(shape.lines, at[1], at[0]);
      addLine(shape.lines, at[1], at[2]);
      addArc(shape.lines, at[0], at[1], at[2]);
      break;
    case MeasurementKind::Ellipse:
      shape.lines = ellipse(at[0], at[1], at[2]);
      if (std::min(QLineF(at[0], at[1]).length(), QLineF(at[0], at[2]).length()) >= kSpareMark)
        shape.mark = cross(at[0]);
      break;
    case MeasurementKind::Sphere: {
      const double radius = cutRadiusMm(measurement, geometry.plane()) / geometry.mmPerPixel();
      shape.lines.addEllipse(at[0], radius, radius);
      if (radius >= kSpareMark) shape.mark = cross(at[0]);
      break;
    }
  }
  return shape;
}

}  // namespace uptake
