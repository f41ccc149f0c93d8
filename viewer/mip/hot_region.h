#pragma once

#include "core/jobs/job_runner.h"
#include "core/mask/label_runs.h"
#include "core/volume/volume.h"

namespace uptake {

/// The voxels that belong to a hot place: those with at least `part` of the value at `seed` that are joined
/// to it through faces or edges (18 neighbours), in loaded slices. 41 % is what lesions are outlined by, too.
/// NotSupported when that is more than `kLargestHotRegion` of the image: then it is no place in it. Cancelled
/// when `control` says so.
inline constexpr double kHotPart = 0.41;
inline constexpr double kLargestHotRegion = 0.1;
Result<LabelRuns> hotRegion(const Volume& pet, const Eigen::Vector3i& seed, const JobControl& control,
                            double part = kHotPart);

}  // namespace uptake
