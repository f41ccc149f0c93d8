#include "annotation/compare/mask_runs.h"

#include "core/mask/label_runs.h"

#include <algorithm>

namespace uptake {

MaskRuns::MaskRuns(const ImageGrid& grid) : grid_(grid), slices_(static_cast<std::size_t>(grid.size().z())) {}

MaskRuns::MaskRuns(const LabelMap& labels) : MaskRuns(labels.grid()) {
  update(labels, 0, grid_.size().z() - 1);
}

void MaskRuns::update(const LabelMap& labels, int firstSlice, int lastSlice) {
  const std::ptrdiff_t width = grid_.size().x();
  for (int k = std::max(firstSlice, 0); k <= std::min(lastSlice, grid_.size().z() - 1); ++k) {
    std::shared_ptr<const Slice>& kept = slices_[static_cast<std::size_t>(k)];
    kept.reset();
    if (!labels.isOccupied(k)) continue;
    Slice runs;
    const std::ptrdiff_t slice = grid_.offset(0, 0, k);
    forEachLabelRun(labels.slice(k), [&](std::ptrdiff_t first, std::ptrdiff_t length, Label label) {
      for (std::ptrdiff_t at = slice + first, end = at + length; at < end;) {
        const std::ptrdiff_t rowEnd = std::min(end, (at / width + 1) * width);
        runs.push_back({at, static_cast<std::int32_t>(rowEnd - at), label});
        at = rowEnd;
      }
    });
    if (!runs.empty()) kept = std::make_shared<const Slice>(std::move(runs));
  }
}

}  // namespace uptake
