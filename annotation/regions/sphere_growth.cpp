#include "annotation/regions/sphere_growth.h"

#include <algorithm>
#include <cmath>
#include <new>

namespace uptake {

namespace {

constexpr std::uint16_t kNever = 0xffff;
constexpr int kMostSteps = kNever - 2;
constexpr double kTouchSteps = 1e-9;  // a centre exactly on a sphere is in it on every side

}  // namespace

SphereGrowth::SphereGrowth(std::shared_ptr<const Volume> image, const Eigen::Vector3i& seed, double low,
                           double high)
    : image_(std::move(image)),
      seed_(seed),
      low_(low),
      high_(high),
      fill_(image_->grid().bounds(), Connectivity::FacesAndEdges) {
  const auto count = static_cast<std::size_t>(image_->grid().voxelCount());
  needed_.reset(static_cast<std::uint16_t*>(std::calloc(count, sizeof(std::uint16_t))));
  if (!needed_) throw std::bad_alloc();
  if (const auto steps = enter(seed, 0)) fill_.start(seed, *steps);
}

std::optional<int> SphereGrowth::enter(const Eigen::Vector3i& index, int steps) {
  const ImageGrid& grid = image_->grid();
  std::uint16_t& needed = needed_[static_cast<std::size_t>(grid.offset(index))];
  if (needed != 0) return std::nullopt;
  const Volume::SliceState state = image_->sliceState(index.z());
  metReading_ = metReading_ || state == Volume::SliceState::Pending;
  needed = kNever;
  if (state != Volume::SliceState::Loaded) return std::nullopt;
  const double value = image_->value(index);
  if (!(value >= low_ && value <= high_)) return std::nullopt;
  const double away = (index - seed_).cast<double>().cwiseProduct(grid.spacing()).norm();
  const int own = static_cast<int>(std::ceil(away / kStepMm - kTouchSteps));
  const int all = std::max(own, steps);
  if (all > kMostSteps) return std::nullopt;
  needed = static_cast<std::uint16_t>(all + 1);
  const auto place = static_cast<std::size_t>(all);
  if (place >= extents_.size()) extents_.resize(place + 1);
  extents_[place] = extents_[place].united({index, index});
  return all;
}

VoxelRegion SphereGrowth::within(int steps) {
  const ImageGrid& grid = image_->grid();
  const auto wanted = static_cast<std::size_t>(std::clamp(steps, 0, kMostSteps));
  const auto take = [this](const Eigen::Vector3i& index, int cost) { return enter(index, cost); };
  while (fill_.next(static_cast<int>(wanted), take)) {
  }
  IndexBox box;
  for (std::size_t each = 0; each < std::min(wanted + 1, extents_.size()); ++each)
    box = box.united(extents_[each]);
  VoxelRegion region(box);
  for (int k = box.first.z(); k <= box.last.z(); ++k)
    for (int j = box.first.y(); j <= box.last.y(); ++j) {
      const std::uint16_t* from = needed_.get() + grid.offset(box.first.x(), j, k);
      std::transform(from, from + region.size().x(),
                     region.inside.data() + region.position({box.first.x(), j, k}),
                     [wanted](std::uint16_t needed) -> std::uint8_t {
                       return needed != 0 && needed != kNever && std::size_t{needed} <= wanted + 1 ? 1 : 0;
                     });
    }
  return region;
}

}  // namespace uptake
