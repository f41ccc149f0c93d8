#include "annotation/regions/box_threshold.h"

#include "annotation/regions/region_sets.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace uptake {

namespace {

constexpr double kBackgroundPart = 0.41;

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::ThresholdBoxTool)
};

Error boxRefused(const QString& why) {
  return {ErrorKind::NotSupported, why, {}};
}

/// The indices of a grid within which the box lies, with `margin` voxels more, as far as the grid goes.
IndexBox indicesAround(const OrientedBox& box, const ImageGrid& grid, int margin) {
  const Eigen::Vector3d middle = grid.toIndex(box.centre);
  const Eigen::Matrix3d axes = grid.directions().transpose() * box.axes;
  const Eigen::Vector3d reach = (axes.cwiseAbs() * box.half).cwiseQuotient(grid.spacing());
  const Eigen::Vector3d end = grid.size().cast<double>() + Eigen::Vector3d::Constant(margin);
  const auto clamped = [&](const Eigen::Vector3d& index) {
    return Eigen::Vector3d(index.cwiseMax(-1.0 - margin).cwiseMin(end));
  };
  const Eigen::Vector3i low = clamped(middle - reach).array().floor().cast<int>() - margin;
  const Eigen::Vector3i high = clamped(middle + reach).array().ceil().cast<int>() + margin;
  return IndexBox{low, high}.intersected(grid.bounds());
}

/// Calls visit(index) for every index of a box.
template <class Visit>
void forEachIndex(const IndexBox& box, Visit visit) {
  for (int k = box.first.z(); k <= box.last.z(); ++k)
    for (int j = box.first.y(); j <= box.last.y(); ++j)
      for (int i = box.first.x(); i <= box.last.x(); ++i) visit(Eigen::Vector3i(i, j, k));
}

std::optional<Error> unreadable(const Volume& pet, const IndexBox& indices) {
  for (int k = indices.first.z(); k <= indices.last.z() && !indices.isEmpty(); ++k) {
    if (pet.sliceState(k) == Volume::SliceState::Pending)
      return boxRefused(Texts::tr("The PET is still being read here; try again in a moment."));
    if (pet.sliceState(k) == Volume::SliceState::Missing)
      return boxRefused(Texts::tr("The PET lacks a slice here."));
  }
  return std::nullopt;
}

}  // namespace

Result<BoxThreshold> boxThreshold(const Volume& pet, const OrientedBox& box, ThresholdRule rule) {
  const bool inSuv = rule == ThresholdRule::Suv25 || rule == ThresholdRule::Suv40;
  if (inSuv && pet.unit() != ValueUnit::Suv)
    return boxRefused(
        Texts::tr("This PET has no SUV scale; its values are in %1. Choose a part of the maximum instead.")
            .arg(pet.unitLabel()));
  const ImageGrid& grid = pet.grid();
  OrientedBox around = box;
  if (rule == ThresholdRule::Background) around.half.array() += kBackgroundShell.value;
  const IndexBox indices = indicesAround(around, grid, 0);
  if (auto error = unreadable(pet, indices)) return *error;

  BoxThreshold result;
  std::ptrdiff_t inside = 0;
  std::ptrdiff_t shell = 0;
  double sum = 0.0;
  forEachIndex(indices, [&](const Eigen::Vector3i& index) {
    const Point centre = grid.toPatient(index.cast<double>());
    if (box.contains(centre)) {
      const double value = pet.value(index);
      result.maximum = inside++ == 0 ? value : std::max(result.maximum, value);
    } else if (rule == ThresholdRule::Background && around.contains(centre)) {
      sum += pet.value(index);
      ++shell;
    }
  });
  if (inside == 0) return boxRefused(Texts::tr("There is no voxel of the PET in the box."));
  switch (rule) {
    case ThresholdRule::Suv25:
      result.threshold = 2.5;
      break;
    case ThresholdRule::Suv40:
      result.threshold = 4.0;
      break;
    case ThresholdRule::Part41:
      result.threshold = 0.41 * result.maximum;
      break;
    case ThresholdRule::Part50:
      result.threshold = 0.50 * result.maximum;
      break;
    case ThresholdRule::Background:
      if (shell == 0) return boxRefused(Texts::tr("There is no voxel of the PET around the box."));
      result.background = sum / static_cast<double>(shell);
      result.threshold = result.background + kBackgroundPart * (result.maximum - result.background);
      break;
  }
  const bool nothing = !inSuv && !(result.maximum > result.background);
  if (nothing) return boxRefused(Texts::tr("There is no uptake in the box above what is around it."));
  return result;
}

VoxelRegion atLeast(const Volume& pet, const OrientedBox& box, double threshold, const ImageGrid& grid) {
  // The PET's voxels first, which are fewer: only where they are hot the mask's are looked at. One more on
  // every side, because a mask's voxel inside the box may lie in a voxel whose centre is outside.
  const ImageGrid& own = pet.grid();
  VoxelRegion hot(indicesAround(box, own, 1));
  forEachIndex(hot.box, [&](const Eigen::Vector3i& index) {
    if (pet.sliceState(index.z()) == Volume::SliceState::Loaded && pet.value(index) >= threshold)
      hot.inside[hot.position(index)] = 1;
  });
  VoxelRegion region = onGrid(tightened(hot), own, grid);
  forEachIndex(region.box, [&](const Eigen::Vector3i& index) {
    std::uint8_t& in = region.inside[region.position(index)];
    if (in != 0 && !box.contains(grid.toPatient(index.cast<double>()))) in = 0;
  });
  return tightened(region);
}

}  // namespace uptake
