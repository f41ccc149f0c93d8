#include "core/mask/mask_layer.h"

#include <algorithm>

namespace uptake {

const Segment* MaskLayer::segment(Label number) const {
  const auto found = std::ranges::find(segments, number, &Segment::number);
  return found == segments.end() ? nullptr : &*found;
}

}  // namespace uptake
