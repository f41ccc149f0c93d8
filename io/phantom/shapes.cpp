#include "io/phantom/shapes_p.h"

#include <cstddef>

namespace uptake::phantom {

std::vector<Segment> tube(const std::vector<TubeNode>& nodes) {
  constexpr int kParts = 4;
  const auto node = [&](std::ptrdiff_t n) {
    const auto last = static_cast<std::ptrdiff_t>(nodes.size()) - 1;
    return nodes[static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(n, 0, last))];
  };
  std::vector<Segment> segments;
  TubeNode from = nodes.front();
  for (std::ptrdiff_t n = 0; n + 1 < static_cast<std::ptrdiff_t>(nodes.size()); ++n) {
    const Point p0 = node(n - 1).at, p1 = node(n).at, p2 = node(n + 1).at, p3 = node(n + 2).at;
    for (int part = 1; part <= kParts; ++part) {
      const double t = static_cast<double>(part) / kParts;
      const Point at = 0.5 * (2.0 * p1 + (p2 - p0) * t + (2.0 * p0 - 5.0 * p1 + 4.0 * p2 - p3) * (t * t) +
                              (3.0 * p1 - p0 - 3.0 * p2 + p3) * (t * t * t));
      const TubeNode to{at, node(n).radius + (node(n + 1).radius - node(n).radius) * t};
      segments.push_back({from.at, to.at, from.radius, to.radius});
      from = to;
    }
  }
  return segments;
}

double distanceToAny(const std::vector<Segment>& segments, const Point& p) {
  double best = -1e3;
  for (const Segment& segment : segments) best = std::max(best, segment.distance(p));
  return best;
}

}  // namespace uptake::phantom
