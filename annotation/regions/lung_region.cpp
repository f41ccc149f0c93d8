#include "annotation/regions/lung_region.h"

#include "annotation/regions/block_image.h"
#include "annotation/regions/components.h"
#include "annotation/regions/distances.h"
#include "annotation/regions/fill_holes.h"
#include "annotation/regions/grow_region.h"
#include "annotation/regions/region_sets.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <optional>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::LungRegion)
};

constexpr int kAir = -400;  // HU; below it is air or lung
constexpr Millimetres kBlock{2.0};
constexpr double kLeastLungMl = 150.0;
constexpr Millimetres kNearShell{5.0};
constexpr Millimetres kFarShell{9.0};
constexpr double kLeastTissueAround = 0.6;  // of that shell
constexpr int kGas = -950;                  // HU; air without lung around it is below
constexpr double kMostGas = 0.6;            // of a lung
constexpr double kSecondLung = 0.15;        // of the larger one, at least
constexpr double kLeastPart = 0.05;         // of the lungs, to be one of them
constexpr Millimetres kAirwayWall{2.5};
constexpr double kLeastTracheaMm2 = 40.0;
constexpr double kMostTracheaMm2 = 900.0;
constexpr double kMostAirwayMl = 90.0;
constexpr Millimetres kHilum{10.0};
constexpr double kLeastCrumbMl = 5.0;

double millilitres(std::ptrdiff_t voxels, const ImageGrid& grid) {
  return static_cast<double>(voxels) * grid.voxelVolume().value;
}

/// The voxels of a box that are below a value.
VoxelRegion below(const BlockImage& image, const IndexBox& box, int value) {
  VoxelRegion result(box);
  if (box.isEmpty()) return result;
  std::size_t at = 0;
  for (int k = box.first.z(); k <= box.last.z(); ++k)
    for (int j = box.first.y(); j <= box.last.y(); ++j) {
      const std::int16_t* row = image.values.data() + image.grid.offset(box.first.x(), j, k);
      for (int i = 0; i < result.size().x(); ++i, ++at) result.inside[at] = row[i] < value ? 1 : 0;
    }
  return result;
}

/// Air that does not reach the edge of its axial image.
VoxelRegion airInside(const BlockImage& image, int axial, const JobControl& control) {
  const IndexBox all = wholeGrid(image.grid);
  VoxelRegion result(all);
  for (int at = 0; at <= all.last[axial] && !control.isCancelled(); ++at) {
    IndexBox slice = all;
    slice.first[axial] = slice.last[axial] = at;
    VoxelRegion air = below(image, slice, kAir);
    const RegionComponents parts = componentsOf(air, Connectivity::Faces);
    const std::vector<bool> isOutside = parts.reachSides(axial);
    for (std::size_t run = 0; run < parts.runs.size(); ++run)
      if (isOutside[static_cast<std::size_t>(parts.numbers[run])])
        std::fill_n(air.inside.data() + parts.runs[run].first, parts.runs[run].length, std::uint8_t{0});
    add(result, air);
  }
  return result;
}

/// The share of a set's voxels that fulfil something.
template <class Holds>
double shareOf(const VoxelRegion& region, Holds holds) {
  std::ptrdiff_t all = 0;
  std::ptrdiff_t held = 0;
  std::size_t at = 0;
  for (int k = region.box.first.z(); k <= region.box.last.z(); ++k)
    for (int j = region.box.first.y(); j <= region.box.last.y(); ++j)
      for (int i = region.box.first.x(); i <= region.box.last.x(); ++i, ++at) {
        if (region.inside[at] == 0) continue;
        ++all;
        held += holds(Eigen::Vector3i(i, j, k)) ? 1 : 0;
      }
  return all == 0 ? 0.0 : static_cast<double>(held) / static_cast<double>(all);
}

bool looksLikeLung(const VoxelRegion& part, const BlockImage& image, const JobControl& control) {
  const auto valueAt = [&](const Eigen::Vector3i& index) {
    return image.values[static_cast<std::size_t>(image.grid.offset(index))];
  };
  if (shareOf(part, [&](const Eigen::Vector3i& at) { return valueAt(at) < kGas; }) > kMostGas) return false;
  VoxelRegion shell = inBox(part, grown(part.box, image.grid, kFarShell));
  const std::vector<float> distances =
      squaredDistances(shell, image.grid.spacing(), DistanceTo::Set, control);
  std::ranges::transform(distances, shell.inside.begin(), [](float distance) {
    return static_cast<std::uint8_t>(distance > reachOf(kNearShell) && distance <= reachOf(kFarShell));
  });
  return shareOf(shell, [&](const Eigen::Vector3i& at) { return valueAt(at) >= kAir; }) >= kLeastTissueAround;
}

