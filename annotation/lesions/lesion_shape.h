#pragma once

#include "annotation/lesions/lesion_voxels.h"

#include <array>
#include <optional>

namespace uptake {

/// Two points in the patient.
struct Span {
  std::array<Point, 2> ends{Point::Zero(), Point::Zero()};
  double lengthMm() const { return (ends[1] - ends[0]).norm(); }
};

/// How large a lesion is, and where. An axial slice is a layer of the mask's voxels across the axis of its
/// grid that runs most nearly along the body; mostly, but not always, its k.
struct LesionShape {
  Eigen::Vector3d extentMm = Eigen::Vector3d::Zero();  ///< of its voxels, along the patient's x, y and z
  int axis = 2;                                        ///< of the grid, across the axial slices
  int slices = 0;                                      ///< axial ones that hold some of it
  /// The axial slice that holds most of it, an index along `axis`; of equal ones the one in their middle.
  int largestSlice = 0;
  double largestAreaMm2 = 0.0;
  /// The middle (mean of the voxels' centres) of what lies in that slice, LPS mm: where to look at it.
  Point place = Point::Zero();
  /// That slice's number as people count (ImageGrid::sliceNumber()); -1 where it is no stored slice.
  int image = -1;
  /// Of all axial slices, the greatest distance between two points of the lesion's outline in one of them,
  /// and its perpendicular there: see OutlineDiameters. Parts of it that lie apart count as one.
  Span longest;
  Span perpendicular;
};

/// std::nullopt for a lesion without voxels.
std::optional<LesionShape> lesionShape(const LesionVoxels& lesion);

}  // namespace uptake
