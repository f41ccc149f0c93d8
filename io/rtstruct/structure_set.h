#pragma once

#include "core/error.h"
#include "core/jobs/job_runner.h"
#include "core/mask/mask_layer.h"
#include "io/dicom/study_index.h"
#include "io/seg/seg_reader.h"

#include <memory>
#include <vector>

namespace uptake {

/// What a structure set (RTSTRUCT) references, read without its contours.
Result<SegReference> readStructureSetReference(const QString& file);

/// Reads the contours of a structure set (DICOM PS3.3 A.19) as masks on the grid of `source`.
///
/// Every ROI becomes a segment with its name, number and colour. A voxel belongs to it if its centre is
/// inside the ROI's closed planar contours on its slice. Of contours inside one another every second one is a
/// hole, drawn separately or joined to the outer contour by a keyhole; crossing contours are united; equal
/// contours count once; CLOSEDPLANAR_XOR contours are combined by XOR (slice_region_p.h). A centre exactly on
/// a contour belongs to the ROI if the contour is above or left of it. INTERPOLATED_PLANAR contours count
/// like CLOSED_PLANAR.
///
/// A contour is on the slice whose image it references; if it references none, or lies elsewhere, on the
/// slice at its position, within a tenth of the slice distance. ROIs with contours between slices are
/// resampled: a contour is on the slices whose centres lie in its slab (contour_slabs_p.h), and parts that
/// contain no slice centre are left out. Overlapping ROIs are returned as further layers. ROIs in another
/// frame of reference are left out, with a warning unless the frame is in `framesElsewhere`, because those
/// are read on another series.
///
/// MaskLayer::warnings tells what was left out or tolerated: contours of other types, contours that are not
/// parallel to the slices, ROIs with damaged or impossible numbers (left out as a whole, since a part of a
/// lesion would be wrong), ROIs with an ambiguous ROI Number. The masks have no MaskProvenance::file, because
/// a SEG must not replace an RTSTRUCT; they reference it as their predecessor.
///
/// Inconsistent when no ROI can be read; NotSupported when the file is no structure set, is deflated, larger
/// than 1 GiB or nested too deep.
Result<std::vector<std::unique_ptr<MaskLayer>>> readStructureSet(const QString& file,
                                                                 const SeriesEntry& source,
                                                                 JobControl& control,
                                                                 const QStringList& framesElsewhere = {});

}  // namespace uptake
