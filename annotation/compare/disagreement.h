#pragma once

#include "annotation/compare/live_agreement.h"

namespace uptake {

/// Where a lesion of a comparison is worst: on the slice (k) with most of its disagreeing voxels (the lowest
/// of equals), the one of them nearest to their middle, LPS mm. Disagreeing are voxels of the true lesion
/// that nothing predicts, and of the predicted ones that overlap it that are in no true lesion. Where all
/// agree it is the lesion's own position.
Point worstPlace(const Comparison& comparison, const LesionAgreement& lesion);

}  // namespace uptake
