#pragma once

#include "core/mask/label_map.h"

namespace uptake {

/// Whether a voxel of a lesion has its centre within a distance of a place (LPS mm). Looks at the voxels
/// about the place alone, the nearest slices first.
bool isLesionWithin(const LabelMap& labels, Label label, const Point& place, Millimetres distance);

}  // namespace uptake
