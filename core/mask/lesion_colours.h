#pragma once

#include "core/mask/segment.h"

#include <vector>

namespace uptake {

/// Whether two colours can be mistaken for each other.
bool lookAlike(const Rgb& a, const Rgb& b);

/// A colour of the palette that looks like none of `taken`: lesionColour(number) if that is free, else the
/// next one that is. Where none is left, lesionColour(number).
Rgb freeLesionColour(int number, const std::vector<Rgb>& taken);

/// Which colours of a mask that comes to others may be given up for free ones.
enum class ColourChoice {
  KeepChosen,  ///< those of the palette alone: a person chose the others
  KeepNone,
};

/// Gives lesions of a mask other colours where those look like one of `taken`, or, with KeepNone, are equal
/// to one of the same mask. A colour stays where no free one is left.
void separateColours(std::vector<Segment>& segments, std::vector<Rgb> taken, ColourChoice choice);

}  // namespace uptake
