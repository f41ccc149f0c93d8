#include "viewer/mip/hot_region.h"

#include <QCoreApplication>

#include <vector>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::MipView)
};

}  // namespace

Result<LabelRows> hotRegion(const Volume& pet, const Eigen::Vector3i& seed, double part) {
  const ImageGrid& grid = pet.grid();
  auto labels = LabelMap::create(grid);
  if (!labels) return labels.error();
  const double least = part * pet.value(seed);
  const auto most = static_cast<std::ptrdiff_t>(kLargestHotRegion * static_cast<double>(grid.voxelCount()));
  std::ptrdiff_t count = 1;
  std::vector<Eigen::Vector3i> edge{seed};
  labels->set(seed, 1);
  while (!edge.empty()) {
    const Eigen::Vector3i voxel = edge.back();
    edge.pop_back();
    for (int dk = -1; dk <= 1; ++dk)
      for (int dj = -1; dj <= 1; ++dj)
        for (int di = -1; di <= 1; ++di) {
          if (di * di + dj * dj + dk * dk > 2) continue;
          const Eigen::Vector3i next = voxel + Eigen::Vector3i(di, dj, dk);
          if (!grid.contains(next) || pet.sliceState(next.z()) != Volume::SliceState::Loaded ||
              labels->at(next) != 0 || pet.value(next) < least)
            continue;
          if (++count > most)
            return Error{ErrorKind::NotSupported,
                         Texts::tr("What is joined to this place above %1 % of its uptake is more than a "
                                   "part: it is over %2 % of the image.")
                             .arg(part * 100.0)
                             .arg(kLargestHotRegion * 100.0),
                         {}};
          labels->set(next, 1);
          edge.push_back(next);
        }
  }
  return LabelRows(*labels);
}

}  // namespace uptake
