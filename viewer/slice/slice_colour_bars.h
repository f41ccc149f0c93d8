#pragma once

#include "core/document/case_document.h"
#include "viewer/overlay/colour_bar.h"
#include "viewer/slice/slice_display.h"
#include "viewer/slice/slice_view.h"

#include <optional>

namespace uptake {

/// A colour bar and its place in a view.
struct PlacedBar {
  ColourBar bar;
  QRectF rect;
};

/// The bars of a slice view: PET at the edge, CT beside it. Nothing where the view shows no such image, is
/// too small, or bars are hidden.
struct SliceColourBars {
  std::optional<PlacedBar> ct;
  std::optional<PlacedBar> pet;
};
SliceColourBars sliceColourBars(SliceContent content, const CaseDocument& document, const ViewState& state,
                                const SliceDisplay& display, const QSizeF& size);

/// The bar of PET in these colours, in the quantity that is shown.
std::optional<PlacedBar> petColourBar(const ColourMap& map, const Volume& pet, const ViewState& state,
                                      const QSizeF& size);

/// Dragging a PET bar: the value that was taken hold of follows the pointer.
class PetTopDrag {
 public:
  PetTopDrag(const QRectF& bar, const Window& window, double y);
  /// The window for a pointer at `y`; its top has three significant digits in the quantity that is shown.
  Window windowAt(double y, const PetQuantity& quantity) const;

 private:
  QRectF bar_;
  double low_;
  double held_;  ///< above low_
};

/// Whether a press takes hold of the bar: it is narrow, so some pixels beside it count.
bool isOnBar(const std::optional<PlacedBar>& bar, const QPointF& position);

}  // namespace uptake
