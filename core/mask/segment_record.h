#pragma once

#include "core/mask/segment.h"

namespace uptake {

/// What is recorded of how a segment was made: its SegmentAlgorithm, and in the algorithm's name every step
/// once, in the order in which they came first, as in "nnU-Net; corrected by hand". A name fits DICOM's
/// Segment Algorithm Name (LO, 64 characters): first this program's own rules give way to its
/// name, so that the model's stays; then the correction by hand, which the type states too; then steps in the
/// middle to an ellipsis.

/// A person changed the segment with brush, eraser, lasso or the like. A manual one stays as it is.
void recordByHand(Segment& segment);

/// An algorithm that a person started changed it. `wasEmpty`: it had no voxels before.
void recordAlgorithm(Segment& segment, const QString& algorithm, bool wasEmpty);

}  // namespace uptake
