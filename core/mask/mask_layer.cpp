#include "core/mask/mask_layer.h"

#include <algorithm>

namespace uptake {

const Segment* MaskLayer::segment(Label number) const {
  const auto found = std::ranges::find(segments, number, &Segment::number);
  return found == segments.end() ? nullptr : &*found;
}

MaskSnapshot::MaskSnapshot(const MaskLayer& mask)
    : id(mask.id),
      name(mask.name),
      labels(mask.labels.snapshot()),
      segments(mask.segments),
      source(mask.source),
      provenance(mask.provenance),
      warnings(mask.warnings) {}

Result<MaskLayer> MaskSnapshot::toLayer() const {
  Result<LabelMap> copy = labels.toMap();
  if (!copy) return copy.error();
  return MaskLayer{id, name, copy.take(), segments, source, provenance, warnings};
}

}  // namespace uptake
