#pragma once

#include "core/geometry/lattice_map.h"
#include "core/mask/label_map.h"
#include "io/masks/image_layout_p.h"

#include <vector>

namespace uptake::masks {

/// The labels of a file on a grid, one map for each layer of the file.
struct StoredLabels {
  std::vector<LabelMap> layers;
  std::ptrdiff_t notNumbers = 0;  ///< number of NaN values, which are background
};

/// Reads a file's voxels into maps on `grid`; `map` must map all of them into its bounds. Inconsistent names
/// the first value that is not a whole number from 0 to 65535 (within 0.001); FileUnreadable when the voxels
/// are truncated or damaged.
Result<StoredLabels> readStoredLabels(const ImageLayout& layout, const QString& file, const ImageGrid& grid,
                                      const LatticeMap& map);

}  // namespace uptake::masks
