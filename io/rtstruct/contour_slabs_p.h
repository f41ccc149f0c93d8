#pragma once

#include <QString>

#include <Eigen/Geometry>

#include <cstddef>
#include <map>
#include <vector>

namespace uptake::rtstruct {

/// Where a contour lies in a series that it was not drawn on.
struct PlacedContour {
  double plane = 0.0;       ///< slice number, maybe between slices
  Eigen::AlignedBox2d box;  ///< on the slice, in pixels
  QString imageUid;         ///< the image that it names; may be empty
};

/// The contours that each slice shows, and what is to be said of the others.
struct ContourSlabs {
  /// By slice: positions in what was given.
  std::map<int, std::vector<std::size_t>> slices;
  int unused = 0;  ///< contours on no slice, where others above or below them are on one
  int lost = 0;    ///< contours of a part of which no slice shows anything
  int joined = 0;  ///< contours that lie a little off others, and count as in their plane
  bool isThicknessKnown = true;
};

/// A contour stands for a slab: half the way to the planes before and behind it, and at the ends, or where
/// the next plane is much farther away, half the usual distance. A slice shows it when the slice's centre
/// lies in the slab, its lower end included and its upper one not: so that over all positions of the slices
/// the volume is right, and no contour is on two slices for lying between them. Where no contour has a
/// neighbour the thickness is not known, and is one slice.
///
/// Contours that do not lie above one another are parts of their own: neither takes a slice from the other.
/// Of one part, contours closer together than a fifth of a slice are in one plane, as long as the next ones
/// are clearly farther away and they name no different images; in a series that is finer than that, those
/// closer together than a fifth of its distance.
ContourSlabs slabsOf(const std::vector<PlacedContour>& contours, int sliceCount, double sliceDistanceMm);

}  // namespace uptake::rtstruct
