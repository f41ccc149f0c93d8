#include "annotation/regions/components.h"

#include "core/mask/connected_components.h"

#include <algorithm>
#include <functional>

namespace uptake {

namespace {

/// The voxels of runs of a box, in a tight box.
VoxelRegion regionOfRuns(const IndexBox& box, const std::vector<VoxelRun>& runs) {
  IndexBox tight;
  for (const VoxelRun& run : runs) {
    const Eigen::Vector3i first = box.indexAt(run.first);
    tight = tight.united({first, first + Eigen::Vector3i(run.length - 1, 0, 0)});
  }
  VoxelRegion region(tight);
  for (const VoxelRun& run : runs)
    std::fill_n(region.inside.data() + region.position(box.indexAt(run.first)), run.length, std::uint8_t{1});
  return region;
}

}  // namespace

int RegionComponents::at(const Eigen::Vector3i& index) const {
  if (box.isEmpty() || !box.contains(index)) return 0;
  const auto position = box.position(index);
  const auto after = std::ranges::upper_bound(runs, position, {}, &VoxelRun::first);
  if (after == runs.begin() || position >= std::prev(after)->end()) return 0;
  return numbers[static_cast<std::size_t>(after - runs.begin() - 1)];
}

VoxelRegion RegionComponents::region(int component) const {
  std::vector<VoxelRun> own;
  for (std::size_t run = 0; run < runs.size(); ++run)
    if (numbers[run] == component) own.push_back(runs[run]);
  return regionOfRuns(box, own);
}

std::vector<VoxelRegion> RegionComponents::regions() const {
  std::vector<std::vector<VoxelRun>> own(voxels.size());
  for (std::size_t run = 0; run < runs.size(); ++run)
    own[static_cast<std::size_t>(numbers[run] - 1)].push_back(runs[run]);
  std::vector<VoxelRegion> result;
  for (const std::vector<VoxelRun>& each : own) result.push_back(regionOfRuns(box, each));
  return result;
}

std::vector<bool> RegionComponents::reachSides(int axis) const {
  std::vector<bool> reach(voxels.size() + 1);
  for (std::size_t run = 0; run < runs.size(); ++run) {
    const Eigen::Vector3i first = box.indexAt(runs[run].first);
    Eigen::Vector3i last = first;
    last.x() += runs[run].length - 1;
    for (int each = 0; each < 3; ++each)
      if (each != axis && (first[each] == box.first[each] || last[each] == box.last[each]))
        reach[static_cast<std::size_t>(numbers[run])] = true;
  }
  return reach;
}

RegionComponents componentsOf(const VoxelRegion& region, Connectivity connectivity) {
  RegionComponents result;
  result.box = region.box;
  result.runs = runsOf(region);
  if (result.runs.empty()) return result;
  const ConnectedComponents found = connectedComponents(result.runs, region.size(), connectivity);
  const auto count = static_cast<std::size_t>(found.count);
  std::vector<std::ptrdiff_t> voxels(count);
  for (std::size_t run = 0; run < result.runs.size(); ++run)
    voxels[static_cast<std::size_t>(found.numbers[run])] += result.runs[run].length;
  std::vector<std::size_t> bySize(count);
  for (std::size_t n = 0; n < count; ++n) bySize[n] = n;
  std::ranges::stable_sort(bySize, std::greater<>(), [&](std::size_t n) { return voxels[n]; });
  std::vector<std::int32_t> numberOf(count);
  for (std::size_t place = 0; place < count; ++place) {
    numberOf[bySize[place]] = static_cast<std::int32_t>(place + 1);
    result.voxels.push_back(voxels[bySize[place]]);
  }
  for (const std::int32_t number : found.numbers)
    result.numbers.push_back(numberOf[static_cast<std::size_t>(number)]);
  return result;
}

VoxelRegion connectedPart(const VoxelRegion& region, const Eigen::Vector3i& seed) {
  if (!region.contains(seed)) return {};
  const RegionComponents components = componentsOf(region, Connectivity::FacesAndEdges);
  return components.region(components.at(seed));
}

std::vector<VoxelRegion> connectedParts(const VoxelRegion& region) {
  return componentsOf(region, Connectivity::FacesAndEdges).regions();
}

}  // namespace uptake
