#pragma once

#include "core/mask/segment.h"

#include <vector>

namespace uptake {

/// Whether two colours can be mistaken for each other.
bool lookAlike(const Rgb& a, const Rgb& b);

/// A colour of the palette that looks like none of `taken`: lesionColour(number) if that is free, else the
/// next free one. lesionColour(number) when the whole palette is taken.
Rgb freeLesionColour(int number, const std::vector<Rgb>& taken);

/// Which colours of a mask that is added to others may be replaced by free ones.
enum class ColourChoice {
  KeepChosen,  ///< only colours of the palette: any other was chosen by a person
  KeepNone,    ///< all
};

/// Gives lesions of a mask other colours where those look like one of `taken`, or, with KeepNone, are equal
/// to one of the same mask. A colour stays when the whole palette is taken.
void separateColours(std::vector<Segment>& segments, std::vector<Rgb> taken, ColourChoice choice);

}  // namespace uptake
