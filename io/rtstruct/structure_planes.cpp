#include "io/rtstruct/contour_slabs_p.h"
#include "io/rtstruct/structure_planes_p.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace uptake::rtstruct {

namespace {

/// How far from a slice a contour may lie and still be on it, in slice distances; and how far from flat.
constexpr double kOnSlice = 0.1;

bool isWhole(double plane) {
  return plane == std::round(plane);
}

}  // namespace

RoiPlanes planesOf(const Roi& roi, const ImageGrid& grid, const QHash<QString, int>& slices,
                   bool onOtherSeries) {
  RoiPlanes result;
  std::vector<PlacedContour> placed;
  bool isElsewhere = false;
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
    Eigen::AlignedBox2d box;
    for (const Eigen::Vector2d& point : polygon) box.extend(point);
    if (highest - lowest > 2.0 * kOnSlice) {
      ++result.oblique;
      continue;
    }
    isElsewhere =
        isElsewhere || (contour.imageUid.isEmpty() ? onOtherSeries : !slices.contains(contour.imageUid));
    const int named = slices.value(contour.imageUid, -1);
    if (named >= 0 && std::abs(plane - named) <= 0.5)
      plane = named;
    else if (named >= 0)
      ++result.elsewhere;
    const double onSlice = std::abs(plane - std::round(plane)) <= kOnSlice ? std::round(plane) : plane;
    if (onSlice < -0.5 || onSlice > sliceCount - 0.5) {
      ++result.outside;
      continue;
    }
    if (!isWhole(onSlice)) ++result.between;
    if (!inside) ++result.cutOff;
    placed.push_back({plane, box, contour.imageUid});
    result.outlines.push_back({.points = withoutRepetition(std::move(polygon)), .isXor = contour.isXor});
  }
  if (result.between > 0 || isElsewhere) {
    ContourSlabs slabs = slabsOf(placed, sliceCount, grid.spacing().z());
    result.slices = std::move(slabs.slices);
    result.unused = slabs.unused;
    result.lost = slabs.lost;
    result.joined = slabs.joined;
    result.isThicknessKnown = slabs.isThicknessKnown;
  } else {
    for (std::size_t n = 0; n < placed.size(); ++n)
      result.slices[static_cast<int>(std::lround(placed[n].plane))].push_back(n);
  }
  return result;
}

}  // namespace uptake::rtstruct
