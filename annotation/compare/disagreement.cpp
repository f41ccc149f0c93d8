#include "annotation/compare/disagreement.h"

#include <algorithm>
#include <limits>
#include <map>

namespace uptake {

namespace {

/// Calls visit(run) for what of a run is in none of the others, which are ascending.
template <class Visit>
void forEachBeside(const VoxelRun& run, const std::vector<VoxelRun>& others, Visit visit) {
  const auto visitUpTo = [&](std::ptrdiff_t from, std::ptrdiff_t end) {
    if (from < end) visit(VoxelRun{from, static_cast<std::int32_t>(end - from)});
  };
  std::ptrdiff_t at = run.first;
  // The run before may reach into this one.
  auto other = std::ranges::upper_bound(others, at, {}, &VoxelRun::first);
  if (other != others.begin()) --other;
  for (; other != others.end() && other->first < run.end(); ++other) {
    visitUpTo(at, other->first);
    at = std::max(at, other->end());
  }
  visitUpTo(at, run.end());
}

}  // namespace

Point worstPlace(const Comparison& comparison, const LesionAgreement& lesion) {
  const ImageGrid& grid = comparison.truth.grid;
  std::map<std::ptrdiff_t, std::vector<VoxelRun>> bySlice;
  const auto add = [&](const VoxelRun& run) { bySlice[run.first / grid.sliceVoxelCount()].push_back(run); };
  if (lesion.truth >= 0)
    for (const VoxelRun& run : runsOf(comparison.truth, lesion.truth))
      forEachBeside(run, comparison.prediction.runs, add);
  for (std::size_t run = 0; run < comparison.prediction.runs.size(); ++run)
    if (std::ranges::find(lesion.predicted, comparison.prediction.partOf[run]) != lesion.predicted.end())
      forEachBeside(comparison.prediction.runs[run], comparison.truth.runs, add);
  // Of slices that differ as much the middle one: views may show nothing of a border slice.
  std::vector<const std::vector<VoxelRun>*> tied;
  std::ptrdiff_t most = 0;
  for (const auto& [slice, runs] : bySlice) {
    const std::ptrdiff_t voxels = voxelCount(runs);
    if (voxels < most) continue;
    if (voxels > most) tied.clear();
    most = voxels;
    tied.push_back(&runs);
  }
  if (tied.empty()) return lesion.position;
  const std::vector<VoxelRun>& worst = *tied[tied.size() / 2];
  const auto indexOf = [&](std::ptrdiff_t position) { return grid.indexOf(position).cast<double>().eval(); };
  Eigen::Vector3d sum = Eigen::Vector3d::Zero();
  for (const VoxelRun& run : worst)
    sum += (indexOf(run.first) + indexOf(run.end() - 1)) / 2.0 * static_cast<double>(run.length);
  const Eigen::Vector3d middle = sum / static_cast<double>(most);
  Eigen::Vector3d nearest = middle;
  double smallest = std::numeric_limits<double>::max();
  for (const VoxelRun& run : worst)
    for (std::ptrdiff_t at = run.first; at < run.end(); ++at) {
      const Eigen::Vector3d index = indexOf(at);
      const double distance = (index - middle).cwiseProduct(grid.spacing()).squaredNorm();
      if (distance >= smallest) continue;
      smallest = distance;
      nearest = index;
    }
  return grid.toPatient(nearest);
}

}  // namespace uptake
