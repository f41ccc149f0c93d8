#include "annotation/regions/fill_between.h"

#include "annotation/regions/components.h"
#include "annotation/regions/distances.h"
#include "annotation/regions/region_sets.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace uptake {

namespace {

IndexBox sliceOf(IndexBox box, int axis, int at) {
  box.first[axis] = box.last[axis] = at;
  return box;
}

VoxelRegion moved(VoxelRegion region, const Eigen::Vector3i& by) {
  region.box.first += by;
  region.box.last += by;
  return region;
}

Eigen::Vector3d centroid(const VoxelRegion& region) {
  Eigen::Vector3d sum = Eigen::Vector3d::Zero();
  double count = 0.0;
  std::size_t at = 0;
  for (int k = region.box.first.z(); k <= region.box.last.z(); ++k)
    for (int j = region.box.first.y(); j <= region.box.last.y(); ++j)
      for (int i = region.box.first.x(); i <= region.box.last.x(); ++i, ++at)
        if (region.inside[at] != 0) {
          sum += Eigen::Vector3d(i, j, k);
          count += 1.0;
        }
  return sum / count;
}

int rounded(double value) {
  return static_cast<int>(std::floor(value + 0.5));
}

/// Shapes of two slices that become each other; both lie in the plane of the first.
struct ShapePair {
  VoxelRegion from;
  VoxelRegion to;
};

/// The parts that overlap none, each with the nearest such part of the other slice.
void pairLoneParts(std::vector<ShapePair>& pairs, std::vector<VoxelRegion> from, std::vector<VoxelRegion> to,
                   const Eigen::Vector3d& spacing) {
  while (!from.empty() && !to.empty()) {
    double least = 0.0;
    std::size_t a = from.size();
    std::size_t b = to.size();
    for (std::size_t m = 0; m < from.size(); ++m)
      for (std::size_t n = 0; n < to.size(); ++n) {
        const double away = (centroid(to[n]) - centroid(from[m])).cwiseProduct(spacing).norm();
        if (a < from.size() && away >= least) continue;
        least = away;
        a = m;
        b = n;
      }
    pairs.push_back({from[a], to[b]});
    from.erase(from.begin() + static_cast<std::ptrdiff_t>(a));
    to.erase(to.begin() + static_cast<std::ptrdiff_t>(b));
  }
}

/// What becomes what. `to` is given in the plane of `from`.
std::vector<ShapePair> pairsOf(const VoxelRegion& from, const VoxelRegion& to,
                               const Eigen::Vector3d& spacing) {
  const std::vector<VoxelRegion> first = connectedParts(from);
  const std::vector<VoxelRegion> second = connectedParts(to);
  // Groups: all parts that hang together by overlapping, known by the least position among them.
  std::vector<std::size_t> group(first.size() + second.size());
  std::iota(group.begin(), group.end(), 0U);
  for (std::size_t a = 0; a < first.size(); ++a)
    for (std::size_t b = 0; b < second.size(); ++b) {
      if (intersectedWith(first[a], second[b]).isEmpty()) continue;
      const std::size_t one = group[a];
      const std::size_t other = group[first.size() + b];
      std::ranges::replace(group, std::max(one, other), std::min(one, other));
    }
  std::vector<ShapePair> pairs;
  std::vector<VoxelRegion> loneFirst;
  std::vector<VoxelRegion> loneSecond;
  for (std::size_t each = 0; each < group.size(); ++each) {
    ShapePair pair;
    for (std::size_t part = 0; part < group.size(); ++part) {
      if (group[part] != each) continue;
      if (part < first.size())
        pair.from = unitedWith(pair.from, first[part]);
      else
        pair.to = unitedWith(pair.to, second[part - first.size()]);
    }
    const bool hasFrom = !pair.from.box.isEmpty();
    const bool hasTo = !pair.to.box.isEmpty();
    if (hasFrom && hasTo)
      pairs.push_back(std::move(pair));
    else if (hasFrom)
      loneFirst.push_back(std::move(pair.from));
    else if (hasTo)
      loneSecond.push_back(std::move(pair.to));
  }
  pairLoneParts(pairs, std::move(loneFirst), std::move(loneSecond), spacing);
  return pairs;
}

/// Distances to the border: positive outside.
std::vector<float> signedDistances(const VoxelRegion& region, const Eigen::Vector3d& spacing,
                                   const JobControl& control) {
  std::vector<float> outside = squaredDistances(region, spacing, DistanceTo::Set, control);
  const std::vector<float> inside = squaredDistances(region, spacing, DistanceTo::Rest, control);
  for (std::size_t n = 0; n < outside.size(); ++n)
    outside[n] = region.inside[n] != 0 ? -std::sqrt(inside[n]) : std::sqrt(outside[n]);
  return outside;
}

/// Below 0, beyond rounding: what is symmetric stays so.
constexpr float kInside = -1e-6F;

/// Fills the slices between two painted ones for one pair of shapes.
void fillPair(VoxelRegion& result, const ShapePair& pair, int axis, int first, int last,
              const ImageGrid& grid, const JobControl& control) {
  const Eigen::Vector3d& spacing = grid.spacing();
  const Eigen::Vector3d apart = centroid(pair.to) - centroid(pair.from);
  Eigen::Vector3i offset;
  for (int each = 0; each < 3; ++each) offset[each] = each == axis ? 0 : rounded(apart[each]);
  const VoxelRegion target = moved(pair.to, -offset);
  // A margin, so that there is a voxel outside of either shape.
  const Eigen::Vector3i margin = Eigen::Vector3i::Ones() - Eigen::Vector3i::Unit(axis);
  IndexBox frame = pair.from.box.united(target.box);
  frame.first -= margin;
  frame.last += margin;
  const std::vector<float> from = signedDistances(inBox(pair.from, frame), spacing, control);
  const std::vector<float> to = signedDistances(inBox(target, frame), spacing, control);
  for (int at = first + 1; at < last && !control.isCancelled(); ++at) {
    const double way = static_cast<double>(at - first) / (last - first);
    const auto weight = static_cast<float>(way);
    VoxelRegion shape(frame);
    for (std::size_t n = 0; n < shape.inside.size(); ++n)
      shape.inside[n] = (1.0F - weight) * from[n] + weight * to[n] < kInside ? 1 : 0;
    Eigen::Vector3i by;
    for (int each = 0; each < 3; ++each)
      by[each] = each == axis ? at - first : rounded(way * static_cast<double>(offset[each]));
    const VoxelRegion placed = tightened(moved(std::move(shape), by));
    const IndexBox needed = result.box.united(placed.box.intersected(wholeGrid(grid)));
    if (!(needed == result.box)) result = inBox(result, needed);
    add(result, placed);
  }
}

}  // namespace

std::vector<int> paintedSlices(const VoxelRegion& region, int axis) {
  std::vector<int> slices;
  if (region.box.isEmpty()) return slices;
  for (int at = region.box.first[axis]; at <= region.box.last[axis]; ++at)
    if (!inBox(region, sliceOf(region.box, axis, at)).isEmpty()) slices.push_back(at);
  return slices;
}

VoxelRegion filledBetween(const VoxelRegion& region, const ImageGrid& grid, int axis,
                          const JobControl& control) {
  VoxelRegion result = tightened(region);
  const std::vector<int> slices = paintedSlices(result, axis);
  for (std::size_t n = 1; n < slices.size() && !control.isCancelled(); ++n) {
    const int first = slices[n - 1];
    const int last = slices[n];
    if (last - first < 2) continue;
    const VoxelRegion from = inBox(result, sliceOf(result.box, axis, first));
    const VoxelRegion to = inBox(result, sliceOf(result.box, axis, last));
    const Eigen::Vector3i back = (first - last) * Eigen::Vector3i::Unit(axis);
    for (const ShapePair& pair : pairsOf(from, moved(to, back), grid.spacing()))
      fillPair(result, pair, axis, first, last, grid, control);
  }
  return result;
}

}  // namespace uptake
