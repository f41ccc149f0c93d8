#pragma once

#include "core/error.h"
#include "core/jobs/job_runner.h"
#include "core/mask/mask_layer.h"

#include <cstdint>
#include <span>
#include <vector>

namespace uptake::seg {

/// Which frames a mask becomes: one for each segment on each slice where it has a voxel, ordered by segment,
/// then by slice.
struct FramePlan {
  struct Frame {
    int segment = 0;  ///< index into `segments`; the Segment Number in the file is one more
    int k = 0;        ///< slice of the mask's grid
  };
  std::vector<const Segment*> segments;  ///< those that have voxels, ascending by their number in the mask
  std::vector<const Segment*> empty;     ///< those that have none
  std::vector<int> slices;               ///< slices with a frame, ascending
  std::vector<Frame> frames;
};

/// Inconsistent when the mask is empty or holds a label that no segment has.
Result<FramePlan> planFrames(const MaskLayer& layer, JobControl& control);

/// Bytes that the frames take: bits without padding between frames, an even number of bytes in all
/// (PS3.5 8.1.1 and 8.2).
std::uint64_t packedSize(const ImageGrid& grid, std::size_t frames);

/// Sets the bits of all frames, the first pixel in the least significant bit (PS3.5 D.1). `bits` has
/// packedSize() bytes, all zero. False when cancelled.
bool packFrames(const LabelMap& labels, const FramePlan& plan, std::span<std::uint8_t> bits,
                JobControl& control);

}  // namespace uptake::seg
