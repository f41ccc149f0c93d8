#pragma once

#include "core/geometry/patient_space.h"

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <vector>

/// Shapes as distance functions: mm to the surface, positive inside, so that a smooth edge of any width (a CT
/// pixel's, a PET scanner's point spread) follows from one number.
namespace uptake::phantom {

/// Union and intersection whose seam is rounded over `k` mm (the polynomial smooth minimum).
inline double smoothUnion(double a, double b, double k) {
  const double h = std::max(k - std::abs(a - b), 0.0) / k;
  return std::max(a, b) + h * h * k * 0.25;
}
inline double smoothIntersection(double a, double b, double k) {
  return -smoothUnion(-a, -b, k);
}

/// 1 at 0, falling to 0 within a few units: a bump without a library function.
inline double bump(double t) {
  const double q = 1.0 + t * t;
  return 1.0 / (q * q);
}

/// 0 below `from`, 1 above `to`, smooth between.
inline double ramp(double from, double to, double value) {
  const double t = std::clamp((value - from) / (to - from), 0.0, 1.0);
  return t * t * (3.0 - 2.0 * t);
}

/// A capsule whose radius changes linearly from `a` to `b`.
struct Segment {
  Point a, b;
  double ra = 0.0, rb = 0.0;

  double distance(const Point& p) const {
    const Point ab = b - a;
    const double t = std::clamp((p - a).dot(ab) / ab.squaredNorm(), 0.0, 1.0);
    return ra + (rb - ra) * t - (p - a - t * ab).norm();
  }
  double widest() const { return std::max(ra, rb); }
  double lowest() const { return std::min(a.z() - ra, b.z() - rb); }
  double highest() const { return std::max(a.z() + ra, b.z() + rb); }
};

/// An ellipsoid with its own axes; the distance is exact on the surface and along the axes.
struct Ellipsoid {
  Point centre;
  Eigen::Vector3d radii;
  Eigen::Matrix3d axes = Eigen::Matrix3d::Identity();  ///< columns: unit directions of the radii

  double distance(const Point& p) const {
    const Eigen::Vector3d q = (axes.transpose() * (p - centre)).cwiseQuotient(radii);
    const double n = q.norm();
    if (n < 1e-9) return radii.minCoeff();
    return (1.0 - n) * n / q.cwiseQuotient(radii).norm();
  }
};

/// Axes with the first along `direction`.
inline Eigen::Matrix3d axesAlong(Direction direction) {
  direction.normalize();
  const Direction side = direction.cross(Direction::UnitZ()).normalized();
  Eigen::Matrix3d axes;
  axes << direction, side, direction.cross(side);
  return axes;
}

struct TubeNode {
  Point at;
  double radius;
};

/// A smooth tube through the nodes (Catmull-Rom), as segments.
std::vector<Segment> tube(const std::vector<TubeNode>& nodes);

/// The distance of the union of segments; far outside when there are none.
double distanceToAny(const std::vector<Segment>& segments, const Point& p);

}  // namespace uptake::phantom
