#include "annotation/boxes/box_hit.h"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace uptake {

namespace {

constexpr double kGrabScreenPixels = 6.0;

/// −1, 0, +1 along one axis; nothing when outside and out of reach.
std::optional<int> sideAt(double place, int first, int last, double grab) {
  const double low = first - 0.5;
  const double high = last + 0.5;
  if (place < low - grab || place > high + grab) return std::nullopt;
  const double inward = std::min(grab, (high - low) / 4.0);
  if (place <= low + inward) return -1;
  return place >= high - inward ? 1 : 0;
}

}  // namespace

Eigen::Vector2d grabDistance(const Volume& image, const SlicePointer& pointer) {
  const double millimetres = kGrabScreenPixels * pointer.mmPerPixel;
  return millimetres * image.grid().spacing().head<2>().cwiseInverse();
}

std::optional<BoxPart> partAt(const PixelRect& rect, const Eigen::Vector2d& pixel,
                              const Eigen::Vector2d& grab) {
  const auto x = sideAt(pixel.x(), rect.xmin, rect.xmax, grab.x());
  const auto y = sideAt(pixel.y(), rect.ymin, rect.ymax, grab.y());
  if (!x || !y) return std::nullopt;
  return BoxPart{*x, *y};
}

std::optional<BoxHit> hitAt(const CaseDocument& document, const ImagePlace& place,
                            const Eigen::Vector2d& grab, BoxId selected) {
  using Rank = std::tuple<int, std::int64_t, int>;
  std::optional<BoxHit> best;
  Rank bestRank;
  for (const Box& box : document.boxesOn(place.sopInstanceUid)) {
    if (document.isBoxHidden(box.id)) continue;
    const auto part = partAt(box.rect, place.pixel, grab);
    if (!part) continue;
    int kind = part->isCorner() ? 2 : 3;
    if (part->isInside())
      kind = 4;
    else if (box.id == selected)
      kind -= 2;
    const Rank rank{kind, std::int64_t{box.rect.width()} * box.rect.height(), -static_cast<int>(box.id)};
    if (best && bestRank <= rank) continue;
    best = BoxHit{box.id, *part};
    bestRank = rank;
  }
  return best;
}

ToolCursor cursorFor(const BoxPart& part, const ImageGrid& grid, const SlicePlane& plane) {
  if (part.isInside()) return ToolCursor::Move;
  const Direction outward = grid.axis(0) * part.x + grid.axis(1) * part.y;
  const double right = plane.right.dot(outward);
  const double down = plane.down.dot(outward);
  if (std::abs(right) > 2.0 * std::abs(down)) return ToolCursor::ResizeHorizontal;
  if (std::abs(down) > 2.0 * std::abs(right)) return ToolCursor::ResizeVertical;
  return right * down > 0.0 ? ToolCursor::ResizeFalling : ToolCursor::ResizeRising;
}

}  // namespace uptake
