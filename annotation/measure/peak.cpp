#include "annotation/measure/peak.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

namespace uptake {

namespace {

constexpr double kPointDistanceMm = 0.25;

/// The share of a voxel's cell about `centre` (mm, from the sphere's centre) that lies in the sphere.
double shareInSphere(const Eigen::Vector3d& centre, const Eigen::Vector3d& spacing) {
  const double squared = kPeakRadiusMm * kPeakRadiusMm;
  const Eigen::Vector3d away = centre.cwiseAbs();
  if ((away + spacing / 2.0).squaredNorm() <= squared) return 1.0;
  if ((away - spacing / 2.0).cwiseMax(0.0).squaredNorm() >= squared) return 0.0;
  const Eigen::Vector3i counts = (spacing / kPointDistanceMm).array().ceil().max(4.0).matrix().cast<int>();
  std::int64_t inside = 0;
  for (int c = 0; c < counts.z(); ++c)
    for (int b = 0; b < counts.y(); ++b)
      for (int a = 0; a < counts.x(); ++a) {
        const Eigen::Vector3d share =
            (Eigen::Vector3d(a, b, c).array() + 0.5) / counts.cast<double>().array();
        const Eigen::Vector3d point = centre + (share.array() - 0.5).matrix().cwiseProduct(spacing);
        inside += point.squaredNorm() <= squared ? 1 : 0;
      }
  return static_cast<double>(inside) / static_cast<double>(counts.cast<std::int64_t>().prod());
}

}  // namespace

std::vector<PeakVoxel> peakVoxels(const Eigen::Vector3d& spacing) {
  // Voxels beyond the sphere's size, such as of a corrupt header, would make endless points.
  const Eigen::Vector3d cell = spacing.cwiseMin(100.0);
  const Eigen::Vector3i reach =
      ((Eigen::Array3d::Constant(kPeakRadiusMm) / cell.array() + 0.5).ceil()).matrix().cast<int>();
  std::vector<PeakVoxel> voxels;
  for (int k = -reach.z(); k <= reach.z(); ++k)
    for (int j = -reach.y(); j <= reach.y(); ++j)
      for (int i = -reach.x(); i <= reach.x(); ++i) {
        const Eigen::Vector3i offset(i, j, k);
        const double share = shareInSphere(offset.cast<double>().cwiseProduct(cell), cell);
        if (share > 0.0) voxels.push_back({offset, share});
      }
  return voxels;
}

PeakFinder::PeakFinder(const Volume& image) : image_(image) {
  const ImageGrid& grid = image.grid();
  double total = 0.0;
  Eigen::Vector3i reach = Eigen::Vector3i::Zero();
  const std::vector<PeakVoxel> voxels = peakVoxels(grid.spacing());
  for (const PeakVoxel& voxel : voxels) {
    total += voxel.weight;
    reach = reach.cwiseMax(voxel.offset.cwiseAbs());
  }
  for (const PeakVoxel& voxel : voxels) taps_.push_back({grid.offset(voxel.offset), voxel.weight / total});
  inner_ = {reach, grid.size() - Eigen::Vector3i::Ones() - reach};
  usable_.resize(static_cast<std::size_t>(grid.size().z()));
  for (int k = inner_.first.z(); k <= inner_.last.z(); ++k) {
    bool loaded = true;
    for (int slice = k - reach.z(); slice <= k + reach.z(); ++slice)
      loaded = loaded && image.sliceState(slice) == Volume::SliceState::Loaded;
    usable_[static_cast<std::size_t>(k)] = loaded;
  }
}

template <class T>
double PeakFinder::weighted(const T* voxel) const {
  double sum = 0.0;
  for (const Tap& tap : taps_) sum += tap.weight * static_cast<double>(voxel[tap.offset]);
  return sum;
}

std::optional<double> PeakFinder::meanAt(const Eigen::Vector3i& voxel) const {
  if (!inner_.contains(voxel) || !usable_[static_cast<std::size_t>(voxel.z())]) return std::nullopt;
  const auto at = static_cast<std::size_t>(image_.grid().offset(voxel));
  return image_.type() == VoxelType::Int16 ? weighted(image_.voxels<std::int16_t>().data() + at)
                                           : weighted(image_.voxels<float>().data() + at);
}

std::optional<Peak> PeakFinder::highestAmong(std::span<const std::ptrdiff_t> voxels) const {
  const ImageGrid& grid = image_.grid();
  const std::ptrdiff_t width = grid.size().x();
  std::optional<Peak> best;
  bool restricted = false;
  for (const std::ptrdiff_t position : voxels) {
    const Eigen::Vector3i voxel(static_cast<int>(position % width),
                                static_cast<int>(position / width % grid.size().y()),
                                static_cast<int>(position / grid.sliceVoxelCount()));
    const std::optional<double> mean = meanAt(voxel);
    restricted |= !mean;
    if (mean && (!best || *mean > best->value))
      best = Peak{*mean, grid.toPatient(voxel.cast<double>()), false};
  }
  if (best) best->restricted = restricted;
  return best;
}

std::optional<Peak> spherePeak(const Measurement& sphere, const Volume& image, const JobControl& control) {
  const ImageGrid& grid = image.grid();
  const PeakFinder means(image);
  const Eigen::Vector3d centre = grid.toIndex(sphere.points[0]);
  const double radius = radiusMm(sphere);
  const Eigen::Array3d half = radius / grid.spacing().array();
  const Eigen::Array3d end = grid.size().cast<double>().array() - 1.0;
  const Eigen::Vector3i first = (centre.array() - half).floor().max(0.0).min(end + 1.0).matrix().cast<int>();
  const Eigen::Vector3i last = (centre.array() + half).ceil().min(end).max(-1.0).matrix().cast<int>();
  std::optional<Peak> best;
  bool restricted = false;
  const double squared = radius * radius * (1.0 + 1e-9);
  for (int k = first.z(); k <= last.z(); ++k) {
    if (control.isCancelled()) return std::nullopt;
    for (int j = first.y(); j <= last.y(); ++j)
      for (int i = first.x(); i <= last.x(); ++i) {
        const Eigen::Vector3i index(i, j, k);
        if ((index.cast<double>() - centre).cwiseProduct(grid.spacing()).squaredNorm() > squared) continue;
        const std::optional<double> mean = means.meanAt(index);
        restricted |= !mean;
        if (mean && (!best || *mean > best->value))
          best = Peak{*mean, grid.toPatient(index.cast<double>()), false};
      }
  }
  if (best) best->restricted = restricted;
  return best;
}

}  // namespace uptake
