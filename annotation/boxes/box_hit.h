#pragma once

#include "annotation/boxes/image_pixels.h"
#include "annotation/tools/tool.h"

namespace uptake {

/// Where on a box: −1, 0, +1 for left, between, right and for top, between, bottom. (0, 0) is the inside;
/// one 0 is an edge, no 0 a corner.
struct BoxPart {
  int x = 0;
  int y = 0;
  bool isInside() const { return x == 0 && y == 0; }
  bool isCorner() const { return x != 0 && y != 0; }
};

/// A part of a box under the pointer.
struct BoxHit {
  BoxId box = BoxId::None;
  BoxPart part;
};

/// The grab distance of edges and corners in pixels of an image, the same on the screen at any zoom.
Eigen::Vector2d grabDistance(const Volume& image, const SlicePointer& pointer);

/// The part of a rectangle at a place. Its edges are those of its outermost pixels: xmin − 0.5, xmax + 0.5.
/// On a small box the grab zones leave the middle half free, so that it can be moved.
std::optional<BoxPart> partAt(const PixelRect& rect, const Eigen::Vector2d& pixel,
                              const Eigen::Vector2d& grab);

/// The box that a press at a place takes hold of: edges and corners of the selected box first, then corners,
/// edges and insides of any box; among equals the smallest, then the newest. Hidden boxes are not taken.
std::optional<BoxHit> hitAt(const CaseDocument& document, const ImagePlace& place,
                            const Eigen::Vector2d& grab, BoxId selected);

/// The cursor for a part, as the plane shows it (a view may mirror or turn the stored rows and columns).
ToolCursor cursorFor(const BoxPart& part, const ImageGrid& grid, const SlicePlane& plane);

}  // namespace uptake
