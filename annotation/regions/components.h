#pragma once

#include "annotation/regions/voxel_region.h"
#include "core/geometry/connectivity.h"

#include <vector>

namespace uptake {

/// The connected components of a set of voxels, the largest first, equal ones in the order of their first
/// voxels. Components are counted from 1.
struct RegionComponents {
  IndexBox box;                        ///< of the set, indices of its grid
  std::vector<VoxelRun> runs;          ///< of the set; positions are those of VoxelRegion::inside
  std::vector<std::int32_t> numbers;   ///< by run: its component
  std::vector<std::ptrdiff_t> voxels;  ///< by component, voxels[0] of component 1: how many it has

  int count() const { return static_cast<int>(voxels.size()); }
  /// The component that holds a voxel, 0 outside of the set.
  int at(const Eigen::Vector3i& index) const;
  /// The voxels of a component, in a tight box.
  VoxelRegion region(int component) const;
  /// The same of all.
  std::vector<VoxelRegion> regions() const;
  /// By component, from 1 on (the first element is not used): whether it reaches a side of the box. The
  /// two sides across `axis` (0 i, 1 j, 2 k) don't count; −1: all do.
  std::vector<bool> reachSides(int axis = -1) const;
};

RegionComponents componentsOf(const VoxelRegion& region, Connectivity connectivity);

/// The part of a set that is connected to one of its voxels (18 neighbours), in a tight box; empty when it
/// isn't in the set.
VoxelRegion connectedPart(const VoxelRegion& region, const Eigen::Vector3i& seed);

/// The connected components of a set (18 neighbours), each in a tight box, in the order of RegionComponents.
std::vector<VoxelRegion> connectedParts(const VoxelRegion& region);

}  // namespace uptake
