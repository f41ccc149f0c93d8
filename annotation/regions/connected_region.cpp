#include "annotation/regions/connected_region.h"

#include <algorithm>

namespace uptake {

namespace {

/// The voxels joined to the one at `start`, as positions in the region; they are taken out of `left`.
std::vector<std::size_t> takePart(const VoxelRegion& region, std::vector<std::uint8_t>& left,
                                  std::size_t start) {
  const Eigen::Vector3i size = region.size();
  const auto row = static_cast<std::size_t>(size.x());
  const std::size_t slice = row * static_cast<std::size_t>(size.y());
  std::vector<std::size_t> part{start};
  left[start] = 0;
  for (std::size_t next = 0; next < part.size(); ++next) {
    const std::size_t at = part[next];
    const Eigen::Vector3i index(static_cast<int>(at % row), static_cast<int>(at % slice / row),
                                static_cast<int>(at / slice));
    for (const Eigen::Vector3i& step : neighbours18()) {
      const Eigen::Vector3i other = index + step;
      if ((other.array() < 0).any() || (other.array() >= size.array()).any()) continue;
      const std::size_t place = static_cast<std::size_t>(other.x()) +
                                row * static_cast<std::size_t>(other.y()) +
                                slice * static_cast<std::size_t>(other.z());
      if (left[place] == 0) continue;
      left[place] = 0;
      part.push_back(place);
    }
  }
  return part;
}

VoxelRegion regionWith(const VoxelRegion& whole, const std::vector<std::size_t>& part) {
  const Eigen::Vector3i size = whole.size();
  const auto row = static_cast<std::size_t>(size.x());
  const std::size_t slice = row * static_cast<std::size_t>(size.y());
  const auto indexOf = [&](std::size_t at) {
    return Eigen::Vector3i(whole.box.first + Eigen::Vector3i(static_cast<int>(at % row),
                                                             static_cast<int>(at % slice / row),
                                                             static_cast<int>(at / slice)));
  };
  IndexBox box;
  for (const std::size_t at : part) box = box.united({indexOf(at), indexOf(at)});
  VoxelRegion result(box);
  for (const std::size_t at : part) result.inside[result.position(indexOf(at))] = 1;
  return result;
}

}  // namespace

const std::array<Eigen::Vector3i, 18>& neighbours18() {
  static const std::array<Eigen::Vector3i, 18> steps = [] {
    std::array<Eigen::Vector3i, 18> all;
    std::size_t count = 0;
    for (int k = -1; k <= 1; ++k)
      for (int j = -1; j <= 1; ++j)
        for (int i = -1; i <= 1; ++i) {
          const int away = i * i + j * j + k * k;
          if (away == 1 || away == 2) all[count++] = {i, j, k};
        }
    return all;
  }();
  return steps;
}

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

VoxelRegion connectedPart(const VoxelRegion& region, const Eigen::Vector3i& seed) {
  if (!region.contains(seed)) return {};
  std::vector<std::uint8_t> left = region.inside;
  return regionWith(region, takePart(region, left, region.position(seed)));
}

std::vector<VoxelRegion> connectedParts(const VoxelRegion& region) {
  std::vector<std::vector<std::size_t>> parts;
  std::vector<std::uint8_t> left = region.inside;
  for (std::size_t at = 0; at < left.size(); ++at)
    if (left[at] != 0) parts.push_back(takePart(region, left, at));
  std::ranges::stable_sort(parts, std::greater<>(), &std::vector<std::size_t>::size);
  std::vector<VoxelRegion> result;
  result.reserve(parts.size());
  for (const auto& part : parts) result.push_back(regionWith(region, part));
  return result;
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
  for (int k = box.first.z(); k <= box.last.z(); ++k)
    for (int j = box.first.y(); j <= box.last.y(); ++j) {
      std::uint8_t* row = result.inside.data() + result.position({box.first.x(), j, k});
      for (int i = box.first.x(); i <= box.last.x(); ++i)
        row[i - box.first.x()] =
            region.contains(from.nearestVoxel(to.toPatient(Eigen::Vector3d(i, j, k)))) ? 1 : 0;
    }
  return tightened(result);
}

}  // namespace uptake
