#pragma once

#include <QString>

#include <Eigen/Geometry>

#include <cstddef>
#include <map>
#include <vector>

namespace uptake::rtstruct {

/// The position of a contour in a series that it was not drawn on.
struct PlacedContour {
  double plane = 0.0;       ///< slice number, a fraction between slices
  Eigen::AlignedBox2d box;  ///< bounds on the slice, in pixels
  QString imageUid;         ///< the image that it references; may be empty
};

/// The contours of each slice.
struct ContourSlabs {
  /// By slice number: indices into the given contours.
  std::map<int, std::vector<std::size_t>> slices;
  int unused = 0;  ///< number of contours on no slice whose neighbours above or below are on one
  int lost = 0;    ///< number of contours in parts that are on no slice at all
  int joined = 0;  ///< number of contours that were moved a little into the plane of others
  bool isThicknessKnown = true;
};

/// Assigns contours to the slices of another series. A contour represents a slab that reaches half-way to the
/// neighbouring planes and, at the ends or where the next plane is much farther away, half of the usual
/// distance. A contour is on a slice if the centre of the slice lies in the slab, including its lower but not
/// its upper end: so the expected volume is right whatever the slice positions, and a contour exactly between
/// two slices is on one of them. If no contour has a neighbour, the thickness is unknown and one slice is
/// assumed.
///
/// Contours whose bounds do not overlap are separate parts, which do not limit each other's slabs. Within a
/// part, contours closer than a fifth of the usual distance of its contours, or of the slices where that is
/// larger, count as one plane if the next ones are clearly farther away and they reference no different
/// images.
ContourSlabs slabsOf(const std::vector<PlacedContour>& contours, int sliceCount, double sliceDistanceMm);

}  // namespace uptake::rtstruct
