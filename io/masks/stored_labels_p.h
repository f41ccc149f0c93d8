#pragma once

#include "core/geometry/lattice_map.h"
#include "core/mask/label_map.h"
#include "io/masks/image_layout_p.h"

#include <vector>

namespace uptake::masks {

/// The labels of a file on a grid, one map a layer of the file.
struct StoredLabels {
  std::vector<LabelMap> layers;
  std::ptrdiff_t notNumbers = 0;  ///< values that are not a number: background
};

/// Reads a file's voxels into maps on `grid`, within whose bounds `map` puts all of them. Inconsistent names
/// the first value that is no label (no whole number from 0 to 65535 up to rounding); FileUnreadable when the
/// voxels are cut short or damaged.
Result<StoredLabels> readStoredLabels(const ImageLayout& layout, const QString& file, const ImageGrid& grid,
                                      const LatticeMap& map);

}  // namespace uptake::masks
