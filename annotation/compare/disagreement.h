#pragma once

#include "annotation/compare/live_agreement.h"

namespace uptake {

/// Where a lesion of a comparison is worst, LPS mm: on the slice (k) with most of its disagreeing voxels (the
/// lowest of equals), the centre of the voxel nearest to their middle. Disagreeing are voxels of the true
/// lesion that are not predicted, and voxels of the predicted lesions overlapping it that are in no true
/// lesion. Where all agree it is the lesion's own position.
Point worstPlace(const Comparison& comparison, const LesionAgreement& lesion);

}  // namespace uptake
