#include "core/mask/label_map.h"
#include "core/mask/label_runs.h"
#include "tests/support/test_support.h"

#include <array>
#include <atomic>
#include <thread>

using namespace uptake;

class TestLabelMap : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void fillsRunsAcrossSlices();
  void copiesWhatIsPainted();
  void measuresExtentAndCount();
  void visitsRuns();
  void aSnapshotHoldsWhatWas();
  void aSnapshotOutlivesItsMap();
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
  const auto copy = map.copy();
  QVERIFY(copy.ok());
  map.set({1, 2, 3}, 1);
  QCOMPARE(copy->at({1, 2, 3}), Label{9});
  QCOMPARE(copy->count(9), 1);
  QVERIFY(!copy->isOccupied(2));
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

/// Copied by another thread while the map is painted on further.
void TestLabelMap::aSnapshotHoldsWhatWas() {
  LabelMap map = makeMap(64, 64, 40);
  const std::ptrdiff_t all = map.grid().voxelCount();
  for (int round = 0; round < 30; ++round) {
    map.fill((round * 997) % (all / 2), all / 3, static_cast<Label>(1 + round % 5));
    const std::vector<Label> then(map.labels().begin(), map.labels().end());
    const std::ptrdiff_t count = map.count(1);
    const LabelSnapshot snapshot = map.snapshot();
    const LabelSnapshot another = map.snapshot();
    std::atomic<bool> isTaken = false;
    std::vector<Label> taken;
    std::ptrdiff_t takenCount = 0;
    std::thread reader([&] {
      const auto copy = snapshot.toMap();
      if (copy) taken.assign(copy->labels().begin(), copy->labels().end());
      if (copy) takenCount = copy->count(1);
      isTaken = true;
    });
    for (int stroke = 0; stroke < 200 || !isTaken; ++stroke)
      map.fill((stroke * 7919 + round) % (all - 200), 200, static_cast<Label>(stroke % 7));
    reader.join();
    QCOMPARE(taken, then);
    QCOMPARE(takenCount, count);
    const auto later = another.toMap();
    QVERIFY(later && std::ranges::equal(later->labels(), then));
  }
}

void TestLabelMap::aSnapshotOutlivesItsMap() {
  auto map = std::make_unique<LabelMap>(makeMap(5, 5, 5));
  map->set({1, 2, 3}, 9);
  const LabelSnapshot snapshot = map->snapshot();
  LabelMap moved = std::move(*map);
  map.reset();
  moved.set({1, 2, 3}, 4);
  moved = makeMap(5, 5, 5);
  const auto copy = snapshot.toMap();
  QVERIFY(copy);
  QCOMPARE(copy->at({1, 2, 3}), Label{9});
  QVERIFY(copy->isOccupied(3) && !copy->isOccupied(2));
}

QTEST_GUILESS_MAIN(TestLabelMap)
#include "tst_label_map.moc"
