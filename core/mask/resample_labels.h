#pragma once

#include "core/error.h"
#include "core/jobs/job_runner.h"
#include "core/mask/label_map.h"

namespace uptake {

/// Draws a mask anew on another grid: every voxel of `target` takes the label of the `source` voxel whose
/// cell holds its centre, in patient coordinates, whatever the two orientations and spacings; outside of
/// `source` is background. A centre on the border of two cells belongs to the one with the higher index.
///
/// No label is invented and none averaged, but a segment that is thinner than the target's voxels can lose
/// voxels or vanish: compare LabelMap::count() where it matters. Cancelled when `control` says so;
/// NotSupported when there is no memory for the target.
Result<LabelMap> resampleLabels(const LabelMap& source, const ImageGrid& target, JobControl& control);

}  // namespace uptake
