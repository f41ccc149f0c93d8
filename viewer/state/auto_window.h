#pragma once

#include "core/units.h"
#include "core/volume/volume.h"
#include "viewer/state/view_state.h"

#include <optional>
#include <vector>

namespace uptake {

/// Values of the image on points of a plane, half the smallest voxel spacing apart, in the disc about
/// `plane.origin`; what lies outside the image or was not read is left out.
std::vector<double> valuesAround(const Volume& image, const SlicePlane& plane, Millimetres radius);

/// The window that spreads what a region holds over all greys: from the 2nd to the 98th percentile, rounded
/// outwards to whole numbers, at least `kLeastAutoWidth` wide; not rounded, however narrow, when the values
/// are not `whole` numbers, as HU are. Nothing for fewer than 16 values.
inline constexpr double kLeastAutoWidth = 20.0;
std::optional<Window> autoWindow(std::vector<double> values, bool whole = true);

/// The window of an image that states none: from the 1st to the 99th percentile of its loaded voxels, of
/// which about a million are looked at. Nothing without values.
std::optional<Window> percentileWindow(const Volume& image);

/// The same for PET, whose window begins at 0: the 98th percentile, to a tenth. Nothing where there is no
/// uptake.
std::optional<double> autoTop(std::vector<double> values);

}  // namespace uptake
