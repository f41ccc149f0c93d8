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

std::optional<Window> autoWindow(std::vector<double> values) {
  if (values.size() < kFewest) return std::nullopt;
  const double low = std::floor(percentile(values, kLowPart));
  const double high = std::ceil(percentile(values, kHighPart));
  return Window{std::max(high - low, kLeastAutoWidth), (low + high) / 2.0};
}

std::optional<double> autoTop(std::vector<double> values) {
  if (values.size() < kFewest) return std::nullopt;
  constexpr double kStep = 0.1;
  const double top = std::ceil(percentile(values, kHighPart) / kStep) * kStep;
  return top > 0.0 ? std::optional<double>(top) : std::nullopt;
}

}  // namespace uptake
