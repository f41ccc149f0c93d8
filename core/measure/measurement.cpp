#include "core/measure/measurement.h"

#include "core/units.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace uptake {

namespace {

constexpr double kFarthestMm = 1e4;
constexpr double kOnPlaneMm = 0.1;
constexpr double kRightAngle = 1e-3;
constexpr double kSmallestMm = 1e-6;

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::Measurement)
};

bool isUnit(const Direction& direction) {
  return direction.allFinite() && std::abs(direction.norm() - 1.0) <= kRightAngle;
}

}  // namespace

bool Measurement::operator==(const Measurement& other) const {
  return id == other.id && kind == other.kind && points == other.points &&
         plane.origin == other.plane.origin && plane.right == other.plane.right &&
         plane.down == other.plane.down && frameOfReferenceUid == other.frameOfReferenceUid &&
         name == other.name && fileEntry == other.fileEntry && isGiven == other.isGiven;
}

std::size_t measurementPointCount(MeasurementKind kind) {
  return kind == MeasurementKind::Angle || kind == MeasurementKind::Ellipse ? 3 : 2;
}

QString measurementDefect(const Measurement& measurement) {
  const auto& points = measurement.points;
  const std::size_t count = measurementPointCount(measurement.kind);
  if (points.size() != count)
    return Texts::tr("it has %1 points, where %2 are needed").arg(points.size()).arg(count);
  const SlicePlane& plane = measurement.plane;
  if (!isUnit(plane.right) || !isUnit(plane.down) || std::abs(plane.right.dot(plane.down)) > kRightAngle)
    return Texts::tr("the directions of its plane are not two unit vectors at a right angle");
  const auto isFar = [](const Point& point) {
    return !point.allFinite() || point.cwiseAbs().maxCoeff() > kFarthestMm;
  };
  if (isFar(plane.origin) || std::ranges::any_of(points, isFar))
    return Texts::tr("a position lies more than 10 m away");
  if (std::ranges::any_of(points, [&](const Point& p) { return std::abs(plane.distance(p)) > kOnPlaneMm; }))
    return Texts::tr("a point does not lie on its plane");
  const auto isEmpty = [&](std::size_t a, std::size_t b) {
    return (points[a] - points[b]).norm() < kSmallestMm;
  };
  const bool isAngle = measurement.kind == MeasurementKind::Angle;
  if (isEmpty(0, 1) || (count > 2 && isEmpty(2, isAngle ? 1 : 0))) return Texts::tr("it has no size");
  if (measurement.kind == MeasurementKind::Ellipse) {
    const Eigen::Vector3d first = (points[1] - points[0]).normalized();
    const Eigen::Vector3d second = (points[2] - points[0]).normalized();
    if (std::abs(first.dot(second)) > kRightAngle)
      return Texts::tr("the axes of the ellipse are not at a right angle");
  }
  return {};
}

double distanceMm(const Measurement& distance) {
  return (distance.points[1] - distance.points[0]).norm();
}

double angleDegrees(const Measurement& angle) {
  const Eigen::Vector3d first = angle.points[0] - angle.points[1];
  const Eigen::Vector3d second = angle.points[2] - angle.points[1];
  if (first.norm() < kSmallestMm || second.norm() < kSmallestMm)
    return std::numeric_limits<double>::quiet_NaN();
  // Exact near 0 and 180 degrees too, where the arc cosine is not.
  return std::atan2(first.cross(second).norm(), first.dot(second)) * 180.0 / std::numbers::pi;
}

double areaMm2(const Measurement& ellipse) {
  return std::numbers::pi * (ellipse.points[1] - ellipse.points[0]).norm() *
         (ellipse.points[2] - ellipse.points[0]).norm();
}

double radiusMm(const Measurement& sphere) {
  return (sphere.points[1] - sphere.points[0]).norm();
}

double volumeMl(const Measurement& sphere) {
  return 4.0 / 3.0 * std::numbers::pi * std::pow(radiusMm(sphere), 3) / 1000.0;
}

Point measurementCentre(const Measurement& measurement) {
  switch (measurement.kind) {
    case MeasurementKind::Distance:
      return (measurement.points[0] + measurement.points[1]) / 2.0;
    case MeasurementKind::Angle:
      return measurement.points[1];
    case MeasurementKind::Ellipse:
    case MeasurementKind::Sphere:
      break;
  }
  return measurement.points[0];
}

bool isInSlice(const Measurement& measurement, const SlicePlane& plane, double thickness) {
  if (measurement.kind == MeasurementKind::Sphere) return cutRadiusMm(measurement, plane) > 0.0;
  if (measurement.plane.normal().cross(plane.normal()).norm() > kDirectionTolerance) return false;
  return plane.isInSlice(measurement.plane.origin, thickness);
}

std::vector<Point> measurementHandles(const Measurement& measurement, const SlicePlane& plane) {
  const auto& points = measurement.points;
  switch (measurement.kind) {
    case MeasurementKind::Ellipse:
      return {points[1], points[2], 2.0 * points[0] - points[1], 2.0 * points[0] - points[2]};
    case MeasurementKind::Sphere: {
      const Point centre = plane.project(points[0]);
      const double radius = cutRadiusMm(measurement, plane);
      return {centre + radius * plane.right, centre + radius * plane.down, centre - radius * plane.right,
              centre - radius * plane.down};
    }
    case MeasurementKind::Distance:
    case MeasurementKind::Angle:
      break;
  }
  return points;
}

double cutRadiusMm(const Measurement& sphere, const SlicePlane& plane) {
  const double radius = radiusMm(sphere);
  const double away = plane.distance(sphere.points[0]);
  return std::abs(away) < radius ? std::sqrt(radius * radius - away * away) : 0.0;
}

}  // namespace uptake
