#pragma once

#include "annotation/regions/voxel_region.h"

namespace uptake {

/// Which voxels touch each other.
enum class Neighbourhood {
  Faces,         ///< 6 neighbours (4 in a plane): those that share a face
  FacesAndEdges  ///< 18 neighbours (8 in a plane): and those that share an edge; the lesions of autoPET
};

/// The connected parts of a set.
struct Components {
  IndexBox box;
  std::vector<std::int32_t>
      number;  ///< one a voxel of the box, i fastest: 0 not in the set, else a part from 1
  std::vector<std::ptrdiff_t> sizes;  ///< in voxels: sizes[0] of part 1, the largest first; equal ones in the
                                      ///< order of their first voxels

  int count() const { return static_cast<int>(sizes.size()); }
  /// The part at a voxel, 0 outside of the set.
  int at(const Eigen::Vector3i& index) const;
  /// The voxels of one part, in its own box.
  VoxelRegion part(int wanted) const;
};

Components componentsOf(const VoxelRegion& region, Neighbourhood neighbourhood);

}  // namespace uptake
