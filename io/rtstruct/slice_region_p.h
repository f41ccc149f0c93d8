#pragma once

#include "io/rtstruct/polygon_fill_p.h"

#include <cstddef>
#include <optional>
#include <vector>

namespace uptake::rtstruct {

/// A closed contour in pixels of its slice, and what became of it beside the others of its ROI.
struct Outline {
  Polygon points;
  bool isXor = false;       ///< of type CLOSEDPLANAR_XOR
  bool isRepeated = false;  ///< another one is the same
  bool isInside = false;    ///< it lies inside another one: a hole, or an island in a hole
  bool isUnited = false;    ///< it crosses another one, and both count as one region
};

/// How far from a line a point may be and still count as on it, in pixels.
constexpr double kOnLine = 0.1;

/// A line that runs round twice, as one that does so once. The last point is never the first one again.
Polygon roundOnce(Polygon polygon);

/// The pixels of a `columns` × `rows` image that the outlines of one ROI on one slice enclose.
///
/// Outlines of type CLOSEDPLANAR_XOR are combined as PS3.3 C.8.8.6.3 says: a pixel inside an odd number of
/// them belongs. What others mean that lie on one another is not defined there, and is decided so: one that
/// is the same as another within kOnLine, in either direction and from any first point, counts once; those
/// that cross each other are united; of what then lies inside one another, every second one is a hole.
///
/// Nothing when that takes more than `budget` steps; else they are taken from it.
std::optional<std::vector<PixelRun>> regionOf(const std::vector<Outline*>& outlines, int columns, int rows,
                                              std::size_t& budget);

}  // namespace uptake::rtstruct
