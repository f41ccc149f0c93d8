#include "annotation/compare/consensus.h"

#include <algorithm>
#include <cstdint>

namespace uptake {

namespace {

/// How many voxels two slices both label.
std::ptrdiff_t sharedVoxels(const SliceRuns& first, const SliceRuns& second) {
  std::ptrdiff_t count = 0;
  const LabelRun* a = first.begin();
  const LabelRun* b = second.begin();
  while (a != first.end() && b != second.end()) {
    count += std::max<std::ptrdiff_t>(0, std::min(a->end(), b->end()) - std::max(a->first, b->first));
    ++(a->end() < b->end() ? a : b);
  }
  return count;
}

}  // namespace

std::ptrdiff_t labelledVoxels(const LabelMap& mask) {
  std::ptrdiff_t count = 0;
  for (int k = 0; k < mask.grid().size().z(); ++k) count += voxelCount(mask.runs(k));
  return count;
}

std::optional<double> diceOf(const LabelMap& first, const LabelMap& second) {
  const std::ptrdiff_t both = labelledVoxels(first) + labelledVoxels(second);
  if (both == 0) return std::nullopt;
  std::ptrdiff_t shared = 0;
  for (int k = 0; k < first.grid().size().z(); ++k) shared += sharedVoxels(first.runs(k), second.runs(k));
  return 2.0 * static_cast<double>(shared) / static_cast<double>(both);
}

Result<LabelMap> majorityVote(std::span<const LabelMap> masks) {
  Result<LabelMap> result = LabelMap::create(masks.front().grid());
  if (!result) return result;
  const ImageGrid& grid = result->grid();
  std::vector<std::uint16_t> votes(static_cast<std::size_t>(grid.sliceVoxelCount()));
  for (int k = 0; k < grid.size().z(); ++k) {
    std::ranges::fill(votes, std::uint16_t{0});
    const std::ptrdiff_t start = grid.offset(0, 0, k);
    for (const LabelMap& mask : masks)
      for (const LabelRun& run : mask.runs(k))
        for (std::ptrdiff_t at = run.first; at < run.end(); ++at)
          ++votes[static_cast<std::size_t>(at - start)];
    for (std::size_t at = 0; at < votes.size();) {
      std::size_t end = at;
      while (end < votes.size() && 2 * std::size_t{votes[end]} > masks.size()) ++end;
      if (end > at)
        result->fill(start + static_cast<std::ptrdiff_t>(at), static_cast<std::ptrdiff_t>(end - at), 1);
      at = end + 1;
    }
  }
  return result;
}

}  // namespace uptake
