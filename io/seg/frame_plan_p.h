#pragma once

#include "core/error.h"
#include "core/jobs/job_runner.h"
#include "core/mask/mask_layer.h"

#include <cstdint>
#include <span>
#include <vector>

namespace uptake::seg {

/// The frames of the SEG of a mask: one for each segment and slice on which it has voxels, sorted by segment,
/// then slice.
struct FramePlan {
  struct Frame {
    int segment = 0;  ///< index into `segments`, Segment Number − 1 in the file
    int k = 0;        ///< slice of the mask's grid
  };
  std::vector<const Segment*> segments;  ///< segments with voxels, ascending by number
  std::vector<const Segment*> empty;     ///< segments without voxels
  std::vector<int> slices;               ///< slices with a frame, ascending
  std::vector<Frame> frames;
};

/// Inconsistent when the mask is empty or holds a label that no segment has.
Result<FramePlan> planFrames(const MaskLayer& layer, JobControl& control);

/// The length of Pixel Data in bytes: bits without padding between frames, padded to an even number of bytes
/// (PS3.5 8.1.1 and 8.2).
std::uint64_t packedSize(const ImageGrid& grid, std::size_t frames);

/// Sets the bits of all frames, the first pixel in the least significant bit (PS3.5 D.1). `bits` must have
/// packedSize() bytes, all zero. Returns false when cancelled.
bool packFrames(const LabelMap& labels, const FramePlan& plan, std::span<std::uint8_t> bits,
                JobControl& control);

}  // namespace uptake::seg
