#include "io/rtstruct/contour_slabs_p.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <set>
#include <span>

namespace uptake::rtstruct {

namespace {

/// How close contours are in one plane, in contour distances, or slice distances where those are larger.
constexpr double kOnePlane = 0.2;
/// How much farther away than the contours of one plane from each other the next ones are at least.
constexpr double kApart = 2.0;
/// How far positions differ by the rounding of their numbers, in slice distances.
constexpr double kRounding = 0.02;
/// A slice's centre that is this close to the end of a slab lies on it, in slice distances.
constexpr double kOnEnd = 1e-4;
/// A plane that is farther away than this, in usual distances, is no neighbour.
constexpr double kNeighbour = 1.5;
/// No slices are thicker: contours farther apart have others left out between them.
constexpr double kLargestDistanceMm = 10.0;
/// So many contours beside each other come from no drawing.
constexpr std::size_t kMaximumPairs = 50'000'000;

using Contours = std::vector<PlacedContour>;
using Positions = std::vector<std::size_t>;

struct Plane {
  double position = 0.0;
  Positions contours;
};

/// The contours by part, each ascending by plane.
std::vector<Positions> partsOf(const Contours& contours, double reach) {
  Positions order(contours.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {}, [&](std::size_t n) { return contours[n].plane; });
  Positions parent(contours.size());
  std::iota(parent.begin(), parent.end(), std::size_t{0});
  const auto partOf = [&](std::size_t n) {
    while (parent[n] != n) n = parent[n] = parent[parent[n]];
    return n;
  };
  std::size_t pairs = 0;
  for (std::size_t a = 0; a < order.size(); ++a) {
    const PlacedContour& lower = contours[order[a]];
    for (std::size_t b = a + 1; b < order.size() && contours[order[b]].plane - lower.plane <= reach; ++b) {
      if (++pairs > kMaximumPairs) return {order};
      if (lower.box.intersects(contours[order[b]].box)) parent[partOf(order[b])] = partOf(order[a]);
    }
  }
  std::map<std::size_t, Positions> parts;
  for (const std::size_t n : order) parts[partOf(n)].push_back(n);
  std::vector<Positions> result;
  for (auto& [first, part] : parts) result.push_back(std::move(part));
  return result;
}

bool nameDifferentImages(const Contours& contours, std::span<const std::size_t> run) {
  std::set<QString> images;
  for (const std::size_t n : run)
    if (!contours[n].imageUid.isEmpty()) images.insert(contours[n].imageUid);
  return images.size() > 1;
}

/// The distance that most of the way from the first to the last contour is made of.
double distanceIn(const Contours& contours, std::span<const std::size_t> run) {
  std::vector<double> gaps;
  for (std::size_t n = 1; n < run.size(); ++n)
    gaps.push_back(contours[run[n]].plane - contours[run[n - 1]].plane);
  std::ranges::sort(gaps);
  const double half = std::accumulate(gaps.begin(), gaps.end(), 0.0) / 2.0;
  double sum = 0.0;
  for (const double gap : gaps)
    if ((sum += gap) >= half) return gap;
  return 0.0;
}

/// Appends the planes of contours that are `distance` apart.
void addPlanes(const Contours& contours, std::span<const std::size_t> part, double distance,
               std::vector<Plane>& planes) {
  const auto gapBefore = [&](std::size_t n) {
    return n == 0 || n == part.size() ? std::numeric_limits<double>::infinity()
                                      : contours[part[n]].plane - contours[part[n - 1]].plane;
  };
  for (std::size_t first = 0, end = 1; first < part.size(); first = end++) {
    while (gapBefore(end) <= kOnePlane * distance) ++end;
    const auto run = part.subspan(first, end - first);
    const double extent = contours[run.back()].plane - contours[run.front()].plane;
    const bool isOne = extent <= kOnePlane * distance &&
                       kApart * extent <= std::min(gapBefore(first), gapBefore(end)) &&
                       !nameDifferentImages(contours, run);
    if (extent > kRounding && !isOne)
      addPlanes(contours, run, distanceIn(contours, run), planes);
    else
      planes.push_back({contours[run.front()].plane + extent / 2.0, {run.begin(), run.end()}});
  }
}

/// The usual distance of neighbouring planes; 0 when there are none.
double usualDistance(const std::vector<std::vector<Plane>>& parts, double largest) {
  std::vector<double> gaps;
  for (const auto& planes : parts)
    for (std::size_t n = 1; n < planes.size(); ++n)
      if (const double gap = planes[n].position - planes[n - 1].position; gap <= largest) gaps.push_back(gap);
  std::ranges::sort(gaps);
  return gaps.empty() ? 0.0 : gaps[(gaps.size() - 1) / 2];
}

/// The first slice whose centre lies at or behind the end of a slab.
int firstSliceFrom(double end, int sliceCount) {
  return static_cast<int>(std::clamp(std::ceil(end - kOnEnd), 0.0, static_cast<double>(sliceCount)));
}

/// Puts the contours of one part on slices.
void place(const std::vector<Plane>& planes, double usual, int sliceCount, ContourSlabs& result) {
  int used = 0, all = 0;
  for (std::size_t n = 0; n < planes.size(); ++n) {
    const double position = planes[n].position;
    const auto endTowards = [&](std::size_t other, double side) {
      const double gap = other < planes.size() ? std::abs(planes[other].position - position) : 0.0;
      const bool isNeighbour = gap > 0.0 && gap <= kNeighbour * usual;
      return isNeighbour ? (planes[other].position + position) / 2.0 : position + side * usual / 2.0;
    };
    const int first = firstSliceFrom(n == 0 ? position - usual / 2.0 : endTowards(n - 1, -1.0), sliceCount);
    const int end = firstSliceFrom(endTowards(n + 1, 1.0), sliceCount);
    for (int k = first; k < end; ++k) {
      Positions& slice = result.slices[k];
      slice.insert(slice.end(), planes[n].contours.begin(), planes[n].contours.end());
    }
    const int count = static_cast<int>(planes[n].contours.size());
    all += count;
    used += first < end ? count : 0;
  }
  (used == 0 ? result.lost : result.unused) += all - used;
}

}  // namespace

ContourSlabs slabsOf(const Contours& contours, int sliceCount, double sliceDistanceMm) {
  ContourSlabs result;
  const double largest = kLargestDistanceMm / sliceDistanceMm;
  std::vector<std::vector<Plane>> parts;
  for (const Positions& part : partsOf(contours, largest)) {
    std::vector<Plane>& planes = parts.emplace_back();
    addPlanes(contours, part, 1.0, planes);
    for (const Plane& plane : planes)
      for (const std::size_t n : plane.contours)
        result.joined += contours[n].plane - contours[plane.contours.front()].plane > kRounding;
  }
  double usual = usualDistance(parts, largest);
  result.isThicknessKnown = usual > 0.0;
  if (!result.isThicknessKnown) usual = 1.0;
  for (const auto& planes : parts) place(planes, usual, sliceCount, result);
  // As they are stored: which contour counts as the first one depends on it.
  for (auto& [k, slice] : result.slices) std::ranges::sort(slice);
  return result;
}

}  // namespace uptake::rtstruct