/// The largest part that can be lung, and the next beside it; empty when there is none.
VoxelRegion lungsWithAirways(const BlockImage& image, int axial, const JobControl& control) {
  const RegionComponents parts = componentsOf(airInside(image, axial, control), Connectivity::Faces);
  VoxelRegion first;
  for (int number = 1; number <= parts.count() && !control.isCancelled(); ++number) {
    const std::ptrdiff_t size = parts.voxels[static_cast<std::size_t>(number - 1)];
    if (millilitres(size, image.grid) < kLeastLungMl) break;
    if (!first.box.isEmpty() && static_cast<double>(size) < kSecondLung * static_cast<double>(first.count()))
      break;
    VoxelRegion part = parts.region(number);
    if (!looksLikeLung(part, image, control)) continue;
    if (first.box.isEmpty()) {
      first = std::move(part);
      continue;
    }
    const int height = part.box.last[axial] - part.box.first[axial] + 1;
    const int shared = std::min(part.box.last[axial], first.box.last[axial]) -
                       std::max(part.box.first[axial], first.box.first[axial]) + 1;
    if (2 * shared >= height) return unitedWith(first, part);
  }
  return first;
}

/// A voxel of the trachea: in the uppermost slice whose air has the size of one, the part nearest the
/// middle.
std::optional<Eigen::Vector3i> tracheaSeed(const VoxelRegion& lungs, const BlockImage& image, int axial,
                                           bool upIsLast) {
  const ImageGrid& grid = image.grid;
  const double pixel = grid.voxelVolume().value * 1000.0 / grid.spacing()[axial];
  const int sideways = grid.axisAlong(Direction(1, 0, 0));
  const double middle = (lungs.box.first[sideways] + lungs.box.last[sideways]) / 2.0;
  const int height = lungs.box.last[axial] - lungs.box.first[axial] + 1;
  for (int step = 0; step < height / 2; ++step) {
    IndexBox slice = lungs.box;
    slice.first[axial] = slice.last[axial] =
        upIsLast ? lungs.box.last[axial] - step : lungs.box.first[axial] + step;
    std::optional<Eigen::Vector3i> best;
    double least = 0.0;
    for (const VoxelRegion& part : connectedParts(inBox(lungs, slice))) {
      const double area = static_cast<double>(part.count()) * pixel;
      if (area < kLeastTracheaMm2 || area > kMostTracheaMm2) continue;
      const double away = std::abs((part.box.first[sideways] + part.box.last[sideways]) / 2.0 - middle);
      if (best && away >= least) continue;
      std::optional<Eigen::Vector3i> darkest;
      int lowest = 0;
      std::size_t at = 0;
      for (int k = part.box.first.z(); k <= part.box.last.z(); ++k)
        for (int j = part.box.first.y(); j <= part.box.last.y(); ++j)
          for (int i = part.box.first.x(); i <= part.box.last.x(); ++i, ++at) {
            const int value = image.values[static_cast<std::size_t>(grid.offset(i, j, k))];
            if (part.inside[at] == 0 || (darkest && value >= lowest)) continue;
            darkest = Eigen::Vector3i(i, j, k);
            lowest = value;
          }
      least = away;
      best = darkest;
    }
    if (best) return best;
  }
  return std::nullopt;
}

/// Air that hangs together with the seed, as much of it as does not leak into the lung.
VoxelRegion airway(const VoxelRegion& lungs, const BlockImage& image, const Eigen::Vector3i& seed,
                   const JobControl& control) {
  constexpr int kDarkest = -980;
  constexpr int kBrightest = -800;
  constexpr int kStep = 20;
  VoxelRegion result;
  for (int value = kDarkest; value <= kBrightest && !control.isCancelled(); value += kStep) {
    const VoxelRegion air = intersectedWith(lungs, below(image, lungs.box, value));
    const VoxelRegion grown = connectedPart(air, seed);
    if (millilitres(grown.count(), image.grid) > kMostAirwayMl) break;
    result = grown;
  }
  return result;
}

