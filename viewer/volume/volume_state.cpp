#include "viewer/volume/volume_state.h"

#include <algorithm>

namespace uptake {

namespace {

constexpr int kPaletteStops = 16;
constexpr double kPetOpacity = 0.95;
/// Of the window: what is less is clear. It is the noise of the whole body, which would lie over everything
/// as a haze, and empty space is what rays pass quickly.
constexpr double kPetClear = 0.15;

}  // namespace

std::vector<SceneStop> ctStops(CtPreset preset) {
  switch (preset) {
    case CtPreset::None:
      return {};
    case CtPreset::Bone:
      return {{150.0, {120, 70, 50}, 0.0},
              {250.0, {190, 140, 105}, 0.05},
              {400.0, {225, 200, 165}, 0.4},
              {900.0, {250, 245, 230}, 0.85}};
    case CtPreset::Lung:
      // The walls of airways and vessels, whose voxels lie between those of lung and of soft tissue.
      return {{-800.0, {70, 110, 160}, 0.0},   {-650.0, {150, 90, 80}, 0.02},
              {-450.0, {225, 130, 110}, 0.17}, {-250.0, {240, 155, 130}, 0.17},
              {-120.0, {235, 150, 125}, 0.0},  {3000.0, {255, 255, 255}, 0.0}};
    case CtPreset::SoftTissue:
      return {{-20.0, {150, 60, 45}, 0.0},
              {30.0, {190, 85, 65}, 0.06},
              {90.0, {220, 125, 95}, 0.22},
              {180.0, {235, 185, 140}, 0.5},
              {400.0, {250, 240, 220}, 0.85}};
    case CtPreset::Skin:
      return {{-700.0, {195, 145, 120}, 0.0}, {-250.0, {222, 175, 150}, 0.3}, {100.0, {240, 205, 185}, 0.75}};
  }
  return {};
}

std::vector<SceneStop> petStops(Palette palette, const Window& window, double threshold) {
  const ColourMap& map = colourMap(palette);
  const double low = std::max(threshold, window.low() + kPetClear * window.width);
  std::vector<SceneStop> stops;
  for (int n = 0; n <= kPaletteStops; ++n) {
    const double part = static_cast<double>(n) / kPaletteStops;
    const double value = low + (window.high() - low) * part;
    const double place = (value - window.low()) / window.width;
    const auto entry = static_cast<std::size_t>(std::clamp(place, 0.0, 1.0) * 255.0);
    stops.push_back({value, map[entry], kPetOpacity * part});
  }
  // A threshold at the top, or above: nothing below it is seen.
  if (low >= window.high()) return {{low, map[255], 0.0}, {low + 1e-3 * window.width, map[255], kPetOpacity}};
  return stops;
}

}  // namespace uptake
