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
  QString
      sourceInstanceUid;  ///< one of the images it was drawn on, when the series is not named; may be empty
  QString frameOfReferenceUid;
  QString predecessorUid;  ///< the SEG that this one is an edited version of; may be empty
  QString predecessorSeriesUid;
};
Result<SegReference> readSegReference(const QString& file);

/// Reads a DICOM SEG (BINARY, FRACTIONAL, LABELMAP; pixels not compressed). With `source`, voxels are placed
/// on that series' grid by patient position, never by frame number; without it, on the grid that the frames
/// themselves span. Segment numbers are kept as label values. Segments that overlap come as further layers,
/// which then have no MaskProvenance::file: none of them alone may replace the file. What was tolerated is in
/// MaskLayer::warnings.
///
/// Inconsistent, naming the position, when a frame is not within kFramePositionToleranceMm of a slice of
/// `source`, when the frames of reference differ, or when the file contradicts itself; NotSupported for
/// compressed pixels, and for frames without `source` that span no even grid.
Result<std::vector<std::unique_ptr<MaskLayer>>> readSeg(const QString& file, const SeriesEntry* source,
                                                        JobControl& control);

}  // namespace uptake
