#pragma once

#include "core/error.h"
#include "core/jobs/job_runner.h"
#include "core/mask/mask_layer.h"
#include "io/dicom/study_index.h"

#include <memory>
#include <vector>

namespace uptake {

/// What a SEG refers to, read from its header alone.
struct SegReference {
  QString sopInstanceUid;
  QString seriesInstanceUid;
  QString studyInstanceUid;
  QString sourceSeriesUid;  ///< ReferencedSeriesSequence; may be empty
  QString frameOfReferenceUid;
  QString predecessorUid;  ///< the SEG that this one is an edited version of; may be empty
};
Result<SegReference> readSegReference(const QString& file);

/// Reads a DICOM SEG. With `source`, voxels are placed on that series' grid by patient position, never by
/// frame number; without it, on the grid that the frames themselves span. Segments that overlap come as
/// further layers. Segment numbers are kept as label values. What was tolerated is in MaskLayer::warnings.
Result<std::vector<std::unique_ptr<MaskLayer>>> readSeg(const QString& file, const SeriesEntry* source,
                                                        JobControl& control);

}  // namespace uptake
