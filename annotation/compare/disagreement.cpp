#include "annotation/compare/disagreement.h"

#include <algorithm>
#include <limits>
#include <map>

namespace uptake {

namespace {

struct Span {
  std::ptrdiff_t first;
  std::ptrdiff_t end;
};

/// What of a run is in none of the others, which are in order.
template <class Visit>
void forEachBeside(const PartRun& run, const std::vector<PartRun>& others, Visit visit) {
  std::ptrdiff_t at = run.first;
  const std::ptrdiff_t end = run.first + run.length;
  // The run before may reach into this one.
  auto other = std::ranges::upper_bound(others, at, {}, &PartRun::first);
  if (other != others.begin()) --other;
  for (; other != others.end() && other->first < end; ++other) {
    if (other->first > at) visit(Span{at, other->first});
    at = std::max(at, other->first + other->length);
  }
  if (at < end) visit(Span{at, end});
}

}  // namespace

Point worstPlace(const Comparison& comparison, const LesionAgreement& lesion) {
  const ImageGrid& grid = comparison.truth.grid;
  std::map<std::ptrdiff_t, std::vector<Span>> bySlice;
  const auto add = [&](const Span& span) { bySlice[span.first / grid.sliceVoxelCount()].push_back(span); };
  if (lesion.truth >= 0)
    for (const PartRun& run : comparison.truth.runs)
      if (run.part == lesion.truth) forEachBeside(run, comparison.prediction.runs, add);
  for (const PartRun& run : comparison.prediction.runs)
    if (std::ranges::find(lesion.predicted, run.part) != lesion.predicted.end())
      forEachBeside(run, comparison.truth.runs, add);
  const auto sizeOf = [](const std::vector<Span>& spans) {
    std::ptrdiff_t size = 0;
    for (const Span& span : spans) size += span.end - span.first;
    return size;
  };
  // Of slices that differ as much the middle one: views may show nothing of a border slice.
  std::vector<const std::vector<Span>*> tied;
  std::ptrdiff_t most = 0;
  for (const auto& [slice, spans] : bySlice) {
    const std::ptrdiff_t size = sizeOf(spans);
    if (size < most) continue;
    if (size > most) tied.clear();
    most = size;
    tied.push_back(&spans);
  }
  if (tied.empty()) return lesion.position;
  const std::vector<Span>* worst = tied[tied.size() / 2];
  const std::ptrdiff_t width = grid.size().x();
  const auto indexOf = [&](std::ptrdiff_t position) {
    const std::ptrdiff_t row = position / width;
    return Eigen::Vector3d(static_cast<double>(position % width), static_cast<double>(row % grid.size().y()),
                           static_cast<double>(row / grid.size().y()));
  };
  Eigen::Vector3d sum = Eigen::Vector3d::Zero();
  for (const Span& span : *worst)
    sum += (indexOf(span.first) + indexOf(span.end - 1)) / 2.0 * static_cast<double>(span.end - span.first);
  const Eigen::Vector3d middle = sum / static_cast<double>(most);
  Eigen::Vector3d nearest = middle;
  double smallest = std::numeric_limits<double>::max();
  for (const Span& span : *worst)
    for (std::ptrdiff_t at = span.first; at < span.end; ++at) {
      const Eigen::Vector3d index = indexOf(at);
      const double distance = (index - middle).cwiseProduct(grid.spacing()).squaredNorm();
      if (distance >= smallest) continue;
      smallest = distance;
      nearest = index;
    }
  return grid.toPatient(nearest);
}

}  // namespace uptake
