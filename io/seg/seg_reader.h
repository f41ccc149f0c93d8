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
  QStringList furtherSeries;  ///< other series that it names
  QStringList furtherFrames;  ///< of a structure set: other frames of reference that its ROIs lie in
  QString predecessorUid;     ///< the SEG that this one is an edited version of; may be empty
  QString predecessorSeriesUid;
  QString predecessorClassUid;  ///< its SOP Class UID
};
Result<SegReference> readSegReference(const QString& file);

/// What to do with frames that do not lie on the voxels of the series.
enum class OffGrid {
  Resample,  ///< each voxel of the series takes the label of the nearest one of the SEG, with a warning
  Refuse,
};

/// Reads a DICOM SEG (BINARY, FRACTIONAL, LABELMAP), uncompressed, deflated, run-length coded or in a
/// lossless JPEG family. With `source`, voxels are placed on that series' grid by patient position, never by
/// frame number; without it, on the grid that the frames themselves span. Segment numbers are kept as label
/// values. Segments that overlap come as further layers. What was tolerated is in MaskLayer::warnings.
///
/// Frames count as lying on `source` when they are within kFramePositionToleranceMm of its voxels. Otherwise
/// they are resampled (OffGrid::Resample). A layer that is not all of its file, or was resampled, has no
/// MaskProvenance::file: it must not take the place of the file, only be saved as another one.
///
/// Inconsistent when a frame is off the grid of `source` (OffGrid::Refuse; the position is named), when the
/// frames of reference differ, or when the file contradicts itself; NotSupported for other compression, and
/// for frames without `source` that span no even grid.
Result<std::vector<std::unique_ptr<MaskLayer>>> readSeg(const QString& file, const SeriesEntry* source,
                                                        JobControl& control,
                                                        OffGrid offGrid = OffGrid::Resample);

}  // namespace uptake
