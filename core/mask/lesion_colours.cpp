#include "core/mask/lesion_colours.h"

#include <algorithm>
#include <optional>

namespace uptake {

namespace {

std::optional<Rgb> freeColour(int number, const std::vector<Rgb>& taken) {
  for (int step = 0; step < kLesionColours; ++step) {
    const Rgb colour = lesionColour(number + step);
    if (std::ranges::none_of(taken, [&](const Rgb& other) { return lookAlike(colour, other); }))
      return colour;
  }
  return std::nullopt;
}

bool isOfPalette(const Rgb& colour) {
  for (int number = 1; number <= kLesionColours; ++number)
    if (lookAlike(colour, lesionColour(number))) return true;
  return false;
}

}  // namespace

bool lookAlike(const Rgb& a, const Rgb& b) {
  // Distance in sRGB; the nearest two of the palette are 60 apart.
  constexpr int kApart = 50;
  const int red = a.red - b.red;
  const int green = a.green - b.green;
  const int blue = a.blue - b.blue;
  return red * red + green * green + blue * blue < kApart * kApart;
}

Rgb freeLesionColour(int number, const std::vector<Rgb>& taken) {
  return freeColour(number, taken).value_or(lesionColour(number));
}

void separateColours(std::vector<Segment>& segments, std::vector<Rgb> taken, ColourChoice choice) {
  std::vector<Rgb> own;
  for (Segment& segment : segments) {
    const bool clashes =
        std::ranges::any_of(taken, [&](const Rgb& other) { return lookAlike(segment.colour, other); });
    const bool isRepeated =
        choice == ColourChoice::KeepNone && std::ranges::find(own, segment.colour) != own.end();
    if ((clashes && (choice == ColourChoice::KeepNone || isOfPalette(segment.colour))) || isRepeated) {
      // Also none that a lesion of the mask has kept, or keeps further on.
      std::vector<Rgb> all = taken;
      for (const Segment& each : segments) all.push_back(each.colour);
      if (const std::optional<Rgb> free = freeColour(segment.number, all)) segment.colour = *free;
    }
    own.push_back(segment.colour);
  }
}

}  // namespace uptake
