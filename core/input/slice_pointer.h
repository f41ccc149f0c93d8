#pragma once

#include "core/geometry/patient_space.h"
#include "core/volume/image_kind.h"

namespace uptake {

/// The pointer on a slice view, in patient space: what a view tells a tool.
struct SlicePointer {
  Point position = Point::Zero();   ///< on `plane`
  SlicePlane plane;                 ///< the plane that the view shows
  double thickness = 1.0;           ///< mm between the slices that the view steps through
  ImageKind image = ImageKind::Ct;  ///< whose slices those are
  QString frameOfReferenceUid;      ///< of that image; may be empty
  double mmPerPixel = 1.0;  ///< size of a screen pixel, for grab distances that feel the same at any zoom
  bool invert = false;      ///< Ctrl is held: paint becomes erase and back
  bool extend = false;      ///< Shift is held
};

}  // namespace uptake
