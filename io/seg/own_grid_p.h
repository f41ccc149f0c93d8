#pragma once

#include "core/error.h"
#include "core/geometry/image_grid.h"
#include "io/seg/seg_header_p.h"

namespace uptake::seg {

/// The grid that the frames of a SEG span on their own: in-plane as stored, slices ascending along
/// row × column. Frames without voxels are usually left out, so positions may have gaps; they must be whole
/// multiples of Spacing Between Slices or, failing that, of Slice Thickness or of their smallest distance
/// (1 %), which `doubts` then says where the distance is not certain. NotSupported when they are not.
Result<ImageGrid> ownGrid(const SegFile& seg, QStringList& doubts);

}  // namespace uptake::seg
