#pragma once

#include "core/error.h"
#include "core/jobs/job_runner.h"
#include "core/volume/volume.h"
#include "io/masks/image_layout_p.h"

#include <QByteArray>
#include <QString>

#include <cstdint>

namespace uptake::images {

/// Consecutive slices of a file to be read into the shared memory of a volume.
struct VoxelTask {
  QString file;
  int volume = 0;
  Eigen::Vector3i size = Eigen::Vector3i::Ones();  ///< that the header stated
  int first = 0, count = 0;                        ///< slices along the file's last axis
  /// Where a voxel of the file lies in the volume: origin + Σ index × stride, in voxels.
  std::int64_t origin = 0;
  std::int64_t stride[3] = {1, 0, 0};
  std::int64_t sliceVoxels = 0;  ///< of a slice of the volume
  /// Whether a slice of the file is a slice of the volume. Else all are kept until the last one is read.
  bool isSliceWise = true;
  VoxelType type = VoxelType::Float32;
  double fillValue = 0.0;
  QString bufferKey;
};

/// Reads them in the calling process, which keeps the file open for the slices that follow. Returns the
/// number of values that are not finite. Inconsistent when the header changed.
Result<std::int64_t> readVoxels(const VoxelTask& task);

/// Forgets the file that readVoxels() keeps open.
void closeVoxels();

}  // namespace uptake::images
