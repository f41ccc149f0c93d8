#pragma once

#include "io/dicom/stored_slice_p.h"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace uptake::dicom {

/// Pixels of one slice that carry the padding value (0028,0120) where images are measured: not joined to a
/// corner of the slice by other padding, as all is that lies around a round or narrower image. (A body may
/// reach the border between corners.)
struct PaddingInside {
  int kept = 0;  ///< that have a value of tissue, and keep it
  int cut = 0;   ///< that count as not measured
  bool isEmpty() const { return kept == 0 && cut == 0; }
};

/// Which pixels carry the padding value, and which of those a corner of the slice is reached from.
enum class PaddingMark : std::uint8_t { None, Inside, Outside };
std::vector<PaddingMark> markPadding(const StoredSlice& stored);

/// Lets padding take `fill` in values that were converted as if all were measured, where it would look
/// brighter than that: scanners choose a value below all others, which may stay. Some exporters state a value
/// that tissue has as well, such as 0 HU. So padding inside keeps its value up to `keptUpTo`, where that is a
/// measured one, and is counted either way.
template <class T, class ValueOf>
PaddingInside cutPadding(const StoredSlice& stored, T fill, T keptUpTo, T* values, const ValueOf& valueOf) {
  const auto& padding = stored.form.padding;
  if (!padding) return {};
  // Rescaling is a line, so its ends tell of all between them.
  if (std::max<T>(valueOf(padding->least), valueOf(padding->most)) <= fill) return {};
  const std::vector<PaddingMark> marks = markPadding(stored);
  PaddingInside inside;
  for (std::size_t i = 0; i < marks.size(); ++i) {
    if (marks[i] == PaddingMark::None || values[i] <= fill) continue;
    const bool isInside = marks[i] == PaddingMark::Inside;
    if (isInside && values[i] <= keptUpTo) {
      ++inside.kept;
      continue;
    }
    if (isInside) ++inside.cut;
    values[i] = fill;
  }
  return inside;
}

}  // namespace uptake::dicom
