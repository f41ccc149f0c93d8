#include "io/rtstruct/structure_planes_p.h"

#include <algorithm>
#include <cmath>

namespace uptake::rtstruct {

namespace {

/// How far from a slice a contour may lie and still be on it, in slice distances; and how far from flat.
constexpr double kOnSlice = 0.1;
/// How far from another contour one may lie and still be in its plane, in slice distances.
constexpr double kOnePlane = 0.02;

struct Placed {
  double plane = 0.0;  ///< slice number, maybe between slices
  std::size_t outline = 0;
};

bool isWhole(double plane) {
  return plane == std::round(plane);
}

/// Each slice takes the nearest plane of contours; a plane reaches half way to its neighbour, by the usual
/// distance of the ROI's planes, and at least half a slice.
void resample(std::vector<Placed> placed, int sliceCount, RoiPlanes& result) {
  // Contours of one plane differ by the rounding of their numbers.
  std::ranges::stable_sort(placed, {}, &Placed::plane);
  std::map<long, std::vector<std::size_t>> planes;  // in thousandths of a slice
  double last = 0.0;
  for (const Placed& contour : placed) {
    if (planes.empty() || contour.plane - last > kOnePlane)
      planes[std::lround(contour.plane * 1000.0)].push_back(contour.outline);
    else
      planes.rbegin()->second.push_back(contour.outline);
    last = contour.plane;
  }
  std::vector<long> gaps;
  for (auto plane = planes.begin(); std::next(plane) != planes.end(); ++plane)
    gaps.push_back(std::next(plane)->first - plane->first);
  std::ranges::sort(gaps);
  const double usual = gaps.empty() ? 1.0 : static_cast<double>(gaps[gaps.size() / 2]) / 1000.0;
  const double reach = std::max(0.5, usual / 2.0) + 1e-6;
  for (int k = 0; k < sliceCount; ++k) {
    auto after = planes.lower_bound(k * 1000L);
    auto nearest = after;
    if (after == planes.end() ||
        (after != planes.begin() && k * 1000L - std::prev(after)->first <= after->first - k * 1000L))
      nearest = std::prev(after);
    if (std::abs(static_cast<double>(nearest->first) / 1000.0 - k) <= reach)
      result.slices[k] = nearest->second;
  }
}

}  // namespace

RoiPlanes planesOf(const Roi& roi, const ImageGrid& grid, const QHash<QString, int>& slices) {
  RoiPlanes result;
  std::vector<Placed> placed;
  const int sliceCount = grid.size().z();
  for (const Contour& contour : roi.contours) {
    if (contour.points.size() < 3) {
      ++result.tooFew;
      continue;
    }
    Polygon polygon;
    double lowest = 0.0, highest = 0.0, sum = 0.0;
    bool inside = true;
    for (const Point& point : contour.points) {
      const Eigen::Vector3d index = grid.toIndex(point);
      lowest = polygon.empty() ? index.z() : std::min(lowest, index.z());
      highest = polygon.empty() ? index.z() : std::max(highest, index.z());
      sum += index.z();
      inside = inside && index.x() >= -0.5 && index.y() >= -0.5 && index.x() <= grid.size().x() - 0.5 &&
               index.y() <= grid.size().y() - 0.5;
      polygon.emplace_back(index.x(), index.y());
    }
    double plane = sum / static_cast<double>(polygon.size());
    if (highest - lowest > 2.0 * kOnSlice) {
      ++result.oblique;
      continue;
    }
    const int named = slices.value(contour.imageUid, -1);
    if (named >= 0 && std::abs(plane - named) <= 0.5)
      plane = named;
    else if (named >= 0)
      ++result.elsewhere;
    if (std::abs(plane - std::round(plane)) <= kOnSlice) plane = std::round(plane);
    if (plane < -0.5 || plane > sliceCount - 0.5) {
      ++result.outside;
      continue;
    }
    if (!isWhole(plane)) ++result.between;
    if (!inside) ++result.cutOff;
    placed.push_back({plane, result.outlines.size()});
    result.outlines.push_back({.points = roundOnce(std::move(polygon)), .isXor = contour.isXor});
  }
  if (result.between > 0) {
    resample(placed, sliceCount, result);
  } else {
    for (const Placed& contour : placed)
      result.slices[static_cast<int>(contour.plane)].push_back(contour.outline);
  }
  return result;
}

}  // namespace uptake::rtstruct
