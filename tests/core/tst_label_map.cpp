#include "core/mask/label_map.h"
#include "core/mask/label_runs.h"
#include "tests/support/test_support.h"

#include <array>
#include <atomic>
#include <optional>
#include <thread>

using namespace uptake;

class TestLabelMap : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void fillsRunsAcrossSlices();
  void copiesWhatIsPainted();
  void measuresExtentAndCount();
  void visitsRuns();
  void copiesShareWhatNeitherWritesTo();
  void runsAreFoundOnceAndLast();
  void runsEndWithTheirRow();
  void aCopyHoldsWhatWas();
  void aCopyOutlivesItsMap();
};

namespace {

LabelMap makeMap(int nx, int ny, int nz) {
  return LabelMap::create(
             *ImageGrid::create({nx, ny, nz}, {1, 1, 1}, Point::Zero(), Eigen::Matrix3d::Identity()))
      .take();
}

}  // namespace

void TestLabelMap::fillsRunsAcrossSlices() {
  LabelMap map = makeMap(4, 3, 5);
  map.fill(map.grid().offset(2, 2, 1), 4, 7);  // the last two of slice 1, the first two of slice 2
  QCOMPARE(map.at({1, 2, 1}), Label{0});
  QCOMPARE(map.at({2, 2, 1}), Label{7});
  QCOMPARE(map.at({1, 0, 2}), Label{7});
  QCOMPARE(map.at({2, 0, 2}), Label{0});
  QVERIFY(!map.isOccupied(0));
  QVERIFY(map.isOccupied(1));
  QVERIFY(map.isOccupied(2));
  QVERIFY(!map.isOccupied(3));
}

void TestLabelMap::copiesWhatIsPainted() {
  LabelMap map = makeMap(4, 3, 5);
  map.set({1, 2, 3}, 9);
  const LabelMap copy = map;
  map.set({1, 2, 3}, 1);
  QCOMPARE(copy.at({1, 2, 3}), Label{9});
  QCOMPARE(copy.count(9), 1);
  QVERIFY(!copy.isOccupied(2));
}

void TestLabelMap::copiesShareWhatNeitherWritesTo() {
  LabelMap map = makeMap(4, 3, 5);
  map.set({1, 2, 1}, 9);
  map.set({1, 2, 3}, 9);
  LabelMap copy = map;
  for (int k = 0; k < 5; ++k) QCOMPARE(copy.slice(k).data(), map.slice(k).data());
  // With what is there already is no change, and background that nothing was written to stays that.
  map.set({1, 2, 3}, 9);
  map.fill(0, 12, 0);
  QCOMPARE(copy.slice(3).data(), map.slice(3).data());
  QVERIFY(!map.isOccupied(0));
  copy.set({0, 0, 3}, 2);
  QCOMPARE(copy.slice(1).data(), map.slice(1).data());
  QVERIFY(copy.slice(3).data() != map.slice(3).data());
  QCOMPARE(map.at({0, 0, 3}), Label{0});
  QCOMPARE(copy.at({1, 2, 3}), Label{9});
  QCOMPARE(copy.count(2), 1);
  QCOMPARE(map.count(2), 0);
  // What belongs to one map alone is written to where it lies.
  const Label* const place = copy.slice(3).data();
  copy.set({1, 0, 3}, 2);
  QCOMPARE(copy.slice(3).data(), place);
}

void TestLabelMap::runsAreFoundOnceAndLast() {
  LabelMap map = makeMap(6, 6, 4);
  map.fill(map.grid().offset(1, 2, 1), 3, 7);
  map.set({5, 5, 2}, 1);
  const LabelRuns before = map.runs();
  QVERIFY(before.slice(0).empty() && before.slice(3).empty());
  QCOMPARE(before.slice(1).size(), std::size_t{1});
  QVERIFY(before.slice(1)[0] == (LabelRun{{map.grid().offset(1, 2, 1), 3}, 7}));
  const LabelMap copy = map;
  QVERIFY(copy.runs(1).isSameAs(before.slice(1)));
  map.set({3, 2, 1}, 0);
  QVERIFY(!map.runs(1).isSameAs(before.slice(1)));
  QVERIFY(map.runs(2).isSameAs(before.slice(2)));
  QCOMPARE(map.runs(1)[0].length, 2);
  QCOMPARE(before.slice(1)[0].length, 3);
  QVERIFY(copy.runs(1).isSameAs(before.slice(1)));
  map.fill(map.grid().offset(1, 2, 1), 2, 0);
  QVERIFY(map.runs(1).empty() && map.isOccupied(1));
  map.set({5, 5, 2}, 0);
  QVERIFY(map.runs().isEmpty() && !before.isEmpty());
}

