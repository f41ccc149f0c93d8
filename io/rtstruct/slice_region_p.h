#pragma once

#include "io/rtstruct/polygon_fill_p.h"

#include <cstddef>
#include <optional>
#include <vector>

namespace uptake::rtstruct {

/// A closed contour in pixels of its slice, and its relation to the other contours of the ROI, set by
/// regionOf().
struct Outline {
  Polygon points;
  bool isXor = false;       ///< of type CLOSEDPLANAR_XOR
  bool isRepeated = false;  ///< equal to another outline
  bool isInside = false;    ///< inside another outline: a hole, or an island in a hole
  bool isUnited = false;    ///< crosses another outline; the two count as one region
};

/// The largest distance of a point from an outline at which it counts as on it, in pixels.
constexpr double kOutlineTolerance = 0.1;

/// The polygon without repetition: one that goes round the same points twice is reduced to once, and a last
/// point that equals the first one is removed.
Polygon withoutRepetition(Polygon polygon);
/// The pixels of a `columns` × `rows` image that the outlines of one ROI on one slice enclose.
///
/// Outlines of type CLOSEDPLANAR_XOR are combined by XOR (PS3.3 C.8.8.6.3): a pixel inside an odd number of
/// them belongs to the ROI. The standard does not define how other outlines combine. Here, equal outlines
/// (within kOutlineTolerance, in either direction and from any first point) count once; crossing outlines are
/// united; and of outlines inside one another every second one is a hole.
///
/// Subtracts the number of steps from `budget`; `std::nullopt` when it does not suffice.
std::optional<std::vector<VoxelRun>> regionOf(const std::vector<Outline*>& outlines, int columns, int rows,
                                              std::size_t& budget);

}  // namespace uptake::rtstruct
