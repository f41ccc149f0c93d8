#include "core/mask/flattened_layers.h"

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
    for (int k = 0; k < more.grid().size().z(); ++k)
      for (const LabelRun& run : more.runs(k))
        for (std::ptrdiff_t at = run.first; at < run.end(); ++at) {
          if (mask.labels.voxels(at, 1).front() == 0)
            mask.labels.fill(at, 1, run.label);
          else
            ++result.shared;
        }
  }
  return result;
}

}  // namespace uptake
