#include "core/geometry/flood_fill.h"
#include "core/mask/connected_components.h"
#include "tests/support/test_support.h"

#include <QRandomGenerator>

#include <algorithm>
#include <limits>
#include <map>
#include <set>

using namespace uptake;

/// Connected components of runs and growing from a voxel, against what the definitions say word for word.
class TestFloodFill : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void touchingVoxelsAreConnected_data();
  void touchingVoxelsAreConnected();
  void componentsMatchPropagation_data();
  void componentsMatchPropagation();
  void labelsSideBySideAreConnected();
  void cancelledMeansNothing();
  void fillsWhatIsConnected_data();
  void fillsWhatIsConnected();
  void reachesVoxelsAtTheirCheapestWay();
  void goesOnWhereItStopped();
};

namespace {

constexpr std::array kAll{Connectivity::Faces, Connectivity::FacesAndEdges, Connectivity::All};

int neighbours(Connectivity connectivity) {
  return connectivity == Connectivity::Faces ? 6 : connectivity == Connectivity::FacesAndEdges ? 18 : 26;
}

bool touch(const Eigen::Vector3i& a, const Eigen::Vector3i& b, Connectivity connectivity) {
  const Eigen::Vector3i way = (a - b).cwiseAbs();
  const int most = connectivity == Connectivity::Faces           ? 1
                   : connectivity == Connectivity::FacesAndEdges ? 2
                                                                 : 3;
  return way.maxCoeff() == 1 && way.sum() <= most;
}

/// Random voxels of a box, as a set by position.
std::vector<std::uint8_t> randomSet(const IndexBox& box, int percent, QRandomGenerator& random) {
  std::vector<std::uint8_t> set(static_cast<std::size_t>(box.size().prod()));
  for (std::uint8_t& in : set) in = random.bounded(100) < percent ? 1 : 0;
  return set;
}

std::vector<VoxelRun> runsOf(const std::vector<std::uint8_t>& set, int width) {
  std::vector<VoxelRun> runs;
  for (std::ptrdiff_t at = 0; at < std::ssize(set); ++at) {
    if (set[static_cast<std::size_t>(at)] == 0) continue;
    if (!runs.empty() && runs.back().end() == at && at % width != 0)
      ++runs.back().length;
    else
      runs.push_back({at, 1});
  }
  return runs;
}

/// By voxel of the set, the least position in its component: every voxel takes the least number of its
/// neighbours until nothing changes.
std::map<std::ptrdiff_t, std::ptrdiff_t> propagated(const std::vector<std::uint8_t>& set, const IndexBox& box,
                                                    Connectivity connectivity) {
  std::map<std::ptrdiff_t, std::ptrdiff_t> least;
  for (std::ptrdiff_t at = 0; at < std::ssize(set); ++at)
    if (set[static_cast<std::size_t>(at)] != 0) least[at] = at;
  for (bool changed = true; changed;) {
    changed = false;
    for (auto& [a, own] : least)
      for (const auto& [b, other] : least)
        if (other < own && touch(box.indexAt(a), box.indexAt(b), connectivity)) {
          own = other;
          changed = true;
        }
  }
  return least;
}

void addConnectivities() {
  QTest::addColumn<int>("number");
  for (int number = 0; number < 3; ++number)
    QTest::addRow("%d neighbours", neighbours(kAll[static_cast<std::size_t>(number)])) << number;
}

Connectivity fetched() {
  QFETCH(int, number);
  return kAll[static_cast<std::size_t>(number)];
}

}  // namespace

void TestFloodFill::touchingVoxelsAreConnected_data() {
  addConnectivities();
}

