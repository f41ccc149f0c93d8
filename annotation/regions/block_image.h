#pragma once

#include "core/jobs/job_runner.h"
#include "core/volume/volume.h"

#include <cstdint>
#include <vector>

namespace uptake {

/// A CT in blocks of voxels, for coarse looks at anatomy.
struct BlockImage {
  ImageGrid grid;                    ///< of the blocks; the last ones may reach beyond the volume
  Eigen::Vector3i factor;            ///< voxels in a block along each axis
  std::vector<std::int16_t> values;  ///< means, i fastest

  Eigen::Vector3i blockOf(const Eigen::Vector3i& voxel) const { return voxel.cwiseQuotient(factor); }
};

/// The means over blocks that are not larger than `size` along any axis, but for voxels that are larger
/// themselves. Slices that were not read count as the fill value. The volume holds whole HU (int16).
Result<BlockImage> blockMeans(const Volume& volume, Millimetres size, const JobControl& control);

}  // namespace uptake
