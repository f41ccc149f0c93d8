#pragma once

#include "core/mask/mask_layer.h"

#include <memory>
#include <vector>

namespace uptake {

/// Several masks of one grid made one, in which a voxel has one label.
struct FlattenedLayers {
  std::unique_ptr<MaskLayer> mask;
  std::ptrdiff_t shared = 0;  ///< voxels that several masks label; they have the first mask's label
};

/// Flattens the layers of a file, which has several when its segments overlap. There must be at least one
/// layer, all on the same grid, with segments of different numbers.
FlattenedLayers flattened(std::vector<std::unique_ptr<MaskLayer>> layers);

}  // namespace uptake
