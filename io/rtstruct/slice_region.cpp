#include "io/rtstruct/slice_region_p.h"

#include <Eigen/Geometry>

#include <algorithm>
#include <cmath>
#include <memory>
#include <numeric>

namespace uptake::rtstruct {

namespace {

using Box = Eigen::AlignedBox2d;

/// Points along an edge are looked at in these steps, in pixels.
constexpr double kStep = 0.5;

Box boxOf(const Polygon& polygon) {
  Box box;
  for (const Eigen::Vector2d& point : polygon) box.extend(point);
  return box;
}

bool take(std::size_t& budget, double steps) {
  if (steps > static_cast<double>(budget)) return false;
  budget -= static_cast<std::size_t>(steps);
  return true;
}

/// Calls `visit(from, to)` for every edge.
template <class Visit>
void forEachEdge(const Polygon& polygon, Visit visit) {
  for (std::size_t n = 0; n < polygon.size(); ++n)
    visit(polygon[n], polygon[n + 1 == polygon.size() ? 0 : n + 1]);
}

double distanceTo(const Eigen::Vector2d& point, const Eigen::Vector2d& from, const Eigen::Vector2d& to) {
  const Eigen::Vector2d along = to - from;
  const double length = along.squaredNorm();
  const double at = length > 0.0 ? std::clamp((point - from).dot(along) / length, 0.0, 1.0) : 0.0;
  return (point - from - at * along).norm();
}

/// Tells on which side of an outline a point is, from the edges near its row.
class Sides {
 public:
  enum class Side { On, Inside, Outside };

  /// Null when it would take more than `budget` steps.
  static std::unique_ptr<Sides> create(const Polygon& polygon, std::size_t& budget) {
    const Box box = boxOf(polygon);
    double steps = box.sizes().y();
    forEachEdge(polygon,
                [&](const auto& from, const auto& to) { steps += std::abs(to.y() - from.y()) + 3.0; });
    if (!take(budget, steps)) return nullptr;
    return std::unique_ptr<Sides>(new Sides(polygon, box));
  }

  /// `steps` counts the edges that were looked at.
  Side sideOf(const Eigen::Vector2d& point, std::size_t& steps) const {
    const double row = std::floor(point.y()) - lowest_;
    if (row < 0.0 || row >= static_cast<double>(edges_.size())) return Side::Outside;
    bool inside = false;
    for (const std::size_t n : edges_[static_cast<std::size_t>(row)]) {
      ++steps;
      const Eigen::Vector2d& from = polygon_[n];
      const Eigen::Vector2d& to = polygon_[n + 1 == polygon_.size() ? 0 : n + 1];
      if (distanceTo(point, from, to) <= kOutlineTolerance) return Side::On;
      if ((from.y() <= point.y()) == (to.y() <= point.y())) continue;
      const double at = from.x() + (point.y() - from.y()) / (to.y() - from.y()) * (to.x() - from.x());
      inside = inside != (at > point.x());
    }
    return inside ? Side::Inside : Side::Outside;
  }

 private:
  Sides(const Polygon& polygon, const Box& box)
      : polygon_(polygon),
        lowest_(std::floor(box.min().y() - kOutlineTolerance)),
        edges_(static_cast<std::size_t>(std::floor(box.max().y() + kOutlineTolerance) - lowest_) + 1) {
    for (std::size_t n = 0; n < polygon.size(); ++n) {
      const auto [low, high] =
          std::minmax({polygon[n].y(), polygon[n + 1 == polygon.size() ? 0 : n + 1].y()});
      const auto first = static_cast<std::size_t>(std::floor(low - kOutlineTolerance) - lowest_);
      const auto last = static_cast<std::size_t>(std::floor(high + kOutlineTolerance) - lowest_);
      for (std::size_t row = first; row <= last; ++row) edges_[row].push_back(n);
    }
  }

