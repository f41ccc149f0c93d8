#include "io/phantom/anatomy_p.h"
#include "io/phantom/noise_p.h"

#include <algorithm>
#include <cmath>

namespace uptake::phantom {

namespace {

struct Node {
  Point at;
  Direction direction;  ///< of growth
  double path = 0.0;    ///< mm from the hilum
  int parent = -1;
  int tips = 0;  ///< ends of the tree beyond this node
};

/// The node from which a branch to `tip` is cheapest: near, on a short path, and without turning back.
int bestRoot(const std::vector<Node>& nodes, const Point& tip) {
  int best = 0;
  double bestCost = 1e9;
  for (std::size_t n = 0; n < nodes.size(); ++n) {
    const Point way = tip - nodes[n].at;
    const double length = way.norm();
    if (length > bestCost) continue;
    const double turn = 1.0 - way.dot(nodes[n].direction) / std::max(length, 1e-6);
    const double cost = length * (1.0 + 0.75 * turn) + 0.38 * nodes[n].path;
    if (cost < bestCost) {
      bestCost = cost;
      best = static_cast<int>(n);
    }
  }
  return best;
}

/// Adds a gently bent branch of short steps: it leaves along its root's direction and curves to the tip.
void addBranch(std::vector<Node>& nodes, const Point& tip) {
  int parent = bestRoot(nodes, tip);
  const Point from = nodes[static_cast<std::size_t>(parent)].at;
  const double length = (tip - from).norm();
  const Point control = from + 0.38 * length * nodes[static_cast<std::size_t>(parent)].direction;
  const int steps = std::max(1, static_cast<int>(length / 6.0));
  for (int step = 1; step <= steps; ++step) {
    const double t = static_cast<double>(step) / steps;
    const Point at = (1 - t) * (1 - t) * from + 2 * t * (1 - t) * control + t * t * tip;
    const Node& before = nodes[static_cast<std::size_t>(parent)];
    const Point way = at - before.at;
    const double stride = way.norm();
    if (stride < 0.5) continue;
    nodes.push_back({at, way / stride, before.path + stride, parent, 0});
    parent = static_cast<int>(nodes.size()) - 1;
  }
  for (int n = parent; n >= 0; n = nodes[static_cast<std::size_t>(n)].parent)
    ++nodes[static_cast<std::size_t>(n)].tips;
}

/// A vessel that feeds so many ends: Murray's law, nearly (Proc Natl Acad Sci 1926;12:207).
double radiusFor(int tips) {
  constexpr double kTip = 0.44;  // mm
  return kTip * std::pow(static_cast<double>(std::max(tips, 1)), 0.375);
}

}  // namespace

std::vector<Segment> growVessels(const Anatomy& anatomy) {
  // An artery and a vein for each lung, each to its own half of the ends.
  struct Tree {
    Point hilum;
    Direction direction;
    std::vector<Point> tips;
  };
  std::vector<Tree> trees = {{{-46.0, 11.0, 2.0}, {-0.9, 0.3, -0.2}, {}},
                             {{-46.0, 2.0, -12.0}, {-0.9, -0.2, -0.3}, {}},
                             {{53.0, 20.0, 6.0}, {0.8, 0.5, -0.2}, {}},
                             {{54.0, 6.0, -12.0}, {0.9, -0.2, -0.3}, {}}};
  // Ends fill the lungs evenly: one at random in each cell of a lattice.
  constexpr double kCell = 10.5;
  HashStream random(hashBits(anatomy.key(), 100));
  for (double z = -140.0; z < 140.0; z += kCell)
    for (double y = -96.0; y < 110.0; y += kCell)
      for (double x = -140.0; x < 140.0; x += kCell) {
        const Point tip(x + random.uniform(0.0, kCell), y + random.uniform(0.0, kCell),
                        z + random.uniform(0.0, kCell));
        const std::size_t tree = (tip.x() < 0.0 ? 0U : 2U) + (random.uniform() < 0.5 ? 0U : 1U);
        if (anatomy.lung(tip) > 4.0) trees[tree].tips.push_back(tip);
      }
  std::vector<Segment> segments;
  for (Tree& tree : trees) {
    std::stable_sort(tree.tips.begin(), tree.tips.end(), [&tree](const Point& a, const Point& b) {
      return (a - tree.hilum).squaredNorm() < (b - tree.hilum).squaredNorm();
    });
    std::vector<Node> nodes{{tree.hilum, tree.direction.normalized(), 0.0, -1, 0}};
    for (const Point& tip : tree.tips) addBranch(nodes, tip);
    for (const Node& node : nodes) {
      if (node.parent < 0) continue;
      const Node& parent = nodes[static_cast<std::size_t>(node.parent)];
      // A branch is as thick at its root as further on, not as its parent.
      const double r = radiusFor(node.tips);
      segments.push_back({parent.at, node.at, std::min(radiusFor(parent.tips), 1.15 * r), r});
    }
  }
  return segments;
}

void paintSegments(Canvas& canvas, const std::vector<Segment>& segments, Tissue tissue, double grow) {
  const float value = canvas.of(tissue);
  const double reach = 2.0 * canvas.softness() + grow;
  for (const Segment& segment : segments) {
    if (canvas.z() < segment.lowest() - reach || canvas.z() > segment.highest() + reach) continue;
    const double r = segment.widest() + grow;
    const double fill = std::min(1.0, 0.6 * r / canvas.softness());
    const Extent extent{
        std::min(segment.a.x(), segment.b.x()) - r, std::max(segment.a.x(), segment.b.x()) + r,
        std::min(segment.a.y(), segment.b.y()) - r, std::max(segment.a.y(), segment.b.y()) + r};
    canvas.forEach(canvas.grown(extent), [&](const Point& p, std::size_t pixel) {
      const double d = segment.distance(p) + grow;
      // What is thinner than the point spread fills only part of it.
      const double amount = fill * (canvas.coverage(d) - canvas.coverage(d - 2.0 * r));
      if (amount > 0.0) canvas.blend(pixel, value, amount);
    });
  }
}

}  // namespace uptake::phantom
