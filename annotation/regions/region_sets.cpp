#include "annotation/regions/region_sets.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace uptake {

namespace {

/// Calls visit(position in a, position in b, length) for every row of a box that lies in the boxes of both.
template <class Visit>
void forEachCommonRow(const VoxelRegion& a, const VoxelRegion& b, Visit visit) {
  const IndexBox box = a.box.intersected(b.box);
  if (a.box.isEmpty() || b.box.isEmpty() || box.isEmpty()) return;
  const int length = box.last.x() - box.first.x() + 1;
  for (int k = box.first.z(); k <= box.last.z(); ++k)
    for (int j = box.first.y(); j <= box.last.y(); ++j) {
      const Eigen::Vector3i first(box.first.x(), j, k);
      visit(a.position(first), b.position(first), static_cast<std::size_t>(length));
    }
}

}  // namespace

VoxelRegion tightened(const VoxelRegion& region) {
  IndexBox box;
  for (int k = region.box.first.z(); k <= region.box.last.z(); ++k)
    for (int j = region.box.first.y(); j <= region.box.last.y(); ++j) {
      const std::uint8_t* row = region.inside.data() + region.position({region.box.first.x(), j, k});
      const std::uint8_t* end = row + region.size().x();
      const std::uint8_t* first = std::find_if(row, end, [](std::uint8_t in) { return in != 0; });
      if (first == end) continue;
      const std::uint8_t* last = end - 1;
      while (*last == 0) --last;
      box = box.united({{region.box.first.x() + static_cast<int>(first - row), j, k},
                        {region.box.first.x() + static_cast<int>(last - row), j, k}});
    }
  if (box == region.box) return region;
  VoxelRegion result(box);
  for (int k = box.first.z(); k <= box.last.z(); ++k)
    for (int j = box.first.y(); j <= box.last.y(); ++j)
      std::copy_n(region.inside.data() + region.position({box.first.x(), j, k}), result.size().x(),
                  result.inside.data() + result.position({box.first.x(), j, k}));
  return result;
}

VoxelRegion inBox(const VoxelRegion& region, const IndexBox& box) {
  VoxelRegion result(box);
  forEachCommonRow(region, result, [&](std::size_t from, std::size_t to, std::size_t length) {
    std::copy_n(region.inside.data() + from, length, result.inside.data() + to);
  });
  return result;
}

VoxelRegion complement(VoxelRegion region) {
  for (std::uint8_t& in : region.inside) in = in == 0 ? 1 : 0;
  return region;
}

VoxelRegion unitedWith(const VoxelRegion& first, const VoxelRegion& second) {
  VoxelRegion result = inBox(first, first.box.united(second.box));
  add(result, second);
  return result;
}

void add(VoxelRegion& region, const VoxelRegion& more) {
  forEachCommonRow(more, region, [&](std::size_t from, std::size_t to, std::size_t length) {
    for (std::size_t n = 0; n < length; ++n) region.inside[to + n] |= more.inside[from + n];
  });
}

VoxelRegion intersectedWith(const VoxelRegion& first, const VoxelRegion& second) {
  const IndexBox box = first.box.intersected(second.box);
  if (first.box.isEmpty() || second.box.isEmpty() || box.isEmpty()) return {};
  VoxelRegion result = inBox(first, box);
  forEachCommonRow(second, result, [&](std::size_t from, std::size_t to, std::size_t length) {
    for (std::size_t n = 0; n < length; ++n) result.inside[to + n] &= second.inside[from + n];
  });
  return result;
}

VoxelRegion without(VoxelRegion first, const VoxelRegion& second) {
  forEachCommonRow(second, first, [&](std::size_t from, std::size_t to, std::size_t length) {
    for (std::size_t n = 0; n < length; ++n)
      if (second.inside[from + n] != 0) first.inside[to + n] = 0;
  });
  return first;
}

VoxelRegion onGrid(const VoxelRegion& region, const ImageGrid& from, const ImageGrid& to) {
  if (region.box.isEmpty() || from.sameAs(to)) return tightened(region);
  Eigen::Vector3d low = Eigen::Vector3d::Constant(HUGE_VAL);
  Eigen::Vector3d high = -low;
  for (unsigned corner = 0; corner < 8; ++corner) {
    Eigen::Vector3d index;
    for (int axis = 0; axis < 3; ++axis)
      index[axis] = (corner >> axis) & 1U ? region.box.last[axis] + 0.5 : region.box.first[axis] - 0.5;
    const Eigen::Vector3d there = to.toIndex(from.toPatient(index));
    low = low.cwiseMin(there);
    high = high.cwiseMax(there);
  }
  // Clamped before the cast: a far-off region would overflow an int.
  const Eigen::Vector3d end = to.size().cast<double>();
  low = low.cwiseMax(-1.0).cwiseMin(end);
  high = high.cwiseMax(-1.0).cwiseMin(end);
  const IndexBox box =
      IndexBox{low.array().floor().cast<int>().matrix(), high.array().ceil().cast<int>().matrix()}
          .intersected(to.bounds());
  VoxelRegion result(box);
  const bool parallel =
      (from.directions().transpose() * to.directions()).isApprox(Eigen::Matrix3d::Identity(), 1e-12);
  std::array<std::vector<int>, 3>
      column;  // the voxel of `from` by index of `to`, where the axes are parallel
  for (int axis = 0; axis < 3 && parallel && !box.isEmpty(); ++axis)
    for (int at = box.first[axis]; at <= box.last[axis]; ++at) {
      Eigen::Vector3d index = box.first.cast<double>();
      index[axis] = at;
      column[static_cast<std::size_t>(axis)].push_back(from.nearestVoxel(to.toPatient(index))[axis]);
    }
  const auto voxelAt = [&](int i, int j, int k) -> Eigen::Vector3i {
    if (!parallel) return from.nearestVoxel(to.toPatient(Eigen::Vector3d(i, j, k)));
    return {column[0][static_cast<std::size_t>(i - box.first.x())],
            column[1][static_cast<std::size_t>(j - box.first.y())],
            column[2][static_cast<std::size_t>(k - box.first.z())]};
  };
  for (int k = box.first.z(); k <= box.last.z(); ++k)
    for (int j = box.first.y(); j <= box.last.y(); ++j) {
      std::uint8_t* row = result.inside.data() + result.position({box.first.x(), j, k});
      for (int i = box.first.x(); i <= box.last.x(); ++i)
        row[i - box.first.x()] = region.contains(voxelAt(i, j, k)) ? 1 : 0;
    }
  return tightened(result);
}

}  // namespace uptake
