#pragma once

#include "core/error.h"
#include "core/geometry/image_grid.h"
#include "io/seg/seg_header_p.h"

namespace uptake::seg {

/// The grid that the frames of a SEG span: in-plane as stored, slices ascending along row × column. SEGs
/// usually contain no frames without voxels, so positions may have gaps. Distances must be whole multiples
/// (within 1 %) of Spacing Between Slices or, if that is not stated, of Slice Thickness or the smallest
/// distance; `doubts` then gets a warning if the slice distance is uncertain. NotSupported when they are not.
Result<ImageGrid> gridOfFrames(const SegFile& seg, QStringList& doubts);

}  // namespace uptake::seg
