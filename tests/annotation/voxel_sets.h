#pragma once

#include "annotation/regions/region_sets.h"

namespace uptake::test {

/// Whether both regions hold the same voxels, whatever their boxes.
inline bool sameVoxels(const VoxelRegion& first, const VoxelRegion& second) {
  const VoxelRegion a = tightened(first);
  const VoxelRegion b = tightened(second);
  if (a.box.isEmpty() || b.box.isEmpty()) return a.box.isEmpty() == b.box.isEmpty();
  return a.box == b.box && a.inside == b.inside;
}

}  // namespace uptake::test
