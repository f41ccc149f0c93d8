#include "viewer/render/value_colours.h"

#include <algorithm>
#include <cmath>

namespace uptake {

namespace {

constexpr double kSmallestRange = 1e-6;

}  // namespace

ValueMapping ctMapping(const Window& window) {
  const double width = std::max(window.width, 1.0);
  const double low = window.level - 0.5 - (width - 1.0) / 2.0;
  return {&greyMap(), low, low + width - 1.0};
}

ValueMapping underMapping(const Volume& image, const Window& window) {
  return image.unit() == ValueUnit::Hounsfield || image.isColour() ? ctMapping(window)
                                                                   : petMapping(greyMap(), window);
}

ValueMapping petMapping(const ColourMap& map, const Window& window) {
  return {&map, window.low(), window.high()};
}

ValueColours::ValueColours(const ValueMapping& mapping) {
  constexpr int kEntries = kLastEntry + 1;
  const double width = std::max(mapping.high - mapping.low, kSmallestRange);
  // The table also has to reach the threshold, where the window does not.
  const bool thresholded = mapping.transparentBelow > -1e300;
  const double first = thresholded ? std::min(mapping.low, mapping.transparentBelow) : mapping.low;
  const double ramp = std::max(mapping.opaqueFrom - mapping.transparentBelow, 0.0);
  const double last = thresholded
                          ? std::max(mapping.low + width, mapping.transparentBelow + ramp + width / kEntries)
                          : first + width;
  first_ = static_cast<float>(first);
  scale_ = static_cast<float>(kEntries / (last - first));
  opaque_ = !thresholded && mapping.opacity >= 1.0;

  entries_.resize(kEntries);
  const double opacity = std::clamp(mapping.opacity, 0.0, 1.0);
  for (int i = 0; i < kEntries; ++i) {
    const double value = first + (i + 0.5) * (last - first) / kEntries;
    const double fraction = (value - mapping.low) / width;
    // Rounded, not cut into equal parts, as the standard's function for an output of 0 … 255.
    const auto index = static_cast<std::size_t>(std::lround(std::clamp(fraction, 0.0, 1.0) * 255.0));
    const Rgb colour = (*mapping.map)[index];
    const double above = value - mapping.transparentBelow;
    const double weight = above < 0.0 ? 0.0 : above < ramp ? above / ramp : 1.0;
    const int alpha = static_cast<int>(std::lround(opacity * weight * 255.0));
    entries_[static_cast<std::size_t>(i)] = qPremultiply(qRgba(colour.red, colour.green, colour.blue, alpha));
  }
}

}  // namespace uptake
