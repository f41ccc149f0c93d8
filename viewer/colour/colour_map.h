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

/// The colours of PET over CT.
enum class Palette {
  HotIron,       ///< DICOM PS3.6 B.1.1
  Pet,           ///< PS3.6 B.1.2
  HotMetalBlue,  ///< PS3.6 B.1.3
  Pet20Step,     ///< PS3.6 B.1.4: twenty colours, so that equal uptake is seen as equal
  Rainbow,       ///< black, then the spectrum from blue to red; no standard's
};
inline constexpr std::array kPalettes{Palette::HotIron, Palette::Pet, Palette::HotMetalBlue,
                                      Palette::Pet20Step, Palette::Rainbow};

const ColourMap& colourMap(Palette palette);

}  // namespace uptake
