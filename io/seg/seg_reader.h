#pragma once

#include "core/error.h"
#include "core/jobs/job_runner.h"
#include "core/mask/mask_layer.h"
#include "io/dicom/study_index.h"

#include <memory>
#include <vector>

namespace uptake {

/// What a SEG or structure set references.
struct SegReference {
  QString sopInstanceUid;
  QString seriesInstanceUid;
  QString studyInstanceUid;
  QString sourceSeriesUid;    ///< ReferencedSeriesSequence; may be empty
  QString sourceInstanceUid;  ///< one of the source images, when the series is not stated; may be empty
  QString frameOfReferenceUid;
  QStringList furtherSeries;  ///< other referenced series
  QStringList furtherFrames;  ///< structure set: further frames of reference of its ROIs
  QString predecessorUid;     ///< SOP Instance UID of the SEG that this is an edited version of; may be empty
  QString predecessorSeriesUid;
  QString predecessorClassUid;  ///< its SOP Class UID
};
/// Reads the references of a SEG from its header.
Result<SegReference> readSegReference(const QString& file);

/// What to do with frames that are not on the voxels of the series.
enum class OffGrid {
  Resample,  ///< nearest neighbour, with a warning
  Refuse,
};

/// Reads a DICOM SEG (BINARY, FRACTIONAL, LABELMAP; uncompressed, deflated, RLE, or lossless JPEG, JPEG-LS or
/// JPEG 2000). With `source`, voxels are placed on that series' grid by patient position, never by frame
/// number; without it, on the grid that the frames span. Segment numbers are kept as label values.
/// Overlapping segments are returned as further layers. MaskLayer::warnings tells what was tolerated.
///
/// Frames are on `source` if they are within kFramePositionToleranceMm of its voxels; otherwise `offGrid`
/// applies. A layer that is only a part of the file, or was resampled, has no MaskProvenance::file, because
/// it must not replace the file but be saved as another one.
///
/// Inconsistent when a frame is not on the grid of `source` (OffGrid::Refuse; the position is stated), when
/// the frames of reference differ, or when the file contradicts itself; NotSupported for other compression,
/// and without `source` for frames that span no evenly spaced grid.
Result<std::vector<std::unique_ptr<MaskLayer>>> readSeg(const QString& file, const SeriesEntry* source,
                                                        JobControl& control,
                                                        OffGrid offGrid = OffGrid::Resample);

}  // namespace uptake
