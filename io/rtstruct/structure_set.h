#pragma once

#include "core/error.h"
#include "core/jobs/job_runner.h"
#include "core/mask/mask_layer.h"
#include "io/dicom/study_index.h"
#include "io/seg/seg_reader.h"

#include <memory>
#include <vector>

namespace uptake {

/// What a structure set (RTSTRUCT) refers to, read without its contours.
Result<SegReference> readStructureSetReference(const QString& file);

/// Reads the contours of a structure set (DICOM PS3.3 A.19) as masks on the grid of `source`.
///
/// Every ROI becomes a segment with its name, number and colour. A voxel belongs to it when its centre is
/// inside the ROI's closed planar contours on its slice: of those that lie inside one another every second
/// one is a hole, whether drawn on its own or joined to the outer one by a keyhole; those that cross each
/// other are united; one that is there twice counts once; CLOSEDPLANAR_XOR ones are combined by XOR
/// (slice_region_p.h). (A centre exactly on a contour belongs when the contour lies above or left of it.)
/// INTERPOLATED_PLANAR ones count like CLOSED_PLANAR. A contour is on the slice whose image it names, or,
/// when it names none or another place, on the slice at its position, within a tenth of the slice distance.
/// ROIs with contours between the slices are resampled: a slice takes the contours whose slab its centre lies
/// in (contour_slabs_p.h); a part of an ROI that no slice's centre lies in is left out. ROIs
/// that overlap come as further layers. ROIs that lie in another frame of reference than the series are left
/// out; those in one of `framesElsewhere` without a word, since they are read on another series.
///
/// What was left out or tolerated is in MaskLayer::warnings: contours of other types, contours that are not
/// parallel to the slices, ROIs with damaged or absurd numbers (left out as a whole: a part of a lesion would
/// be a wrong lesion), ROIs whose contours cannot be told from those of another one. The masks have no
/// MaskProvenance::file, since a SEG never takes the place of an RTSTRUCT; they name it as what they are made
/// from.
///
/// Inconsistent when nothing can be shown; NotSupported when the file is no
/// structure set, is deflated, larger than 1 GiB or nested too deep.
Result<std::vector<std::unique_ptr<MaskLayer>>> readStructureSet(const QString& file,
                                                                 const SeriesEntry& source,
                                                                 JobControl& control,
                                                                 const QStringList& framesElsewhere = {});

}  // namespace uptake
