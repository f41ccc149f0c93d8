#include "viewer/colour/colour_map.h"

#include <algorithm>

namespace uptake {

namespace {

std::uint8_t byte(int value) {
  return static_cast<std::uint8_t>(std::clamp(value, 0, 255));
}

template <class Entry>
ColourMap build(Entry entry) {
  ColourMap map;
  for (int i = 0; i < 256; ++i) map[static_cast<std::size_t>(i)] = entry(i);
  return map;
}

}  // namespace

const ColourMap& greyMap() {
  static const ColourMap map = build([](int i) { return Rgb{byte(i), byte(i), byte(i)}; });
  return map;
}

const ColourMap& inverseGreyMap() {
  static const ColourMap map = build([](int i) { return Rgb{byte(255 - i), byte(255 - i), byte(255 - i)}; });
  return map;
}

const ColourMap& hotIronMap() {
  // Green's ramp ends at 254; the standard lifts its last entry so that the map ends in white.
  static const ColourMap map = build([](int i) {
    return Rgb{byte(2 * i), byte(i == 255 ? 255 : 2 * (i - 128)), byte(4 * (i - 191))};
  });
  return map;
}

Rgb colourAt(const ColourMap& map, double fraction) {
  const double position = std::clamp(fraction, 0.0, 1.0) * 256.0;
  return map[std::min<std::size_t>(static_cast<std::size_t>(position), 255)];
}

}  // namespace uptake