void TestFloodFill::touchingVoxelsAreConnected() {
  const Connectivity connectivity = fetched();
  int steps = 0;
  forEachNeighbour(connectivity, [&](const Eigen::Vector3i& step) {
    QVERIFY(touch(step, Eigen::Vector3i::Zero(), connectivity));
    ++steps;
  });
  QCOMPARE(steps, neighbours(connectivity));
  // Each pair of voxels by itself.
  const Eigen::Vector3i size(3, 3, 3);
  int connected = 0;
  for (std::ptrdiff_t at = 0; at < 27; ++at) {
    if (at == 13) continue;
    std::vector<std::uint8_t> set(27);
    set[13] = set[static_cast<std::size_t>(at)] = 1;
    if (connectedComponents(runsOf(set, 3), size, connectivity).count == 1) ++connected;
  }
  QCOMPARE(connected, neighbours(connectivity));
}

void TestFloodFill::componentsMatchPropagation_data() {
  addConnectivities();
}

void TestFloodFill::componentsMatchPropagation() {
  const Connectivity connectivity = fetched();
  QRandomGenerator random(7);
  // Boxes of one row, one column and one slice among them.
  for (const Eigen::Vector3i& size :
       {Eigen::Vector3i(11, 8, 6), Eigen::Vector3i(40, 1, 1), Eigen::Vector3i(1, 9, 7),
        Eigen::Vector3i(9, 1, 8), Eigen::Vector3i(15, 14, 1)})
    for (const int percent : {5, 20, 45, 70}) {
      const IndexBox box{Eigen::Vector3i::Zero(), size - Eigen::Vector3i::Ones()};
      const std::vector<std::uint8_t> set = randomSet(box, percent, random);
      const std::vector<VoxelRun> runs = runsOf(set, size.x());
      const ConnectedComponents found = connectedComponents(runs, size, connectivity);
      QCOMPARE(found.numbers.size(), runs.size());
      const auto expected = propagated(set, box, connectivity);
      // Counted in the order of their first voxels.
      std::map<std::ptrdiff_t, std::int32_t> numberOf;
      for (const auto& [position, least] : expected)
        if (position == least) numberOf.emplace(least, static_cast<std::int32_t>(numberOf.size()));
      QCOMPARE(static_cast<std::size_t>(found.count), numberOf.size());
      for (std::size_t run = 0; run < runs.size(); ++run)
        QCOMPARE(found.numbers[run], numberOf.at(expected.at(runs[run].first)));
    }
}

void TestFloodFill::labelsSideBySideAreConnected() {
  const std::vector<LabelRun> runs{{0, 2, 1}, {2, 3, 7}, {6, 1, 7}, {7, 1, 1}};
  const ConnectedComponents found = connectedComponents(runs, {10, 1, 1}, Connectivity::Faces);
  QCOMPARE(found.count, 2);
  QCOMPARE(found.numbers, (std::vector<std::int32_t>{0, 0, 1, 1}));
  // The last voxel of a row and the first of the next one are far apart.
  const std::vector<VoxelRun> rows{{4, 1}, {5, 1}};
  QCOMPARE(connectedComponents(rows, {5, 2, 1}, Connectivity::All).count, 2);
  QCOMPARE(connectedComponents(rows, {10, 1, 1}, Connectivity::Faces).count, 1);
  // So are the last row of a slice and the first of the next one.
  const std::vector<VoxelRun> slices{{7, 1}, {8, 1}};
  QCOMPARE(connectedComponents(slices, {2, 4, 2}, Connectivity::All).count, 2);
  QCOMPARE(connectedComponents(std::vector<VoxelRun>{}, {2, 4, 2}, Connectivity::All).count, 0);
}

void TestFloodFill::cancelledMeansNothing() {
  JobControl control;
  control.cancel();
  const std::vector<VoxelRun> runs{{0, 1}};
  QVERIFY(connectedComponents(runs, {5, 5, 5}, Connectivity::Faces, control).numbers.empty());
}

void TestFloodFill::fillsWhatIsConnected_data() {
  addConnectivities();
}

