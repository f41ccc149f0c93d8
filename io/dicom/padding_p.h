#pragma once

#include "io/dicom/stored_slice_p.h"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace uptake::dicom {

/// Numbers of pixels of one slice that have the padding value (0028,0120) inside the image, which means that
/// no path of padding connects them to a corner of the slice. The padding around a round or narrower image is
/// connected to a corner. (Not to a border: a body may reach the border between the corners.)
struct PaddingInside {
  int kept = 0;  ///< pixels whose value could be tissue and is kept
  int cut = 0;   ///< pixels that count as not measured
  /// Floating point pixels that hold no number, an infinite one or the padding value: not measured.
  int notNumbers = 0;
  bool isEmpty() const { return kept == 0 && cut == 0 && notNumbers == 0; }
};

/// Whether a pixel has the padding value, and whether padding connects it to a corner of the slice (Outside).
enum class PaddingMark : std::uint8_t { None, Inside, Outside };
/// One mark per pixel, rows from the top.
std::vector<PaddingMark> markPadding(const StoredSlice& stored);
/// Marks as Outside those that are connected to a corner, of pixels that are all marked Inside or None.
void markOutside(std::vector<PaddingMark>& marks, std::size_t rows, std::size_t columns);

/// Replaces padding that is brighter than `fill` by `fill`. Padding outside is always replaced. Some
/// exporters state a padding value that tissue has as well, such as 0 HU, so padding inside keeps a value up
/// to `keptUpTo`; both cases are counted. `values` holds the converted pixels of the slice, `valueOf`
/// converts a stored value. A padding value below `fill`, as scanners choose it, is left as it is.
template <class T, class ValueOf>
PaddingInside cutPadding(const StoredSlice& stored, T fill, T keptUpTo, T* values, const ValueOf& valueOf) {
  const auto& padding = stored.form.padding;
  if (!padding) return {};
  // Rescaling is linear, so both ends of the padding range are its extremes.
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
