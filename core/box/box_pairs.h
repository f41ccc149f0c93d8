#pragma once

#include "core/box/box.h"

#include <span>
#include <utility>
#include <vector>

namespace uptake {

/// Which boxes of two readers on one image mean the same, whatever their classes: from the largest
/// intersection over union down, each box once, as long as it is at least `threshold`; of equals, the earlier
/// ones. Positions in the two, ascending by the first.
std::vector<std::pair<int, int>> pairBoxes(std::span<const Box> first, std::span<const Box> second,
                                           double threshold);

}  // namespace uptake
