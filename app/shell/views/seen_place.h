#pragma once

#include "core/geometry/image_grid.h"

namespace uptake {

/// Something to be seen: where it lies, and how far it reaches from there.
struct SeenPlace {
  Point centre = Point::Zero();
  Millimetres radius{0.0};

  /// A box of voxels, whole voxels.
  static SeenPlace of(const ImageGrid& grid, const IndexBox& box) {
    const Point from = grid.toPatient(box.first.cast<double>() - Eigen::Vector3d::Constant(0.5));
    const Point to = grid.toPatient(box.last.cast<double>() + Eigen::Vector3d::Constant(0.5));
    return {(from + to) / 2.0, {(to - from).norm() / 2.0}};
  }
};

}  // namespace uptake
