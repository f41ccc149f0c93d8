#pragma once

#include "annotation/regions/voxel_region.h"
#include "core/jobs/job_runner.h"

namespace uptake {

/// A set with a smoother border and the same volume: its indicator is blurred with a Gaussian of standard
/// deviation `sigma` (in mm, sampled at the voxels up to four sigmas, normalised; the edge of the grid is
/// repeated), and as many voxels as the set had are taken where the result is highest. Voxels that share the
/// last value come all together, so that what is symmetric stays so. A threshold of one half instead would
/// shrink every lesion, the small ones most. A computation that is cancelled ends soon; its result is not
/// valid. ITK's discrete Gaussian of the lesion's box takes more than three times as long (bench_operations,
/// a lesion of 60 mm), without the choice of voxels after it.
VoxelRegion smoothed(const VoxelRegion& region, const ImageGrid& grid, Millimetres sigma,
                     const JobControl& control);

}  // namespace uptake
