#include "viewer/state/auto_window.h"

#include <algorithm>
#include <cmath>

namespace uptake {

namespace {

constexpr std::size_t kFewest = 16;
constexpr double kLowPart = 0.02;
constexpr double kHighPart = 0.98;

/// The nearest-rank percentile.
double percentile(std::vector<double>& values, double part) {
  const auto rank = static_cast<std::ptrdiff_t>(std::lround(part * static_cast<double>(values.size() - 1)));
  std::nth_element(values.begin(), values.begin() + rank, values.end());
  return values[static_cast<std::size_t>(rank)];
}

/// Never without width: a flat image would have none.
Window windowBetween(double low, double high) {
  const double width = high > low ? high - low : std::max(1.0, std::abs(low));
  return {width, (low + high) / 2.0};
}

}  // namespace

std::vector<double> valuesAround(const Volume& image, const SlicePlane& plane, Millimetres radius) {
  std::vector<double> values;
  const double step = image.grid().spacing().minCoeff() / 2.0;
  const int reach = static_cast<int>(std::floor(radius.value / step));
  for (int down = -reach; down <= reach; ++down) {
    for (int right = -reach; right <= reach; ++right) {
      if (std::hypot(right * step, down * step) > radius.value) continue;
      const Point point = plane.origin + right * step * plane.right + down * step * plane.down;
      if (const auto value = image.valueAt(point)) values.push_back(*value);
    }
  }
  return values;
}

std::optional<Window> autoWindow(std::vector<double> values, bool whole) {
  if (values.size() < kFewest) return std::nullopt;
  if (!whole) return windowBetween(percentile(values, kLowPart), percentile(values, kHighPart));
  const double low = std::floor(percentile(values, kLowPart));
  const double high = std::ceil(percentile(values, kHighPart));
  return Window{std::max(high - low, kLeastAutoWidth), (low + high) / 2.0};
}

std::optional<Window> percentileWindow(const Volume& image) {
  if (image.isColour()) return std::nullopt;
  constexpr std::ptrdiff_t kLookedAt = 1'000'000;
  const ImageGrid& grid = image.grid();
  const std::ptrdiff_t perSlice = grid.sliceVoxelCount();
  // Odd, so that it meets all columns.
  const std::ptrdiff_t step = std::max<std::ptrdiff_t>(1, grid.voxelCount() / kLookedAt) | 1;
  std::vector<double> values;
  for (int k = 0; k < grid.size().z(); ++k) {
    if (image.sliceState(k) != Volume::SliceState::Loaded) continue;
    for (std::ptrdiff_t n = k % step; n < perSlice; n += step)
      values.push_back(image.value(grid.indexOf(k * perSlice + n)));
  }
  if (values.empty()) return std::nullopt;
  constexpr double kLowest = 0.01;
  constexpr double kHighest = 0.99;
  return windowBetween(percentile(values, kLowest), percentile(values, kHighest));
}

std::optional<double> autoTop(std::vector<double> values) {
  if (values.size() < kFewest) return std::nullopt;
  constexpr double kStep = 0.1;
  const double top = std::ceil(percentile(values, kHighPart) / kStep) * kStep;
  return top > 0.0 ? std::optional<double>(top) : std::nullopt;
}

}  // namespace uptake
