#include "annotation/lesions/axial_diameters.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace uptake {

namespace {

constexpr double kRoundingMm = 1e-9;

double cross(const Eigen::Vector2d& o, const Eigen::Vector2d& a, const Eigen::Vector2d& b) {
  return (a.x() - o.x()) * (b.y() - o.y()) - (a.y() - o.y()) * (b.x() - o.x());
}

std::array<Eigen::Vector2d, 4> cornersOf(const PixelStrip& strip) {
  return {strip.low, Eigen::Vector2d(strip.high.x(), strip.low.y()), strip.high,
          Eigen::Vector2d(strip.low.x(), strip.high.y())};
}

/// The part of a line base + s · way (a unit vector) in a strip; false when it passes by.
bool cut(const PixelStrip& strip, const Eigen::Vector2d& base, const Eigen::Vector2d& way, double& from,
         double& to) {
  from = -std::numeric_limits<double>::max();
  to = std::numeric_limits<double>::max();
  for (int axis = 0; axis < 2; ++axis) {
    const double low = strip.low[axis] - base[axis];
    const double high = strip.high[axis] - base[axis];
    if (std::abs(way[axis]) < 1e-12) {
      if (low > kRoundingMm || high < -kRoundingMm) return false;
      continue;
    }
    const auto [first, last] = std::minmax({low / way[axis], high / way[axis]});
    from = std::max(from, first);
    to = std::min(to, last);
  }
  // A corner is hit by rounding or missed by it.
  if (from > to + 1e-7) return false;
  to = std::max(from, to);
  return true;
}

struct Cast {
  const PixelStrip* strip;
  double first;  ///< the positions along the diameter that the strip covers
  double last;
};

/// The longest line across. The distance between first and last point changes evenly along the diameter but
/// at the strips' corners, and is nowhere longer than at one of them.
Diameter longestAcross(const std::vector<PixelStrip>& strips, const Diameter& diameter) {
  const Eigen::Vector2d along = (diameter.ends[1] - diameter.ends[0]).normalized();
  const Eigen::Vector2d across(-along.y(), along.x());
  std::vector<Cast> casts;
  std::vector<double> positions;
  for (const PixelStrip& strip : strips) {
    double first = std::numeric_limits<double>::max();
    double last = -first;
    for (const Eigen::Vector2d& corner : cornersOf(strip)) {
      const double position = along.dot(corner - diameter.ends[0]);
      positions.push_back(position);
      first = std::min(first, position);
      last = std::max(last, position);
    }
    casts.push_back({&strip, first - kRoundingMm, last + kRoundingMm});
  }
  std::ranges::sort(positions);
  const auto end =
      std::unique(positions.begin(), positions.end(), [](double a, double b) { return b - a < kRoundingMm; });
  Diameter longest;
  double best = -1.0;
  for (auto at = positions.begin(); at != end; ++at) {
    const Eigen::Vector2d base = diameter.ends[0] + *at * along;
    double low = std::numeric_limits<double>::max();
    double high = -low;
    for (const Cast& cast : casts) {
      if (*at < cast.first || *at > cast.last) continue;
      double from = 0.0;
      double to = 0.0;
      if (!cut(*cast.strip, base, across, from, to)) continue;
      low = std::min(low, from);
      high = std::max(high, to);
    }
    if (high - low <= best + kRoundingMm) continue;
    best = high - low;
    longest.ends = {base + low * across, base + high * across};
  }
  return longest;
}

}  // namespace

std::vector<Eigen::Vector2d> convexHull(std::vector<Eigen::Vector2d> points) {
  std::ranges::sort(points, [](const Eigen::Vector2d& a, const Eigen::Vector2d& b) {
    return a.x() < b.x() || (a.x() == b.x() && a.y() < b.y());
  });
  points.erase(std::unique(points.begin(), points.end()), points.end());
  if (points.size() < 3) return points;
  std::vector<Eigen::Vector2d> hull;
  const auto add = [&hull](const Eigen::Vector2d& point, std::size_t least) {
    while (hull.size() >= least + 2 && cross(hull[hull.size() - 2], hull.back(), point) <= 0.0)
      hull.pop_back();
    hull.push_back(point);
  };
  for (const Eigen::Vector2d& point : points) add(point, 0);
  const std::size_t lower = hull.size() - 1;
  for (auto point = points.rbegin() + 1; point != points.rend(); ++point) add(*point, lower);
  hull.pop_back();
  return hull;
}

double longestDistance(const std::vector<Eigen::Vector2d>& hull) {
  double squared = 0.0;
  for (std::size_t a = 0; a < hull.size(); ++a)
    for (std::size_t b = a + 1; b < hull.size(); ++b)
      squared = std::max(squared, (hull[b] - hull[a]).squaredNorm());
  return std::sqrt(squared);
}

OutlineDiameters outlineDiameters(const std::vector<PixelStrip>& strips) {
  OutlineDiameters result;
  if (strips.empty()) return result;
  std::vector<Eigen::Vector2d> corners;
  for (const PixelStrip& strip : strips)
    for (const Eigen::Vector2d& corner : cornersOf(strip)) corners.push_back(corner);
  const std::vector<Eigen::Vector2d> hull = convexHull(std::move(corners));
  const double longest = longestDistance(hull);
  bool isFirst = true;
  for (std::size_t a = 0; a < hull.size(); ++a)
    for (std::size_t b = a + 1; b < hull.size(); ++b) {
      const Diameter diameter{{hull[a], hull[b]}};
      if (diameter.length() < longest - kRoundingMm) continue;
      const Diameter across = longestAcross(strips, diameter);
      if (!isFirst && across.length() <= result.perpendicular.length() + kRoundingMm) continue;
      isFirst = false;
      result = {diameter, across};
    }
  return result;
}

}  // namespace uptake
