#pragma once

#include "annotation/regions/voxel_region.h"
#include "core/input/tool_sketch.h"
#include "core/volume/volume.h"

namespace uptake {

/// What counts as the lesion inside a box.
enum class ThresholdRule {
  Suv25,      ///< SUV ≥ 2.5
  Suv40,      ///< SUV ≥ 4.0
  Part41,     ///< at least 41 % of the maximum in the box
  Part50,     ///< at least 50 %
  Background  ///< adapted to the background around the box
};

/// A threshold with what it was worked out from, in the PET's unit.
struct BoxThreshold {
  double threshold = 0.0;
  double maximum = 0.0;     ///< of the PET's voxels whose centres lie in the box
  double background = 0.0;  ///< only with ThresholdRule::Background
};

/// How far around a box its background is taken.
inline constexpr Millimetres kBackgroundShell{10.0};

/// The threshold of a rule for a box on a PET. The background is the mean of the PET's voxels whose centres
/// lie in the box made larger by kBackgroundShell on every side, but not in the box; the threshold then is
/// background + 0.41 · (maximum − background): the relative threshold adapted to the local background (A41%)
/// that Cheebsumon et al. compare with others in EJNMMI Research 2011;1:35.
///
/// NotSupported, with the reason in words: no SUV scale for a rule in SUV, no voxel of the PET in the box or
/// around it, slices that are missing or still to be read.
Result<BoxThreshold> boxThreshold(const Volume& pet, const OrientedBox& box, ThresholdRule rule);

/// The voxels of `grid` whose centres lie in the box and in voxels of the PET that have at least `threshold`;
/// in a tight box.
VoxelRegion atLeast(const Volume& pet, const OrientedBox& box, double threshold, const ImageGrid& grid);

}  // namespace uptake
