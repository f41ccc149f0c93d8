#pragma once

#include "core/error.h"
#include "core/jobs/job_runner.h"
#include "core/mask/mask_layer.h"
#include "io/privacy/deidentification.h"

#include <QString>
#include <QStringList>

#include <optional>
#include <utility>
#include <vector>

namespace uptake {

/// What a mask was saved as.
struct SegWritten {
  MaskProvenance provenance;  ///< the new file's path and UIDs
  int frames = 0;
  /// Segments whose number in the file differs: (number in the mask, Segment Number). DICOM wants 1, 2, 3, …
  /// without gaps (PS3.3 C.8.20.4); the mask itself is not changed.
  std::vector<std::pair<Label, Label>> renumbered;
  /// Labels of segments without a voxel. They are not in the file, since readers reject empty segments; they
  /// are lost when only the file is kept, so a person should hear of them.
  QStringList leftOut;
};

/// Writes a mask as DICOM SEG (BINARY) into `file`, whole or not at all; missing folders are made. Patient,
/// study and frame of reference come from the header of the mask's first source file (layer.source), every
/// frame names its source image and lies exactly where that says; a slice that is missing in the series names
/// none. Slices without a voxel of a segment get no frame. Inconsistent when the mask is empty (readers
/// reject empty SEGs), when labels have no segment, or when the source files are not the images that the mask
/// was drawn on. A mask that was read from a SEG keeps its series and names that instance as what it was made
/// from. With `without`, it is written without what identifies the patient.
Result<SegWritten> writeSeg(const MaskLayer& layer, const QString& file, JobControl& control,
                            const std::optional<Deidentification>& without = {});

}  // namespace uptake
