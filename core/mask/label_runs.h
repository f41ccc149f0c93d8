#pragma once

#include "core/mask/label_map.h"

#include <span>

namespace uptake {

/// Calls `visit(first, length, label)` for every run of equal labels other than background, in order. Long
/// runs are passed over in blocks, at the speed of memory.
template <class Visit>
void forEachLabelRun(std::span<const Label> labels, Visit visit) {
  constexpr std::ptrdiff_t kBlock = 64;
  const auto count = static_cast<std::ptrdiff_t>(labels.size());
  const Label* const data = labels.data();
  for (std::ptrdiff_t first = 0; first < count;) {
    while (first + kBlock <= count) {
      unsigned any = 0;
      for (std::ptrdiff_t n = 0; n < kBlock; ++n) any |= data[first + n];
      if (any != 0) break;
      first += kBlock;
    }
    while (first < count && data[first] == 0) ++first;
    if (first == count) return;
    std::ptrdiff_t end = first + 1;
    while (end + kBlock <= count) {
      unsigned others = 0;
      for (std::ptrdiff_t n = 0; n < kBlock; ++n)
        others |= static_cast<unsigned>(data[end + n] ^ data[first]);
      if (others != 0) break;
      end += kBlock;
    }
    while (end < count && data[end] == data[first]) ++end;
    visit(first, end - first, data[first]);
    first = end;
  }
}

}  // namespace uptake
