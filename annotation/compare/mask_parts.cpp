#include "annotation/compare/mask_parts.h"

#include "core/mask/connected_components.h"

#include <algorithm>
#include <map>

namespace uptake {

namespace {

IndexBox boxOf(const VoxelRun& run, const ImageGrid& grid) {
  const Eigen::Vector3i first = grid.indexOf(run.first);
  return {first, first + Eigen::Vector3i(run.length - 1, 0, 0)};
}

}  // namespace

MaskParts partsOf(const LabelRuns& mask) {
  MaskParts result{mask.grid(), {}, {}, {}, 0};
  std::vector<LabelRun> runs;
  for (int k = 0; k < mask.grid().size().z(); ++k)
    runs.insert(runs.end(), mask.slice(k).begin(), mask.slice(k).end());
  ConnectedComponents found = connectedComponents(runs, mask.grid().size(), Connectivity::FacesAndEdges);
  result.parts.resize(static_cast<std::size_t>(found.count));
  result.runs.reserve(runs.size());
  std::vector<std::map<Label, std::ptrdiff_t>> labelsOf(result.parts.size());
  for (std::size_t run = 0; run < runs.size(); ++run) {
    const auto number = static_cast<std::size_t>(found.numbers[run]);
    MaskPart& part = result.parts[number];
    part.voxels += runs[run].length;
    part.box = part.box.united(boxOf(runs[run], result.grid));
    labelsOf[number][runs[run].label] += runs[run].length;
    result.voxels += runs[run].length;
    result.runs.push_back(runs[run]);
  }
  result.partOf = std::move(found.numbers);
  for (std::size_t number = 0; number < result.parts.size(); ++number)
    result.parts[number].label =
        std::ranges::max_element(labelsOf[number], {}, [](const auto& each) { return each.second; })->first;
  return result;
}

std::vector<VoxelRun> runsOf(const MaskParts& parts, int part) {
  std::vector<VoxelRun> runs;
  for (std::size_t run = 0; run < parts.runs.size(); ++run)
    if (parts.partOf[run] == part) runs.push_back(parts.runs[run]);
  return runs;
}

std::vector<std::vector<VoxelRun>> runsByPart(const MaskParts& parts) {
  std::vector<std::vector<VoxelRun>> runs(parts.parts.size());
  for (std::size_t run = 0; run < parts.runs.size(); ++run)
    runs[static_cast<std::size_t>(parts.partOf[run])].push_back(parts.runs[run]);
  return runs;
}

int partAt(const MaskParts& parts, std::ptrdiff_t position) {
  const auto after = std::ranges::upper_bound(parts.runs, position, {}, &VoxelRun::first);
  if (after == parts.runs.begin() || position >= std::prev(after)->end()) return -1;
  return parts.partOf[static_cast<std::size_t>(after - parts.runs.begin() - 1)];
}

Point middleOf(const MaskPart& part, const ImageGrid& grid) {
  return grid.toPatient((part.box.first + part.box.last).cast<double>() / 2.0);
}

}  // namespace uptake
