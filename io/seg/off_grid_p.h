#pragma once

#include "core/mask/label_map.h"
#include "io/seg/frame_pixels_p.h"
#include "io/seg/frame_placement_p.h"

#include <vector>

namespace uptake::seg {

/// The placements of all frames on a grid. Inconsistent, naming the position, when a frame is not on its
/// voxels.
Result<std::vector<FramePlacement>> placeFrames(
    const SegFile& seg, const ImageGrid& grid,
    const std::function<FramePlacer::SlicePositions()>& slicePositions, JobControl& control);

/// The exact positions of the frames on the slices of the grid that they span.
FramePlacer::SlicePositions framePositions(const SegFile& seg, const ImageGrid& grid);

/// Resamples frames that are not on the voxels of `target` (nearest neighbour): from the grid that the frames
/// span, or frame by frame if they span none. `seg.warnings` gets what was changed.
Result<std::vector<LabelMap>> readOffGrid(SegFile& seg, FramePixels& pixels, const ImageGrid& target,
                                          JobControl& control);

}  // namespace uptake::seg
