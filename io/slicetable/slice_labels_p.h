#pragma once

#include "core/mask/label_map.h"

#include <cstddef>
#include <span>

namespace uptake {

/// Writes the labels of one image, row by row, into a slice whose voxels are background.
template <class Value>
void writeSliceLabels(LabelMap& labels, int k, std::span<const Value> values) {
  const std::ptrdiff_t start = labels.grid().offset(0, 0, k);
  for (std::size_t n = 0; n < values.size();) {
    std::size_t end = n + 1;
    while (end < values.size() && values[end] == values[n]) ++end;
    if (values[n] != 0)
      labels.fill(start + static_cast<std::ptrdiff_t>(n), static_cast<std::ptrdiff_t>(end - n), values[n]);
    n = end;
  }
}

}  // namespace uptake
