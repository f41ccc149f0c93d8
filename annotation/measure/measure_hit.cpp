#include "annotation/measure/measure_hit.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <tuple>

namespace uptake {

namespace {

constexpr double kMeasureGrabPixels = 6.0;

struct Candidate {
  MeasureHit hit;
  double distance = 0.0;  ///< mm
};

double distanceToSegment(const Point& point, const Point& from, const Point& to) {
  const Eigen::Vector3d way = to - from;
  const double length = way.squaredNorm();
  const double share = length > 0.0 ? std::clamp((point - from).dot(way) / length, 0.0, 1.0) : 0.0;
  return (point - from - share * way).norm();
}

double distanceToEllipse(const Point& point, const Measurement& ellipse) {
  constexpr int kSides = 96;
  const Point& centre = ellipse.points[0];
  const auto at = [&](int side) {
    const double turn = 2.0 * std::numbers::pi * side / kSides;
    return Point(centre + std::cos(turn) * (ellipse.points[1] - centre) +
                 std::sin(turn) * (ellipse.points[2] - centre));
  };
  double nearest = std::numeric_limits<double>::infinity();
  for (int side = 0; side < kSides; ++side)
    nearest = std::min(nearest, distanceToSegment(point, at(side), at(side + 1)));
  return nearest;
}

/// Of a point on the measurement's own plane; of a sphere, on the plane that shows it.
double distanceToLines(const Point& point, const Measurement& measurement, const SlicePlane& plane) {
  const auto& points = measurement.points;
  switch (measurement.kind) {
    case MeasurementKind::Distance:
      return distanceToSegment(point, points[0], points[1]);
    case MeasurementKind::Angle:
      return std::min(distanceToSegment(point, points[0], points[1]),
                      distanceToSegment(point, points[1], points[2]));
    case MeasurementKind::Ellipse:
      return distanceToEllipse(point, measurement);
    case MeasurementKind::Sphere:
      break;
  }
  return std::abs((point - plane.project(points[0])).norm() - cutRadiusMm(measurement, plane));
}

std::optional<Candidate> candidateAt(const Measurement& measurement, const SlicePointer& pointer) {
  if (!isInSlice(measurement, pointer.plane, pointer.thickness)) return std::nullopt;
  const bool isSphere = measurement.kind == MeasurementKind::Sphere;
  const SlicePlane& plane = isSphere ? pointer.plane : measurement.plane;
  const Point point = plane.project(pointer.position);
  const double grab = kMeasureGrabPixels * pointer.mmPerPixel;
  std::optional<Candidate> best;
  const std::vector<Point> handles = measurementHandles(measurement, plane);
  for (std::size_t handle = 0; handle < handles.size(); ++handle) {
    const double distance = (point - handles[handle]).norm();
    if (distance > grab || (best && best->distance <= distance)) continue;
    best = Candidate{{measurement.id, static_cast<int>(handle)}, distance};
  }
  const bool hasMiddle = measurement.kind != MeasurementKind::Angle;
  const double toMiddle = (point - plane.project(measurementCentre(measurement))).norm();
  if (hasMiddle && toMiddle <= grab && (!best || toMiddle < best->distance))
    return Candidate{{measurement.id, -1}, toMiddle};
  if (best) return best;
  const double toLines = distanceToLines(point, measurement, plane);
  if (toLines <= grab) return Candidate{{measurement.id, -1}, toLines};
  return std::nullopt;
}

}  // namespace

std::optional<MeasureHit> measurementPartAt(const Measurement& measurement, const SlicePointer& pointer) {
  const auto candidate = candidateAt(measurement, pointer);
  return candidate ? std::optional(candidate->hit) : std::nullopt;
}

std::optional<MeasureHit> measurementAt(const CaseDocument& document, const SlicePointer& pointer,
                                        MeasurementId selected) {
  using Rank = std::tuple<int, double, int>;
  std::optional<MeasureHit> best;
  Rank bestRank;
  for (const auto& [id, measurement] : document.measurements()) {
    if (!document.isOnImages(measurement)) continue;
    const auto candidate = candidateAt(measurement, pointer);
    if (!candidate) continue;
    const int kind = (candidate->hit.isHandle() ? 0 : 2) + (id == selected ? 0 : 1);
    const Rank rank{kind, candidate->distance, -static_cast<int>(id)};
    if (best && bestRank <= rank) continue;
    best = candidate->hit;
    bestRank = rank;
  }
  return best;
}

}  // namespace uptake
