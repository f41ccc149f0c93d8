#include "viewer/mip/hot_region.h"

#include "core/geometry/flood_fill.h"
#include "core/mask/label_map.h"

#include <QCoreApplication>

#include <optional>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::MipView)
};

}  // namespace

Result<LabelRuns> hotRegion(const Volume& pet, const Eigen::Vector3i& seed, const JobControl& control,
                            double part) {
  const ImageGrid& grid = pet.grid();
  auto labels = LabelMap::create(grid);
  if (!labels) return labels.error();
  const double least = part * pet.value(seed);
  const auto most = static_cast<std::ptrdiff_t>(kLargestHotRegion * static_cast<double>(grid.voxelCount()));
  std::ptrdiff_t count = 1;
  FloodFill<int> fill(grid.bounds(), Connectivity::FacesAndEdges);
  labels->set(seed, 1);
  fill.start(seed, 0);
  const auto enter = [&](const Eigen::Vector3i& index, int) -> std::optional<int> {
    if (pet.sliceState(index.z()) != Volume::SliceState::Loaded || labels->at(index) != 0 ||
        pet.value(index) < least)
      return std::nullopt;
    labels->set(index, 1);
    ++count;
    return 0;
  };
  while (fill.next(0, enter)) {
    if (control.isCancelled()) return JobControl::cancelledError();
    if (count > most)
      return Error{ErrorKind::NotSupported,
                   Texts::tr("What is joined to this place above %1 % of its uptake is more than a "
                             "part: it is over %2 % of the image.")
                       .arg(part * 100.0)
                       .arg(kLargestHotRegion * 100.0),
                   {}};
  }
  return labels->runs();
}

}  // namespace uptake
