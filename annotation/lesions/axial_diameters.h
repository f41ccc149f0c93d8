#pragma once

#include <Eigen/Core>

#include <array>
#include <vector>

namespace uptake {

/// A rectangle of a slice in mm along two directions at right angles: neighbouring pixels of a row.
struct PixelStrip {
  Eigen::Vector2d low = Eigen::Vector2d::Zero();
  Eigen::Vector2d high = Eigen::Vector2d::Zero();
};

/// A straight line from a point to another on the outline.
struct Diameter {
  std::array<Eigen::Vector2d, 2> ends{Eigen::Vector2d::Zero(), Eigen::Vector2d::Zero()};
  double length() const { return (ends[1] - ends[0]).norm(); }
};

/// The two numbers that a lesion is measured by on a slice, in the way of RECIST (Eisenhauer et al., Eur J
/// Cancer 2009; 45: 228) and WHO, on the outline as it is drawn: along the edges of the pixels. A single
/// pixel so measures its diagonal.
struct OutlineDiameters {
  /// The two points of the outline that lie furthest apart. Of equal ones, the one with the longest
  /// perpendicular.
  Diameter longest;
  /// Of all lines at right angles to it, the one on which the first and the last point of the lesion lie
  /// furthest apart (what lies between them may have gaps).
  Diameter perpendicular;
};

/// The outline's corners that can be ends of its longest diameter: those of its convex hull, in order
/// (Andrew's monotone chain, Inf Process Lett 1979; 9: 216).
std::vector<Eigen::Vector2d> convexHull(std::vector<Eigen::Vector2d> points);

/// The greatest distance between two points of a convex polygon; 0 without points.
double longestDistance(const std::vector<Eigen::Vector2d>& hull);

/// The diameters of a lesion on a slice; both have length 0 without strips.
OutlineDiameters outlineDiameters(const std::vector<PixelStrip>& strips);

}  // namespace uptake
