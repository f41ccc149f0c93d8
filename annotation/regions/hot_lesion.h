#pragma once

#include "annotation/regions/voxel_region.h"
#include "core/volume/volume.h"

namespace uptake {

struct HotLesionRule {
  double part = 0.41;       ///< of the maximum: what belongs to the lesion at least
  Millimetres reach{10.0};  ///< from the click to the voxel with the maximum, at most
  Millimetres limit{60.0};  ///< from the maximum to any voxel of the lesion, at most
};

/// Why a lesion's threshold is above the rule's part of its maximum.
enum class LeakGuard {
  None,             ///< it is not: no leak had to be held back
  HotterNeighbour,  ///< it would have been joined to something hotter
  LimitSphere,      ///< it would have reached out of the sphere
  SuddenGrowth,     ///< it would have flowed into something larger
};

/// A hot spot with what belongs to it.
struct HotLesion {
  VoxelRegion region;                              ///< of the PET's grid, in a tight box
  Eigen::Vector3i peak = Eigen::Vector3i::Zero();  ///< the voxel with the maximum
  double maximum = 0.0;                            ///< in the PET's unit
  double threshold = 0.0;                          ///< every voxel has at least this
  LeakGuard guard = LeakGuard::None;
};

/// The lesion around a place on a PET: the voxels with at least rule.part of its maximum that are joined
/// (18 neighbours) to the voxel with the maximum. All on the PET's own voxels.
///
/// The maximum is found by going uphill from the voxel at `place` to a local maximum, as far as rule.reach;
/// dips of less than 10 % are noise and are crossed. A hotter maximum that is joined above 70 % of the one
/// found and above 50 % of its own is the same lesion, and then counts instead; the maximum that was found
/// first must then belong to the lesion, too.
///
/// A leak is held back by raising the threshold as little as possible, so that the lesion
///  - holds nothing hotter than its maximum (a lesion beside the bladder or the heart ends at the saddle);
///  - keeps within a sphere of rule.limit around its maximum;
///  - does not grow suddenly: where, between 60 % of the maximum and the rule's part, lowering the threshold
///    by 2 % of the maximum makes the lesion more than 2.5 times as large and over 5 ml larger, it ends above
///    that step. (That a region which runs into the background grows sharply is the idea of adaptive region
///    growing: Li et al., Med Phys 2008;35:3711. The numbers are this program's.)
///
/// NotSupported, with the reason in words, when the place lies outside the PET or its slices are still to be
/// read or missing, when there is no uptake, and when there is no hot spot: holding a leak would take more
/// than 85 % of the maximum, or would leave out the place itself. Where it is rule.limit that would take
/// so much, a larger one may draw the lesion: then the region is empty, and the guard says LimitSphere.
Result<HotLesion> hotLesion(const Volume& pet, const Point& place, const HotLesionRule& rule);

}  // namespace uptake