  const Polygon& polygon_;
  double lowest_ = 0.0;                          ///< the first row
  std::vector<std::vector<std::size_t>> edges_;  ///< by row: those that come near it
};

/// Which points of an outline are clearly, by more than kOutlineTolerance, inside and outside of another.
struct Reach {
  bool inside = false;
  bool outside = false;
};

/// Looks along the outline, corners included, until both are known. Nothing when that takes more than
/// `budget` steps.
std::optional<Reach> reachOf(const Polygon& polygon, const Sides& other, std::size_t& budget) {
  Reach reach;
  std::size_t steps = 0;
  forEachEdge(polygon, [&](const Eigen::Vector2d& from, const Eigen::Vector2d& to) {
    const int count = std::max(1, static_cast<int>(std::ceil((to - from).norm() / kStep)));
    for (int n = 0; n < count && !(reach.inside && reach.outside) && steps <= budget; ++n) {
      ++steps;
      const Sides::Side side = other.sideOf(from + (to - from) * (static_cast<double>(n) / count), steps);
      reach.inside = reach.inside || side == Sides::Side::Inside;
      reach.outside = reach.outside || side == Sides::Side::Outside;
    }
  });
  if (!take(budget, static_cast<double>(steps))) return {};
  return reach;
}

/// Finds how the outlines lie to each other, and marks them.
class Arrangement {
 public:
  Arrangement(const std::vector<Outline*>& outlines, std::size_t& budget)
      : outlines_(outlines), budget_(budget), sides_(outlines.size()), cluster_(outlines.size()) {
    std::iota(cluster_.begin(), cluster_.end(), std::size_t{0});
    for (const Outline* outline : outlines) boxes_.push_back(boxOf(outline->points));
  }

  /// False when it takes too many steps.
  bool find() {
    // By the left edge: only neighbours can meet.
    std::vector<std::size_t> order(outlines_.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, {}, [&](std::size_t n) { return boxes_[n].min().x(); });
    for (std::size_t a = 0; a < order.size(); ++a)
      for (std::size_t b = a + 1; b < order.size(); ++b) {
        if (boxes_[order[b]].min().x() > boxes_[order[a]].max().x()) break;
        if (!take(budget_, 1.0)) return false;
        const auto [first, second] = std::minmax({order[a], order[b]});
        if (boxes_[first].intersects(boxes_[second]) && !compare(first, second)) return false;
      }
    return true;
  }

  bool hasUnions() const {
    return std::ranges::any_of(outlines_, [](const Outline* outline) { return outline->isUnited; });
  }

  /// The first outline of those that `n` is united with.
  std::size_t clusterOf(std::size_t n) const {
    while (cluster_[n] != n) n = cluster_[n];
    return n;
  }

 private:
  const Sides* sides(std::size_t n) {
    if (!sides_[n]) sides_[n] = Sides::create(outlines_[n]->points, budget_);
    return sides_[n].get();
  }

  bool compare(std::size_t first, std::size_t second) {
    Outline& a = *outlines_[first];
    Outline& b = *outlines_[second];
    if (a.isXor != b.isXor || a.isRepeated || b.isRepeated) return true;
    // The smaller one's line tells nearly always.
    const bool isFirstSmall = boxes_[first].volume() < boxes_[second].volume();
    Outline& small = isFirstSmall ? a : b;
    Outline& large = isFirstSmall ? b : a;
    const Sides* ofLarge = sides(isFirstSmall ? second : first);
    const auto reach = ofLarge ? reachOf(small.points, *ofLarge, budget_) : std::nullopt;
    if (!reach) return false;
    if (!reach->inside && !reach->outside) {
      const Sides* ofSmall = sides(isFirstSmall ? first : second);
      const auto other = ofSmall ? reachOf(large.points, *ofSmall, budget_) : std::nullopt;
      if (!other) return false;
      b.isRepeated = !other->outside;
    } else if (!a.isXor && !reach->outside) {
      small.isInside = true;
    } else if (!a.isXor && reach->inside) {
      a.isUnited = b.isUnited = true;
      const auto [low, high] = std::minmax({clusterOf(first), clusterOf(second)});
      cluster_[high] = low;
    }
    return true;
  }

