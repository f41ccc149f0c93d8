#include "annotation/regions/smooth_region.h"

#include "annotation/regions/region_sets.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>

namespace uptake {

namespace {

constexpr double kReach = 4.0;       // sigmas
constexpr float kSameValue = 1e-5F;  // of 1: rounding is a hundredth of it

/// Weights of the steps −n … n, with sum 1.
std::vector<float> gaussian(double sigma, double spacing) {
  const int reach = static_cast<int>(std::floor(kReach * sigma / spacing + 0.5));
  std::vector<double> weights;
  double sum = 0.0;
  for (int step = -reach; step <= reach; ++step) {
    const double away = step * spacing / sigma;
    weights.push_back(std::exp(-0.5 * away * away));
    sum += weights.back();
  }
  std::vector<float> result;
  for (const double weight : weights) result.push_back(static_cast<float>(weight / sum));
  return result;
}

/// How the samples before the first and behind the last are to be taken: repeated at the edge of the grid,
/// where nothing is known beyond, else as 0.
struct Ends {
  bool repeatsFirst = false;
  bool repeatsLast = false;
};

/// Along j or k: whole rows of `width` values, `stride` apart.
void blurRows(std::vector<float>& values, std::size_t first, std::size_t width, std::size_t stride, int count,
              const std::vector<float>& weights, const Ends& ends, std::vector<float>& scratch) {
  const int reach = static_cast<int>(weights.size() / 2);
  scratch.assign(width * static_cast<std::size_t>(count), 0.0F);
  for (int n = 0; n < count; ++n) {
    float* out = scratch.data() + static_cast<std::size_t>(n) * width;
    for (int step = -reach; step <= reach; ++step) {
      int from = n + step;
      if ((from < 0 && !ends.repeatsFirst) || (from >= count && !ends.repeatsLast)) continue;
      from = std::clamp(from, 0, count - 1);
      const float* in = values.data() + first + static_cast<std::size_t>(from) * stride;
      const float weight = weights[static_cast<std::size_t>(step + reach)];
      for (std::size_t i = 0; i < width; ++i) out[i] += weight * in[i];
    }
  }
  for (int n = 0; n < count; ++n)
    std::copy_n(scratch.data() + static_cast<std::size_t>(n) * width, width,
                values.data() + first + static_cast<std::size_t>(n) * stride);
}

void blurRow(float* row, int count, const std::vector<float>& weights, const Ends& ends,
             std::vector<float>& scratch) {
  const int reach = static_cast<int>(weights.size() / 2);
  scratch.assign(static_cast<std::size_t>(count + 2 * reach), 0.0F);
  std::copy_n(row, count, scratch.begin() + reach);
  if (ends.repeatsFirst) std::fill_n(scratch.begin(), reach, row[0]);
  if (ends.repeatsLast) std::fill_n(scratch.end() - reach, reach, row[count - 1]);
  std::fill_n(row, count, 0.0F);
  for (std::size_t step = 0; step < weights.size(); ++step)
    for (int i = 0; i < count; ++i) row[i] += weights[step] * scratch[static_cast<std::size_t>(i) + step];
}

}  // namespace

VoxelRegion smoothed(const VoxelRegion& region, const ImageGrid& grid, Millimetres sigma,
                     const JobControl& control) {
  const VoxelRegion tight = tightened(region);
  if (tight.box.isEmpty() || sigma.value <= 0.0) return tight;
  std::array<std::vector<float>, 3> weights;
  for (int axis = 0; axis < 3; ++axis)
    weights[static_cast<std::size_t>(axis)] = gaussian(sigma.value, grid.spacing()[axis]);
  IndexBox box = tight.box;
  for (int axis = 0; axis < 3; ++axis) {
    const int reach = static_cast<int>(weights[static_cast<std::size_t>(axis)].size() / 2);
    box.first[axis] -= reach;
    box.last[axis] += reach;
  }
  VoxelRegion result = inBox(tight, box.intersected(wholeGrid(grid)));
  const Eigen::Vector3i size = result.size();
  const auto ends = [&](int axis) {
    return Ends{result.box.first[axis] == 0, result.box.last[axis] == grid.size()[axis] - 1};
  };
  const auto row = static_cast<std::size_t>(size.x());
  const std::size_t slice = row * static_cast<std::size_t>(size.y());

  std::vector<float> values(result.inside.begin(), result.inside.end());
  std::vector<float> scratch;
  for (int k = 0; k < size.z() && !control.isCancelled(); ++k) {
    const std::size_t first = slice * static_cast<std::size_t>(k);
    for (int j = 0; j < size.y(); ++j)
      blurRow(values.data() + first + row * static_cast<std::size_t>(j), size.x(), weights[0], ends(0),
              scratch);
    blurRows(values, first, row, row, size.y(), weights[1], ends(1), scratch);
  }
  for (int j = 0; j < size.y() && !control.isCancelled(); ++j)
    blurRows(values, row * static_cast<std::size_t>(j), row, slice, size.z(), weights[2], ends(2), scratch);
  if (control.isCancelled()) return result;

  std::vector<float> ranked = values;
  const auto last = ranked.begin() + (tight.count() - 1);
  std::nth_element(ranked.begin(), last, ranked.end(), std::greater<>());
  const float least = *last - kSameValue;
  std::ranges::transform(values, result.inside.begin(),
                         [least](float value) { return static_cast<std::uint8_t>(value >= least); });
  return result;
}

}  // namespace uptake
