#include "annotation/packing/packed_slabs.h"

#include "annotation/packing/packed_labels.h"

#include <algorithm>

namespace uptake {

namespace {

constexpr int kSlabSlices = 8;

}  // namespace

PackedSlabs::PackedSlabs(const ImageGrid& grid)
    : grid_(grid), slabs_(static_cast<std::size_t>((grid.size().z() + kSlabSlices - 1) / kSlabSlices)) {}

IndexBox PackedSlabs::region(std::size_t slab) const {
  IndexBox region = grid_.bounds();
  region.first.z() = static_cast<int>(slab) * kSlabSlices;
  region.last.z() = std::min(region.first.z() + kSlabSlices, grid_.size().z()) - 1;
  return region;
}

const QByteArray& PackedSlabs::packed(std::size_t slab, const LabelMap& labels) {
  QByteArray& packed = slabs_[slab];
  if (!packed.isNull()) return packed;
  packed = packLabels(labels, region(slab));
  // Never null, even when nothing is painted.
  if (packed.isNull()) packed = QByteArray("");
  return packed;
}

bool PackedSlabs::packNext(const LabelMap& labels) {
  const auto missing = std::ranges::find_if(slabs_, &QByteArray::isNull);
  if (missing == slabs_.end()) return false;
  packed(static_cast<std::size_t>(missing - slabs_.begin()), labels);
  return true;
}

void PackedSlabs::forget(const IndexBox& region) {
  for (int slab = region.first.z() / kSlabSlices; slab <= region.last.z() / kSlabSlices; ++slab)
    if (slab < static_cast<int>(slabs_.size())) slabs_[static_cast<std::size_t>(slab)] = QByteArray();
}

}  // namespace uptake
