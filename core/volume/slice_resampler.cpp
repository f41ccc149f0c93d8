#include "core/volume/slice_resampler.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <type_traits>

namespace uptake {

namespace {

/// Rounding in positions must neither blend in a neighbour nor lose the last row of pixels.
constexpr double kIndexRounding = 1e-6;

/// Where a target index falls among `count` stored pixels: the lower one and the weight of the next. Negative
/// `first` is outside.
struct Neighbours {
  int first = -1;
  int second = -1;
  double weight = 0.0;
};

Neighbours neighbours(double index, int count) {
  if (index < -kIndexRounding || index > count - 1 + kIndexRounding) return {};
  const double inside = std::clamp(index, 0.0, count - 1.0);
  const double nearest = std::round(inside);
  if (std::abs(inside - nearest) <= kIndexRounding)
    return {static_cast<int>(nearest), static_cast<int>(nearest), 0.0};
  const int first = static_cast<int>(inside);
  return {first, first + 1, inside - first};
}

/// The stored index of every target index along one in-plane axis.
std::vector<Neighbours> neighbourTable(double offset, int targetCount, int storedCount) {
  std::vector<Neighbours> table(static_cast<std::size_t>(targetCount));
  for (int i = 0; i < targetCount; ++i)
    table[static_cast<std::size_t>(i)] = neighbours(i + offset, storedCount);
  return table;
}

template <class T>
T stored(double value) {
  if constexpr (std::is_integral_v<T>)
    return static_cast<T>(std::lround(value));  // between two values of T, so it fits
  else
    return static_cast<T>(value);
}

}  // namespace

SliceBlend blendOf(const SliceResampling& stack, const ImageGrid& target, int k) {
  const int count = static_cast<int>(stack.positions.size());
  const double along = stack.normal().dot(target.toPatient({0.0, 0.0, static_cast<double>(k)}));
  const double rounding = kIndexRounding * target.spacing().z();
  int below = 0;
  int last = count - 1;
  if (count == 0 || along < stack.along(0) - rounding || along > stack.along(last) + rounding) return {};
  while (below < last) {  // the last slice that is not above
    const int middle = (below + last + 1) / 2;
    if (stack.along(middle) <= along + rounding)
      below = middle;
    else
      last = middle - 1;
  }
  if (below == count - 1 || along - stack.along(below) <= rounding) return {below, below, 0.0};
  if (std::binary_search(stack.gaps.begin(), stack.gaps.end(), below)) return {};
  const double weight = (along - stack.along(below)) / (stack.along(below + 1) - stack.along(below));
  return {below, below + 1, weight};
}

template <class T>
void resampleSlice(const SliceResampling& stack, const ImageGrid& target, int k, std::span<const T> below,
                   std::span<const T> above, T fill, std::span<T> out) {
  std::fill(out.begin(), out.end(), fill);
  const SliceBlend blend = blendOf(stack, target, k);
  if (blend.isEmpty() || below.empty() || above.empty()) return;
  const Point& low = stack.positions[static_cast<std::size_t>(blend.below)];
  const Point& high = stack.positions[static_cast<std::size_t>(blend.above)];
  const Point first = low + blend.weight * (high - low);
  const Point away = target.toPatient({0.0, 0.0, static_cast<double>(k)}) - first;
  const auto columns =
      neighbourTable(away.dot(stack.row) / stack.columnSpacing, target.size().x(), stack.columns);
  const auto rows = neighbourTable(away.dot(stack.column) / stack.rowSpacing, target.size().y(), stack.rows);

  const auto width = static_cast<std::size_t>(stack.columns);
  T* pixel = out.data();
  for (const Neighbours& row : rows) {
    if (row.first < 0) {
      pixel += columns.size();
      continue;
    }
    const std::size_t upper = static_cast<std::size_t>(row.first) * width;
    const std::size_t lower = static_cast<std::size_t>(row.second) * width;
    for (const Neighbours& column : columns) {
      if (column.first >= 0) {
        const auto left = static_cast<std::size_t>(column.first);
        const auto right = static_cast<std::size_t>(column.second);
        const auto inSlice = [&](std::span<const T> slice) {
          const auto at = [&](std::size_t i) { return static_cast<double>(slice[i]); };
          const double top = std::lerp(at(upper + left), at(upper + right), column.weight);
          const double bottom = std::lerp(at(lower + left), at(lower + right), column.weight);
          return std::lerp(top, bottom, row.weight);
        };
        *pixel = stored<T>(blend.weight == 0.0 ? inSlice(below)
                                               : std::lerp(inSlice(below), inSlice(above), blend.weight));
      }
      ++pixel;
    }
  }
}

template <class T>
std::vector<int> resampleSlices(const SliceResampling& stack, const ImageGrid& target, int first, int last,
                                const std::vector<std::span<const T>>& stored, T fill, std::span<T> out) {
  std::vector<int> empty;
  const auto size = static_cast<std::size_t>(target.sliceVoxelCount());
  for (int k = first; k <= last; ++k) {
    const SliceBlend blend = blendOf(stack, target, k);
    const auto valuesOf = [&](int slice) {
      return slice < 0 ? std::span<const T>() : stored[static_cast<std::size_t>(slice)];
    };
    const auto below = valuesOf(blend.below);
    const auto above = valuesOf(blend.above);
    if (below.empty() || above.empty()) empty.push_back(k);
    resampleSlice(stack, target, k, below, above, fill,
                  out.subspan(static_cast<std::size_t>(k - first) * size, size));
  }
  return empty;
}

template void resampleSlice(const SliceResampling&, const ImageGrid&, int, std::span<const float>,
                            std::span<const float>, float, std::span<float>);
template void resampleSlice(const SliceResampling&, const ImageGrid&, int, std::span<const std::int16_t>,
                            std::span<const std::int16_t>, std::int16_t, std::span<std::int16_t>);
template std::vector<int> resampleSlices(const SliceResampling&, const ImageGrid&, int, int,
                                         const std::vector<std::span<const float>>&, float, std::span<float>);
template std::vector<int> resampleSlices(const SliceResampling&, const ImageGrid&, int, int,
                                         const std::vector<std::span<const std::int16_t>>&, std::int16_t,
                                         std::span<std::int16_t>);

}  // namespace uptake
