#include "annotation/regions/hot_lesion.h"

#include "core/geometry/flood_fill.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

namespace uptake {

namespace {

constexpr double kNoiseDip = 0.9;      // of a maximum: dips above this are noise
constexpr double kSameOfLower = 0.7;   // saddle against the lower of two maxima of one lesion
constexpr double kSameOfHigher = 0.5;  // … and against the higher
constexpr double kGrowthFrom = 0.60;   // of the maximum
constexpr double kGrowthStep = 0.02;
constexpr double kGrowthFactor = 2.5;
constexpr double kGrowthMl = 5.0;
constexpr double kHighestPart = 0.85;

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::HotSpotTool)
};

Error lesionRefused(const QString& why) {
  return {ErrorKind::NotSupported, why, {}};
}

Error nothingStandsOut() {
  return lesionRefused(Texts::tr("Nothing stands out here: what is joined to this place is as hot as it."));
}

/// A voxel with the highest threshold at which it is still joined to the start.
struct Joined {
  double level;
  Eigen::Vector3i index;
};

/// Visits voxels from a start on, in falling order of the threshold at which each is still joined to it.
class Descent {
 public:
  /// Voxels outside of `box` do not exist.
  Descent(const Volume& pet, const Eigen::Vector3i& start, const IndexBox& box)
      : pet_(pet), fill_(box, Connectivity::FacesAndEdges), seen_(VoxelRegion(box)) {
    if (const auto cost = enter(start, -HUGE_VAL)) fill_.start(start, *cost);
  }

  /// The next voxel with at least this level; nothing when there is none.
  std::optional<Joined> next(double least) {
    const auto voxel =
        fill_.next(-least, [this](const Eigen::Vector3i& index, double cost) { return enter(index, cost); });
    return voxel ? std::optional(Joined{-voxel->cost, voxel->index}) : std::nullopt;
  }
  bool metReading() const { return metReading_; }

 private:
  /// Levels fall where costs rise.
  std::optional<double> enter(const Eigen::Vector3i& index, double cost) {
    std::uint8_t& seen = seen_.inside[seen_.position(index)];
    if (seen != 0) return std::nullopt;
    seen = 1;
    const Volume::SliceState state = pet_.sliceState(index.z());
    metReading_ = metReading_ || state == Volume::SliceState::Pending;
    if (state != Volume::SliceState::Loaded) return std::nullopt;
    const double value = pet_.value(index);
    if (!(value > 0.0)) return std::nullopt;
    return std::max(cost, -value);
  }

  const Volume& pet_;
  FloodFill<double> fill_;
  VoxelRegion seen_;
  bool metReading_ = false;
};

double distance(const ImageGrid& grid, const Eigen::Vector3i& a, const Eigen::Vector3i& b) {
  return (a - b).cast<double>().cwiseProduct(grid.spacing()).norm();
}

/// The local maximum uphill of a voxel, at most `reach` mm away from it.
Eigen::Vector3i uphill(const Volume& pet, const Eigen::Vector3i& from, double reach) {
  const ImageGrid& grid = pet.grid();
  Eigen::Vector3i at = from;
  for (;;) {
    Eigen::Vector3i best = at;
    forEachNeighbour(Connectivity::FacesAndEdges, [&](const Eigen::Vector3i& step) {
      const Eigen::Vector3i other = at + step;
      if (!grid.contains(other) || pet.sliceState(other.z()) != Volume::SliceState::Loaded ||
          distance(grid, other, from) > reach)
        return;
      if (pet.value(other) > pet.value(best)) best = other;
    });
    if (best == at) return at;
    at = best;
  }
}

/// The maximum that a click means.
Eigen::Vector3i maximumNear(const Volume& pet, const Eigen::Vector3i& clicked, double reach) {
  const ImageGrid& grid = pet.grid();
  const IndexBox box = grown({clicked, clicked}, grid, {reach});
  Eigen::Vector3i peak = uphill(pet, clicked, reach);
  for (;;) {
    Eigen::Vector3i higher = peak;
    Descent descent(pet, peak, box);
    while (const auto joined = descent.next(kNoiseDip * pet.value(peak)))
      if (pet.value(joined->index) > pet.value(higher) && distance(grid, joined->index, clicked) <= reach)
        higher = joined->index;
    if (higher == peak) return peak;
    peak = higher;
  }
}

/// What was joined to a maximum before something stood in the way.
struct Found {
  std::vector<Joined> voxels;  ///< in falling order of their levels
  LeakGuard guard = LeakGuard::None;
  std::optional<Eigen::Vector3i> higherPeak;  ///< of the same lesion: to be begun from anew
};