void TestLabelMap::runsEndWithTheirRow() {
  LabelMap map = makeMap(5, 4, 2);
  map.fill(map.grid().offset(3, 1, 1), 10, 2);  // the rest of row 1, row 2, and three of row 3
  std::vector<LabelRun> found;
  for (const LabelRun& run : map.runs(1)) found.push_back(run);
  const auto at = [&](int i, int j) { return map.grid().offset(i, j, 1); };
  QVERIFY(found == (std::vector<LabelRun>{{{at(3, 1), 2}, 2}, {{at(0, 2), 5}, 2}, {{at(0, 3), 3}, 2}}));
}

void TestLabelMap::measuresExtentAndCount() {
  LabelMap map = makeMap(6, 6, 6);
  QVERIFY(map.extent().isEmpty());
  map.set({1, 2, 3}, 1);
  map.set({4, 1, 5}, 1);
  map.set({0, 0, 0}, 2);
  QCOMPARE(map.extent(1), (IndexBox{{1, 1, 3}, {4, 2, 5}}));
  QCOMPARE(map.extent(), (IndexBox{{0, 0, 0}, {4, 2, 5}}));
  QCOMPARE(map.count(1), 2);
  QCOMPARE(map.count(0), 6 * 6 * 6 - 3);
  map.set({1, 2, 3}, 2);
  map.fill(0, 2, 0);
  QCOMPARE(map.count(1), 1);
  QCOMPARE(map.count(2), 1);
  QCOMPARE(map.count(0), 6 * 6 * 6 - 2);
  QCOMPARE(map.count(77), 0);
}

void TestLabelMap::visitsRuns() {
  // Every run, wherever it lies against the blocks that background is passed over in.
  std::vector<Label> labels(331, 0);
  const auto runs = [&] {
    std::vector<std::array<std::ptrdiff_t, 3>> found;
    forEachLabelRun(labels, [&](std::ptrdiff_t first, std::ptrdiff_t length, Label label) {
      found.push_back({first, length, label});
    });
    return found;
  };
  QVERIFY(runs().empty());
  for (const std::size_t at : {0U, 1U, 63U, 64U, 65U, 127U, 200U, 329U, 330U}) labels[at] = 7;
  labels[201] = labels[202] = 65535;
  const std::vector<std::array<std::ptrdiff_t, 3>> expected{{0, 2, 7},   {63, 3, 7},      {127, 1, 7},
                                                            {200, 1, 7}, {201, 2, 65535}, {329, 2, 7}};
  QVERIFY(runs() == expected);
  labels.assign(331, 3);
  QVERIFY(runs() == (std::vector<std::array<std::ptrdiff_t, 3>>{{0, 331, 3}}));
}

/// Read by other threads, which find its runs too, while the map is painted on further.
void TestLabelMap::aCopyHoldsWhatWas() {
  LabelMap map = makeMap(64, 64, 40);
  const std::ptrdiff_t all = map.grid().voxelCount();
  for (int round = 0; round < 30; ++round) {
    map.fill((round * 997) % (all / 2), all / 3, static_cast<Label>(1 + round % 5));
    const std::vector<Label> then = map.allVoxels();
    const std::ptrdiff_t count = map.count(1);
    const std::optional<LabelMap> kept = round % 2 == 0 ? std::optional(map) : std::nullopt;
    std::atomic<int> done = 0;
    std::array<std::vector<Label>, 2> taken;
    std::array<std::ptrdiff_t, 2> counted{};
    std::vector<std::thread> readers;
    for (std::size_t n = 0; n < taken.size(); ++n)
      readers.emplace_back([&, n, copy = std::optional<LabelMap>(map)]() mutable {
        taken[n] = copy->allVoxels();
        const LabelRuns runs = copy->runs();
        for (int k = 0; k < 40; ++k)
          for (const LabelRun& run : runs.slice(k))
            if (run.label == 1) counted[n] += run.length;
        copy.reset();  // from here on the writer may be the only one again
        ++done;
      });
    for (int stroke = 0; stroke < 200 || done < 2; ++stroke) {
      map.fill((stroke * 7919 + round) % (all - 200), 200, static_cast<Label>(stroke % 7));
      if (stroke % 50 == 0) (void)map.runs();
    }
    for (std::thread& reader : readers) reader.join();
    for (std::size_t n = 0; n < taken.size(); ++n) {
      QCOMPARE(taken[n], then);
      QCOMPARE(counted[n], count);
    }
    if (kept) QCOMPARE(kept->allVoxels(), then);
  }
}

void TestLabelMap::aCopyOutlivesItsMap() {
  auto map = std::make_unique<LabelMap>(makeMap(5, 5, 5));
  map->set({1, 2, 3}, 9);
  const LabelMap copy = *map;
  LabelMap moved = std::move(*map);
  map.reset();
  moved.set({1, 2, 3}, 4);
  moved = makeMap(5, 5, 5);
  QCOMPARE(copy.at({1, 2, 3}), Label{9});
  QVERIFY(copy.isOccupied(3) && !copy.isOccupied(2));
}

QTEST_GUILESS_MAIN(TestLabelMap)
#include "tst_label_map.moc"
