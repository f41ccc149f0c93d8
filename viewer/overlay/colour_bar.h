#pragma once

#include "viewer/colour/colour_map.h"
#include "viewer/state/view_state.h"

#include <QRectF>
#include <QString>

#include <vector>

class QPainter;

namespace uptake {

/// A scale of values beside an image: a bar of the colours, dark end or 0 at the bottom, with its ends and
/// round values between in numbers.
struct ColourBar {
  const ColourMap* map = nullptr;
  double low = 0.0;   ///< the value of the first colour
  double high = 1.0;  ///< of the last one
  QString unit;       ///< "HU", "SUVbw"
};

/// Where bar number `place` (0: rightmost) lies in a view, or nothing when the view is too small for it. The
/// numbers stand left of it.
QRectF colourBarRect(const QSizeF& view, int place);

/// The bar with its numbers and its unit.
QRectF colourBarArea(const QRectF& rect);

/// `light` as in overlay_items.h.
void drawColourBar(QPainter& painter, const QRectF& rect, const ColourBar& bar, const QRectF& light);

/// Round values strictly between `low` and `high`: 1, 2 or 5 times a power of ten apart, at most `most`.
std::vector<double> roundValues(double low, double high, int most);

}  // namespace uptake
