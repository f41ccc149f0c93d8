#pragma once

#include "core/geometry/connectivity.h"
#include "core/jobs/job_runner.h"
#include "core/mask/voxel_run.h"

#include <span>
#include <vector>

namespace uptake {

/// The connected components of the voxels of runs.
struct ConnectedComponents {
  std::vector<std::int32_t> numbers;  ///< by run, from 0: components are in the order of their first voxels
  std::int32_t count = 0;
};

/// The connected components of the voxels of runs, whatever their labels. The runs are in ascending order and
/// don't overlap, none crosses a row, and their positions are those of a buffer of `size` voxels, i fastest.
/// Takes time in proportion to the number of runs. The result is not valid when `control` was cancelled.
ConnectedComponents connectedComponents(std::span<const VoxelRun> runs, const Eigen::Vector3i& size,
                                        Connectivity connectivity, const JobControl& control = {});
ConnectedComponents connectedComponents(std::span<const LabelRun> runs, const Eigen::Vector3i& size,
                                        Connectivity connectivity, const JobControl& control = {});

}  // namespace uptake
