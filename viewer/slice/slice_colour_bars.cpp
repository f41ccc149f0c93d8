#include "viewer/slice/slice_colour_bars.h"

#include "viewer/overlay/value_text.h"

#include <algorithm>
#include <cmath>

namespace uptake {

namespace {

constexpr double kGrab = 5.0;  // px beside a bar

std::optional<PlacedBar> placed(const ColourBar& bar, int place, const QSizeF& size) {
  const QRectF rect = colourBarRect(size, place);
  if (rect.isEmpty()) return std::nullopt;
  return PlacedBar{bar, rect};
}

bool areShown(const ViewState& state) {
  return state.cornerTextVisible() && state.colourBarsVisible();
}

}  // namespace

std::optional<PlacedBar> petColourBar(const ColourMap& map, const Volume& pet, const ViewState& state,
                                      const QSizeF& size) {
  if (!areShown(state)) return std::nullopt;
  const double factor = pet.unit() == ValueUnit::Suv ? state.petQuantity().factor : 1.0;
  const Window& window = state.petWindow();
  return placed({&map, window.low() * factor, window.high() * factor, petLabel(state, pet)}, 0, size);
}

SliceColourBars sliceColourBars(SliceContent content, const CaseDocument& document, const ViewState& state,
                                const SliceDisplay& display, const QSizeF& size) {
  SliceColourBars bars;
  if (!areShown(state)) return bars;
  const bool fused = content == SliceContent::Fused;
  if (document.pet() && (content == SliceContent::Pet || (fused && !state.petHidden())))
    bars.pet = petColourBar(fused ? colourMap(state.fusionPalette()) : inverseGreyMap(), *document.pet(),
                            state, size);
  // Colours are no values: they have no bar.
  if (document.ct() && !document.ct()->isColour() && content != SliceContent::Pet) {
    const Window window = display.ctWindow.value_or(state.ctWindow());
    bars.ct =
        placed({&greyMap(), window.low(), window.high(), document.ct()->unitLabel()}, bars.pet ? 1 : 0, size);
  }
  return bars;
}

PetTopDrag::PetTopDrag(const QRectF& bar, const Window& window, double y)
    : bar_(bar), low_(window.low()), held_(0.0) {
  // Near the bottom there is no value to hold.
  constexpr double kLeastPart = 0.05;
  held_ = std::clamp((bar.bottom() - y) / bar.height(), kLeastPart, 1.0) * window.width;
}

Window PetTopDrag::windowAt(double y, const PetQuantity& quantity) const {
  constexpr double kLeastPart = 0.02;
  constexpr double kMostPart = 3.0;
  const double part = std::clamp((bar_.bottom() - y) / bar_.height(), kLeastPart, kMostPart);
  const double shown = std::max(held_ / part * quantity.factor, 1e-3);
  const double step = std::pow(10.0, std::floor(std::log10(shown)) - 2.0);
  const double width = std::round(shown / step) * step / quantity.factor;
  return {width, low_ + width / 2.0};
}

bool isOnBar(const std::optional<PlacedBar>& bar, const QPointF& position) {
  return bar && bar->rect.adjusted(-kGrab, -kGrab, kGrab, kGrab).contains(position);
}

}  // namespace uptake
