#pragma once

#include "core/geometry/patient_space.h"

#include <optional>
#include <vector>

namespace uptake {

/// A box that may lie at any angle, in patient coordinates.
struct OrientedBox {
  Point centre = Point::Zero();
  Eigen::Matrix3d axes = Eigen::Matrix3d::Identity();  ///< its edges' unit directions as columns
  Eigen::Vector3d half = Eigen::Vector3d::Zero();      ///< mm from the centre to its faces, along the axes

  /// Faces included, with a tolerance of a nanometre: a centre on a face is in on every side.
  bool contains(const Point& point) const {
    return ((axes.transpose() * (point - centre)).cwiseAbs() - half).maxCoeff() <= 1e-6;
  }
  bool operator==(const OrientedBox&) const = default;
};

/// What a tool shows of a gesture besides the voxels that it previews: every view draws what of it meets its
/// plane.
struct ToolSketch {
  struct Sphere {
    Point centre = Point::Zero();
    double radius = 0.0;  ///< mm
  };

  std::vector<Point> line;  ///< all on one plane; views of other slices leave it out
  bool closed = false;      ///< the line goes back to its first point, as a dashed stretch
  bool corners = false;     ///< the line's points are marked
  std::optional<OrientedBox> box;
  std::optional<Sphere> sphere;
  QString text;  ///< translated; beside the box, the sphere or the line's last point

  bool isEmpty() const { return line.empty() && !box && !sphere; }
};

}  // namespace uptake