/// At the border the voxels themselves decide: see the header.
VoxelRegion inVoxels(const Volume& ct, const BlockImage& image, const VoxelRegion& lungs,
                     const VoxelRegion& closed, const VoxelRegion& airways, const JobControl& control) {
  const IndexBox all = wholeGrid(image.grid);
  const Eigen::Vector3i one = Eigen::Vector3i::Ones();
  const IndexBox blocks = IndexBox{closed.box.first - one, closed.box.last + one}.intersected(all);
  const VoxelRegion near = grownBy(lungs, image.grid, {image.grid.spacing().maxCoeff()}, control);
  enum Rule : std::uint8_t { kOut, kIn, kAsVoxel };
  VoxelRegion rules(blocks);
  std::size_t at = 0;
  for (int k = blocks.first.z(); k <= blocks.last.z(); ++k)
    for (int j = blocks.first.y(); j <= blocks.last.y(); ++j)
      for (int i = blocks.first.x(); i <= blocks.last.x(); ++i, ++at) {
        const Eigen::Vector3i block(i, j, k);
        bool isInner = closed.contains(block);
        for (int axis = 0; axis < 3 && isInner; ++axis)
          for (const int step : {-1, 1}) {
            const Eigen::Vector3i beside = block + step * Eigen::Vector3i::Unit(axis);
            isInner = isInner && (!all.contains(beside) || closed.contains(beside));
          }
        if (isInner || (closed.contains(block) && !lungs.contains(block)))
          rules.inside[at] = kIn;
        else if (near.contains(block) && !airways.contains(block))
          rules.inside[at] = kAsVoxel;
      }
  const IndexBox box =
      IndexBox{blocks.first.cwiseProduct(image.factor), (blocks.last + one).cwiseProduct(image.factor) - one}
          .intersected(wholeGrid(ct.grid()));
  VoxelRegion result(box);
  const auto voxels = ct.voxels<std::int16_t>();
  at = 0;
  for (int k = box.first.z(); k <= box.last.z() && !control.isCancelled(); ++k) {
    const bool isRead = ct.sliceState(k) == Volume::SliceState::Loaded;
    for (int j = box.first.y(); j <= box.last.y(); ++j) {
      const std::int16_t* row = voxels.data() + ct.grid().offset(0, j, k);
      const std::uint8_t* rule = rules.inside.data() + rules.position({blocks.first.x(), j / image.factor.y(),
                                                                       k / image.factor.z()});
      for (int i = box.first.x(); i <= box.last.x(); ++i, ++at) {
        const std::uint8_t applies = rule[i / image.factor.x() - blocks.first.x()];
        result.inside[at] = applies == kIn || (applies == kAsVoxel && isRead && row[i] < kAir) ? 1 : 0;
      }
    }
  }
  return result;
}

/// Without parts that the border of blocks cut off.
VoxelRegion withoutCrumbs(VoxelRegion region, const ImageGrid& grid) {
  const RegionComponents parts = componentsOf(region, Connectivity::FacesAndEdges);
  for (std::size_t run = 0; run < parts.runs.size(); ++run)
    if (millilitres(parts.voxels[static_cast<std::size_t>(parts.numbers[run] - 1)], grid) < kLeastCrumbMl)
      std::fill_n(region.inside.data() + parts.runs[run].first, parts.runs[run].length, std::uint8_t{0});
  return tightened(region);
}

}  // namespace

Result<Lungs> lungRegion(const Volume& ct, JobControl& control) {
  if (ct.unit() != ValueUnit::Hounsfield || ct.type() != VoxelType::Int16)
    return Error{
        ErrorKind::NotSupported, Texts::tr("The lungs are found by HU, which this image has not."), {}};
  const auto step = [&control](int done) { control.setProgress(done, 6, Texts::tr("Lung mask")); };
  step(0);
  const auto blocks = blockMeans(ct, kBlock, control);
  if (!blocks) return blocks.error();
  const BlockImage& image = *blocks;
  const int axial = image.grid.axisAlong(Direction(0, 0, 1));
  step(1);
  const VoxelRegion found = lungsWithAirways(image, axial, control);
  if (control.isCancelled()) return JobControl::cancelledError();
  if (found.box.isEmpty())
    return Error{ErrorKind::NotSupported,
                 Texts::tr("No lung was found in the CT: no air inside the body that "
                           "has its size and surroundings."),
                 {}};
  step(2);
  Lungs result;
  VoxelRegion airways;
  const bool upIsLast = image.grid.axis(axial).z() > 0.0;
  if (const auto seed = tracheaSeed(found, image, axial, upIsLast))
    airways = grownBy(airway(found, image, *seed, control), image.grid, kAirwayWall, control);
  result.withoutAirway = !airways.isEmpty();
  step(3);
  VoxelRegion lungs;
  VoxelRegion closed;
  const VoxelRegion rest = without(found, airways);
  const auto least = static_cast<std::ptrdiff_t>(kLeastPart * static_cast<double>(rest.count()));
  for (const VoxelRegion& part : connectedParts(rest)) {
    if (part.count() < least) break;
    if (control.isCancelled()) return JobControl::cancelledError();
    lungs = unitedWith(lungs, part);
    // Each by itself: the mediastinum between them is narrower than a hilum in places.
    closed = unitedWith(closed, holesFilled(closedBy(part, image.grid, kHilum, control), image.grid));
  }
  closed = without(closed, airways);
  step(5);
  result.region = withoutCrumbs(inVoxels(ct, image, lungs, closed, airways, control), ct.grid());
  if (control.isCancelled()) return JobControl::cancelledError();
  return result;
}

}  // namespace uptake
