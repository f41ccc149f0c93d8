#include "annotation/lesions/lesion_histogram.h"

#include <algorithm>
#include <cmath>

namespace uptake {

namespace {

constexpr double kFewestParts = 5.0;
constexpr double kMostParts = 60.0;

}  // namespace

LesionHistogram lesionHistogram(std::vector<float> values, bool whole) {
  LesionHistogram histogram;
  if (values.empty()) return histogram;
  std::ranges::sort(values);
  const std::size_t count = values.size();
  histogram.minimum = values.front();
  histogram.maximum = values.back();
  const std::size_t middle = count / 2;
  histogram.median = count % 2 == 1 ? static_cast<double>(values[middle])
                                    : (static_cast<double>(values[middle - 1]) + values[middle]) / 2.0;
  const double range = histogram.maximum - histogram.minimum;
  if (range <= 0.0) {
    histogram.counts = {static_cast<std::ptrdiff_t>(count)};
    return histogram;
  }
  const double quartiles = static_cast<double>(values[count * 3 / 4]) - values[count / 4];
  const double width = 2.0 * quartiles / std::cbrt(static_cast<double>(count));
  double parts = width > 0.0 ? std::ceil(range / width) : kMostParts;
  parts = std::clamp(parts, kFewestParts, kMostParts);
  if (whole) parts = std::min(parts, std::max(1.0, std::floor(range)));
  histogram.counts.resize(static_cast<std::size_t>(parts));
  for (const float value : values) {
    const double at = std::floor((value - histogram.minimum) / range * parts);
    ++histogram.counts[static_cast<std::size_t>(std::clamp(at, 0.0, parts - 1.0))];
  }
  return histogram;
}

}  // namespace uptake
