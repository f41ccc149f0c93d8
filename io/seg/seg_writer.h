#pragma once

#include "core/error.h"
#include "core/jobs/job_runner.h"
#include "core/mask/mask_layer.h"

#include <QString>

namespace uptake {

/// What a mask was saved as.
struct SegWritten {
  MaskProvenance provenance;  ///< the new file's path and UIDs
  int frames = 0;
};

/// Writes a mask as DICOM SEG (BINARY) into `file`, whole or not at all; missing folders are made. Patient,
/// study and frame of reference come from the header of the mask's first source file (layer.source), every
/// frame names its source image. Slices without a voxel of a segment get no frame. Inconsistent when the mask
/// is empty (readers reject empty SEGs), when a source image is unknown, or when labels have no segment.
/// A mask that was read from a SEG keeps its series and names that instance as what it was made from.
Result<SegWritten> writeSeg(const MaskLayer& layer, const QString& file, JobControl& control);

}  // namespace uptake