void TestFloodFill::fillsWhatIsConnected() {
  const Connectivity connectivity = fetched();
  QRandomGenerator random(3);
  const IndexBox box{{-4, 10, 2}, {5, 17, 8}};
  for (const int percent : {20, 40, 70}) {
    const std::vector<std::uint8_t> set = randomSet(box, percent, random);
    const auto expected = propagated(set, box, connectivity);
    for (const auto& [start, component] : expected) {
      FloodFill<int> fill(box, connectivity);
      std::vector<std::uint8_t> left = set;
      left[static_cast<std::size_t>(start)] = 0;
      fill.start(box.indexAt(start), 0);
      std::set<std::ptrdiff_t> filled;
      const auto enter = [&](const Eigen::Vector3i& index, int) -> std::optional<int> {
        std::uint8_t& in = left[static_cast<std::size_t>(box.position(index))];
        return std::exchange(in, std::uint8_t{0}) != 0 ? std::optional(0) : std::nullopt;
      };
      while (const auto voxel = fill.next(0, enter))
        QVERIFY(filled.insert(box.position(voxel->index)).second);
      for (const auto& [position, other] : expected) QCOMPARE(filled.contains(position), other == component);
    }
  }
}

/// With whole numbers (buckets) and with others (a heap), against relaxing every step until nothing changes.
void TestFloodFill::reachesVoxelsAtTheirCheapestWay() {
  QRandomGenerator random(9);
  const IndexBox box{{0, 0, 0}, {9, 8, 5}};
  constexpr std::size_t count = 10 * 9 * 6;
  const auto check = [&]<class Cost>(Cost scale) {
    std::vector<Cost> costs(count);
    for (Cost& cost : costs) cost = static_cast<Cost>(random.bounded(20)) * scale;
    const Cost far = std::numeric_limits<Cost>::max();
    std::vector<Cost> expected(count, far);
    expected.front() = costs.front();
    for (bool changed = true; changed;) {
      changed = false;
      for (std::size_t a = 0; a < count; ++a)
        for (std::size_t b = 0; b < count; ++b) {
          const bool beside = touch(box.indexAt(static_cast<std::ptrdiff_t>(a)),
                                    box.indexAt(static_cast<std::ptrdiff_t>(b)), Connectivity::FacesAndEdges);
          const Cost way = std::max(expected[a], costs[b]);
          if (!beside || expected[a] == far || way >= expected[b]) continue;
          expected[b] = way;
          changed = true;
        }
    }
    FloodFill<Cost> fill(box, Connectivity::FacesAndEdges);
    std::vector<std::uint8_t> seen(count);
    const auto enter = [&](const Eigen::Vector3i& index, Cost cost) -> std::optional<Cost> {
      const auto at = static_cast<std::size_t>(box.position(index));
      if (std::exchange(seen[at], std::uint8_t{1}) != 0) return std::nullopt;
      return std::max(cost, costs[at]);
    };
    fill.start(box.first, *enter(box.first, Cost{}));
    Cost last{};
    std::size_t reached = 0;
    while (const auto voxel = fill.next(far, enter)) {
      QVERIFY(voxel->cost >= last);
      last = voxel->cost;
      QCOMPARE(voxel->cost, expected[static_cast<std::size_t>(box.position(voxel->index))]);
      ++reached;
    }
    QCOMPARE(reached, count);
  };
  for (int round = 0; round < 3; ++round) {
    check(1);
    check(0.37);
  }
}

void TestFloodFill::goesOnWhereItStopped() {
  // A row that rises away from the start: what a higher limit adds is all that is visited.
  const IndexBox box{{0, 0, 0}, {9, 0, 0}};
  FloodFill<int> fill(box, Connectivity::Faces);
  int furthest = 0;
  const auto enter = [&](const Eigen::Vector3i& index, int) -> std::optional<int> {
    if (index.x() <= furthest) return std::nullopt;
    furthest = index.x();
    return index.x();
  };
  fill.start({0, 0, 0}, 0);
  const auto visited = [&](int most) {
    int count = 0;
    while (fill.next(most, enter)) ++count;
    return count;
  };
  QCOMPARE(visited(3), 4);
  QCOMPARE(visited(2), 0);
  QCOMPARE(visited(3), 0);
  QCOMPARE(visited(7), 4);
  QCOMPARE(visited(1000), 2);
}

QTEST_GUILESS_MAIN(TestFloodFill)
#include "tst_flood_fill.moc"
