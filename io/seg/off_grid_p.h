#pragma once

#include "core/mask/label_map.h"
#include "io/seg/frame_pixels_p.h"
#include "io/seg/frame_placement_p.h"

#include <vector>

namespace uptake::seg {

/// Places of all frames on a grid; Inconsistent, naming the position, when one does not lie on its voxels.
Result<std::vector<FramePlacement>> placeFrames(
    const SegFile& seg, const ImageGrid& grid,
    const std::function<FramePlacer::SlicePositions()>& slicePositions, JobControl& control);

/// Where the frames themselves lie on a grid that they span, slice by slice.
FramePlacer::SlicePositions framePositions(const SegFile& seg, const ImageGrid& grid);

/// The labels of frames that do not lie on the voxels of `target`: read on the grid that the frames span, or
/// one by one where they span none, and given to the nearest voxels of `target`. What that did to them is
/// appended to `seg.warnings`.
Result<std::vector<LabelMap>> readOffGrid(SegFile& seg, FramePixels& pixels, const ImageGrid& target,
                                          JobControl& control);

}  // namespace uptake::seg