Result<Found> descend(const Volume& pet, const Eigen::Vector3i& peak, const HotLesionRule& rule) {
  const ImageGrid& grid = pet.grid();
  const double maximum = pet.value(peak);
  // One voxel more than the sphere, to see what lies outside.
  const IndexBox box = grown({peak, peak}, grid, {rule.limit.value + 2.0 * grid.spacing().maxCoeff()});
  Found found;
  Descent descent(pet, peak, box);
  while (const auto joined = descent.next(rule.part * maximum)) {
    const double value = pet.value(joined->index);
    if (value > maximum) {
      const Eigen::Vector3i top = uphill(pet, joined->index, rule.limit.value);
      const bool same = joined->level >= kSameOfLower * maximum &&
                        joined->level >= kSameOfHigher * pet.value(top) &&
                        distance(grid, top, peak) <= rule.limit.value;
      if (same)
        found.higherPeak = top;
      else
        found.guard = LeakGuard::HotterNeighbour;
    } else if (distance(grid, joined->index, peak) > rule.limit.value) {
      found.guard = LeakGuard::LimitSphere;
    }
    if (found.higherPeak || found.guard != LeakGuard::None) {
      std::erase_if(found.voxels, [&](const Joined& each) { return each.level <= joined->level; });
      return found;
    }
    found.voxels.push_back(*joined);
  }
  if (descent.metReading())
    return lesionRefused(Texts::tr("The PET is still being read here; try again in a moment."));
  return found;
}

/// Cuts what is joined below a step at which the lesion suddenly grows.
void holdSuddenGrowth(Found& found, double maximum, double part, double voxelMl) {
  const auto countFrom = [&](double threshold) {
    const auto end = std::ranges::partition_point(
        found.voxels, [threshold](const Joined& each) { return each.level >= threshold; });
    return end - found.voxels.begin();
  };
  for (double step = kGrowthFrom; step > part; step -= kGrowthStep) {
    const auto before = countFrom(step * maximum);
    const auto after = countFrom(std::max(step - kGrowthStep, part) * maximum);
    const bool leaps = static_cast<double>(after) > kGrowthFactor * static_cast<double>(before) &&
                       static_cast<double>(after - before) * voxelMl > kGrowthMl;
    if (!leaps) continue;
    found.voxels.erase(found.voxels.begin() + before, found.voxels.end());
    found.guard = LeakGuard::SuddenGrowth;
    return;
  }
}

VoxelRegion regionOfVoxels(const std::vector<Joined>& voxels) {
  IndexBox box;
  for (const Joined& each : voxels) box = box.united({each.index, each.index});
  VoxelRegion region(box);
  for (const Joined& each : voxels) region.inside[region.position(each.index)] = 1;
  return region;
}

}  // namespace

Result<HotLesion> hotLesion(const Volume& pet, const Point& place, const HotLesionRule& rule) {
  const ImageGrid& grid = pet.grid();
  const Eigen::Vector3i clicked = grid.nearestVoxel(place);
  if (!grid.contains(clicked)) return lesionRefused(Texts::tr("The PET does not reach to this place."));
  if (pet.sliceState(clicked.z()) == Volume::SliceState::Pending)
    return lesionRefused(Texts::tr("The PET is still being read here; try again in a moment."));
  if (pet.sliceState(clicked.z()) == Volume::SliceState::Missing)
    return lesionRefused(Texts::tr("The PET lacks the slice at this place."));

  HotLesion lesion;
  lesion.peak = maximumNear(pet, clicked, rule.reach.value);
  const Eigen::Vector3i first = lesion.peak;
  Found found;
  do {
    lesion.maximum = pet.value(lesion.peak);
    if (!(lesion.maximum > 0.0)) return lesionRefused(Texts::tr("There is no uptake at this place."));
    Result<Found> next = descend(pet, lesion.peak, rule);
    if (!next) return next.error();
    found = next.take();
    if (found.higherPeak) lesion.peak = *found.higherPeak;
  } while (found.higherPeak);

  holdSuddenGrowth(found, lesion.maximum, rule.part, grid.voxelVolume().value);
  lesion.guard = found.guard;
  lesion.threshold = rule.part * lesion.maximum;
  if (lesion.guard != LeakGuard::None) {
    const double held = found.voxels.empty() ? HUGE_VAL : found.voxels.back().level;
    if (held > kHighestPart * lesion.maximum) {
      if (lesion.guard == LeakGuard::LimitSphere) return lesion;
      return nothingStandsOut();
    }
    lesion.threshold = held;
  }
  lesion.region = regionOfVoxels(found.voxels);
  // From one higher maximum to the next the way may lead right through an organ.
  if (!lesion.region.contains(first)) return nothingStandsOut();
  return lesion;
}

}  // namespace uptake
