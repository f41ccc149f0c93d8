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

/// The SEG that was written.
struct SegWritten {
  MaskProvenance provenance;  ///< the new file's path and UIDs
  int frames = 0;
  /// Segments with another number in the file: (number in the mask, Segment Number). DICOM requires 1, 2, 3,
  /// … without gaps (PS3.3 C.8.20.4); the mask itself is not changed.
  std::vector<std::pair<Label, Label>> renumbered;
  /// Labels of segments without voxels. They are not in the file, because readers reject empty segments; the
  /// user should be told.
  QStringList leftOut;
};

/// Writes a mask as DICOM SEG (BINARY). The file is complete or not written at all; missing folders are
/// created.
///
/// Patient, study and frame of reference are those of the mask's first source file (layer.source). Every
/// frame references its source image and has its exact position; a frame on a slice that is missing in the
/// series references none. A slice without voxels of a segment gets no frame. A mask that was read from a SEG
/// keeps its series and references that instance as its predecessor. With `deidentification`, the file is
/// de-identified.
///
/// Inconsistent when the mask is empty (readers reject empty SEGs), when labels have no segment, or when the
/// source files are not the images that the mask was drawn on.
Result<SegWritten> writeSeg(const MaskLayer& layer, const QString& file, JobControl& control,
                            const std::optional<Deidentification>& deidentification = {});

}  // namespace uptake
