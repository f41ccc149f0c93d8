#pragma once

#include "core/mask/segment.h"

#include <array>

namespace uptake {

/// 256 colours from the lowest to the highest value of a window.
using ColourMap = std::array<Rgb, 256>;

/// Black to white.
const ColourMap& greyMap();
/// White to black: how PET alone is read.
const ColourMap& inverseGreyMap();
/// DICOM PS3.6 B.1.1 Hot Iron: red rises over the first half of the entries, green over the second, blue over
/// the last quarter.
const ColourMap& hotIronMap();

/// The colour at a fraction of the window: below 0 the first, above 1 the last; every entry has an equal
/// part.
Rgb colourAt(const ColourMap& map, double fraction);

}  // namespace uptake
