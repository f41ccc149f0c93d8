#include "annotation/regions/block_image.h"

#include <algorithm>
#include <cmath>

namespace uptake {

Result<BlockImage> blockMeans(const Volume& volume, Millimetres size, const JobControl& control) {
  const ImageGrid& fine = volume.grid();
  Eigen::Vector3i factor;
  for (int axis = 0; axis < 3; ++axis)
    factor[axis] = std::clamp(static_cast<int>(std::floor(size.value / fine.spacing()[axis] + 1e-6)), 1,
                              fine.size()[axis]);
  const Eigen::Vector3i count = (fine.size() + factor - Eigen::Vector3i::Ones()).cwiseQuotient(factor);
  const Point origin = fine.toPatient((factor.cast<double>() - Eigen::Vector3d::Ones()) / 2.0);
  const auto grid =
      ImageGrid::create(count, fine.spacing().cwiseProduct(factor.cast<double>()), origin, fine.directions());
  if (!grid) return grid.error();
  BlockImage image{*grid, factor, std::vector<std::int16_t>(static_cast<std::size_t>(grid->voxelCount()))};
  const auto voxels = volume.voxels<std::int16_t>();
  const auto fill = static_cast<int>(volume.fillValue());
  std::vector<int> sums(static_cast<std::size_t>(count.x()) * static_cast<std::size_t>(count.y()));
  std::vector<int> counts(sums.size());
  for (int block = 0; block < count.z(); ++block) {
    if (control.isCancelled()) return JobControl::cancelledError();
    std::ranges::fill(sums, 0);
    std::ranges::fill(counts, 0);
    const int end = std::min((block + 1) * factor.z(), fine.size().z());
    for (int k = block * factor.z(); k < end; ++k) {
      const bool isRead = volume.sliceState(k) == Volume::SliceState::Loaded;
      for (int j = 0; j < fine.size().y(); ++j) {
        const std::int16_t* row = voxels.data() + fine.offset(0, j, k);
        const auto first = static_cast<std::size_t>(j / factor.y()) * static_cast<std::size_t>(count.x());
        for (int i = 0; i < fine.size().x(); ++i) {
          const std::size_t at = first + static_cast<std::size_t>(i / factor.x());
          sums[at] += isRead ? row[i] : fill;
          ++counts[at];
        }
      }
    }
    std::int16_t* out = image.values.data() + image.grid.offset(0, 0, block);
    for (std::size_t n = 0; n < sums.size(); ++n) out[n] = static_cast<std::int16_t>(sums[n] / counts[n]);
  }
  return image;
}

}  // namespace uptake
