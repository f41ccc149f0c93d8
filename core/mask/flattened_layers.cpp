#include "core/mask/flattened_layers.h"

#include "core/mask/label_runs.h"

#include <algorithm>

namespace uptake {

FlattenedLayers flattened(std::vector<std::unique_ptr<MaskLayer>> layers) {
  FlattenedLayers result{std::move(layers.front()), 0};
  MaskLayer& mask = *result.mask;
  for (std::size_t n = 1; n < layers.size(); ++n) {
    for (Segment& segment : layers[n]->segments)
      if (!mask.segment(segment.number))
        mask.segments.insert(std::ranges::upper_bound(mask.segments, segment.number, {}, &Segment::number),
                             std::move(segment));
    for (const QString& warning : layers[n]->warnings)
      if (!mask.warnings.contains(warning)) mask.warnings.append(warning);
    const LabelMap& more = layers[n]->labels;
    for (int k = 0; k < more.grid().size().z(); ++k) {
      if (!more.isOccupied(k)) continue;
      const std::ptrdiff_t slice = more.grid().offset(0, 0, k);
      forEachLabelRun(more.slice(k), [&](std::ptrdiff_t first, std::ptrdiff_t length, Label label) {
        for (std::ptrdiff_t at = slice + first; at < slice + first + length; ++at) {
          if (mask.labels.labels()[static_cast<std::size_t>(at)] == 0)
            mask.labels.fill(at, 1, label);
          else
            ++result.shared;
        }
      });
    }
  }
  return result;
}

}  // namespace uptake