  const std::vector<Outline*>& outlines_;
  std::size_t& budget_;
  std::vector<std::unique_ptr<Sides>> sides_;
  std::vector<std::size_t> cluster_;
  std::vector<Box> boxes_;
};

/// The pixels in any of the runs of an image with rows of `columns` pixels.
std::vector<VoxelRun> united(std::vector<VoxelRun> runs, int columns) {
  std::ranges::sort(runs, {}, &VoxelRun::first);
  std::vector<VoxelRun> result;
  for (const VoxelRun& run : runs) {
    const bool isJoined = !result.empty() && run.first <= result.back().end() &&
                          run.first / columns == result.back().first / columns;
    if (isJoined)
      result.back().length =
          static_cast<std::int32_t>(std::max(result.back().end(), run.end()) - result.back().first);
    else
      result.push_back(run);
  }
  return result;
}

/// The pixels in an odd number of the runs.
std::vector<VoxelRun> inOddNumber(const std::vector<VoxelRun>& runs, int columns) {
  std::vector<std::pair<std::ptrdiff_t, std::ptrdiff_t>> ends;  // row and position
  for (const VoxelRun& run : runs) {
    ends.emplace_back(run.first / columns, run.first);
    ends.emplace_back(run.first / columns, run.end());
  }
  std::ranges::sort(ends);
  std::vector<VoxelRun> result;
  for (std::size_t n = 0; n + 1 < ends.size(); n += 2)
    if (const std::ptrdiff_t length = ends[n + 1].second - ends[n].second; length > 0)
      result.push_back({ends[n].second, static_cast<std::int32_t>(length)});
  return result;
}

}  // namespace

Polygon withoutRepetition(Polygon polygon) {
  const auto isSame = [](const Eigen::Vector2d& a, const Eigen::Vector2d& b) {
    return (a - b).norm() <= kOutlineTolerance;
  };
  while (polygon.size() > 3 && polygon.front() == polygon.back()) polygon.pop_back();
  const std::size_t half = polygon.size() / 2;
  // With the start between two rounds there is one point more.
  for (const std::size_t period : {half, half + 1}) {
    if (period < 3 || 2 * period < polygon.size() || 2 * period > polygon.size() + 1) continue;
    bool isTwice = true;
    for (std::size_t n = period; n < polygon.size() && isTwice; ++n)
      isTwice = isSame(polygon[n], polygon[n - period]);
    if (!isTwice) continue;
    polygon.resize(period);
    return withoutRepetition(std::move(polygon));
  }
  return polygon;
}

std::optional<std::vector<VoxelRun>> regionOf(const std::vector<Outline*>& outlines, int columns, int rows,
                                              std::size_t& budget) {
  Arrangement arrangement(outlines, budget);
  if (outlines.size() > 1 && !arrangement.find()) return {};
  std::vector<const Polygon*> counted;
  for (const Outline* outline : outlines)
    if (outline->isXor || !outline->isRepeated) counted.push_back(&outline->points);
  if (!arrangement.hasUnions()) return fillPolygons(counted, columns, rows, budget);

  std::vector<VoxelRun> all;
  for (std::size_t first = 0; first < outlines.size(); ++first) {
    if (arrangement.clusterOf(first) != first) continue;
    std::vector<VoxelRun> region;
    for (std::size_t n = first; n < outlines.size(); ++n) {
      if (arrangement.clusterOf(n) != first || (!outlines[n]->isXor && outlines[n]->isRepeated)) continue;
      const auto own = fillPolygons({&outlines[n]->points}, columns, rows, budget);
      if (!own) return {};
      region.insert(region.end(), own->begin(), own->end());
    }
    region = united(std::move(region), columns);
    all.insert(all.end(), region.begin(), region.end());
  }
  return inOddNumber(all, columns);
}

}  // namespace uptake::rtstruct
