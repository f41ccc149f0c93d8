#pragma once

#include "core/geometry/patient_space.h"
#include "core/units.h"

#include <array>
#include <cstdint>
#include <vector>

namespace uptake {

/// A surface of triangles in patient coordinates (LPS, mm). Closed ones have their triangles
/// counter-clockwise when seen from outside.
struct SurfaceMesh {
  std::vector<Eigen::Vector3f> points;
  std::vector<Eigen::Vector3f> normals;  ///< one a point, of length 1, outwards
  std::vector<std::array<std::int32_t, 3>> triangles;

  bool isEmpty() const { return triangles.empty(); }
  /// What a closed surface encloses: the sum of the signed tetrahedra between its triangles and a point
  /// (Zhang and Chen, Efficient feature extraction for 2D/3D objects in mesh representation, ICIP 2001).
  /// Negative where the triangles are clockwise.
  Millilitres enclosedVolume() const;
  /// The corners of the box around it along the patient's axes. Only of a mesh with points.
  std::array<Point, 2> extent() const;
  /// Fills `normals` with the means of the triangles at each point, weighted by their areas.
  void makeNormals();
};

}  // namespace uptake
