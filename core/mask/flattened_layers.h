#pragma once

#include "core/mask/mask_layer.h"

#include <memory>
#include <vector>

namespace uptake {

/// Masks of one grid as one, in which a voxel has one label.
struct FlattenedLayers {
  std::unique_ptr<MaskLayer> mask;
  std::ptrdiff_t shared = 0;  ///< voxels that several of them label: they are the first's
};

/// Segments of a file that overlap come as further layers; whoever needs one label a voxel takes this. At
/// least one layer, all on the same grid, their segments numbered differently.
FlattenedLayers flattened(std::vector<std::unique_ptr<MaskLayer>> layers);

}  // namespace uptake
