#include "annotation/regions/components.h"
#include "annotation/regions/region_sets.h"
#include "tests/annotation/case_fixture.h"

#include <QRandomGenerator>

#include <set>

using namespace uptake;
using namespace uptake::test;

class TestConnectedRegion : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void joinsThroughFacesAndEdgesOnly();
  void partsMatchLabelPropagation();
  void goesToAnotherGridByVoxelCentres();
};

namespace {

VoxelRegion randomRegion(const IndexBox& box, int percent, QRandomGenerator& random) {
  VoxelRegion region(box);
  for (auto& in : region.inside) in = random.bounded(100) < percent ? 1 : 0;
  return region;
}

std::vector<Eigen::Vector3i> voxelsOf(const VoxelRegion& region) {
  std::vector<Eigen::Vector3i> all;
  for (int k = region.box.first.z(); k <= region.box.last.z(); ++k)
    for (int j = region.box.first.y(); j <= region.box.last.y(); ++j)
      for (int i = region.box.first.x(); i <= region.box.last.x(); ++i)
        if (region.contains({i, j, k})) all.emplace_back(i, j, k);
  return all;
}

}  // namespace

void TestConnectedRegion::joinsThroughFacesAndEdgesOnly() {
  // Each pair of voxels on its own: 6 by faces, 12 by edges, 8 by corners.
  int joined = 0;
  for (int k = -1; k <= 1; ++k)
    for (int j = -1; j <= 1; ++j)
      for (int i = -1; i <= 1; ++i) {
        VoxelRegion region(IndexBox{{9, 19, 29}, {11, 21, 31}});
        const Eigen::Vector3i middle(10, 20, 30);
        const Eigen::Vector3i other = middle + Eigen::Vector3i(i, j, k);
        region.inside[region.position(middle)] = 1;
        region.inside[region.position(other)] = 1;
        const VoxelRegion part = connectedPart(region, middle);
        QVERIFY(part.contains(middle));
        if (other != middle && part.contains(other)) ++joined;
        QCOMPARE(part.contains(other), std::abs(i) + std::abs(j) + std::abs(k) <= 2);
      }
  QCOMPARE(joined, 18);
  QVERIFY(connectedPart(VoxelRegion(IndexBox{{0, 0, 0}, {2, 2, 2}}), {1, 1, 1}).isEmpty());
}

void TestConnectedRegion::partsMatchLabelPropagation() {
  QRandomGenerator random(11);
  for (const int percent : {5, 15, 25, 60}) {
    const VoxelRegion region = randomRegion({{-3, 2, 7}, {11, 14, 16}}, percent, random);
    // Every voxel takes the least number of its neighbours until nothing changes.
    const auto voxels = voxelsOf(region);
    std::vector<std::size_t> number(voxels.size());
    for (std::size_t each = 0; each < voxels.size(); ++each) number[each] = each;
    for (bool changed = true; changed;) {
      changed = false;
      for (std::size_t a = 0; a < voxels.size(); ++a)
        for (std::size_t b = 0; b < voxels.size(); ++b) {
          const Eigen::Vector3i way = (voxels[a] - voxels[b]).cwiseAbs();
          if (way.maxCoeff() > 1 || way.sum() > 2 || number[b] >= number[a]) continue;
          number[a] = number[b];
          changed = true;
        }
    }
    const auto parts = connectedParts(region);
    QCOMPARE(parts.size(), std::set<std::size_t>(number.begin(), number.end()).size());
    std::ptrdiff_t total = 0;
    for (std::size_t part = 0; part < parts.size(); ++part) {
      total += parts[part].count();
      if (part > 0) QVERIFY(parts[part].count() <= parts[part - 1].count());
      std::set<std::size_t> numbers;
      for (std::size_t each = 0; each < voxels.size(); ++each)
        if (parts[part].contains(voxels[each])) numbers.insert(number[each]);
      QCOMPARE(numbers.size(), std::size_t{1});
      QVERIFY(tightened(parts[part]).box == parts[part].box);
    }
    QCOMPARE(total, region.count());
  }
}

void TestConnectedRegion::goesToAnotherGridByVoxelCentres() {
  const ImageGrid from =
      ImageGrid::create({20, 18, 12}, {4.07, 4.07, 3.0}, {-40, -36, 10}, Eigen::Matrix3d::Identity()).take();
  const Eigen::Matrix3d turned = Eigen::AngleAxisd(0.3, Eigen::Vector3d(1, 2, 3).normalized()).matrix();
  QRandomGenerator random(5);
  const VoxelRegion region = randomRegion({{4, 3, 2}, {9, 11, 8}}, 40, random);
  for (const ImageGrid& to :
       {ImageGrid::create({60, 50, 20}, {1.3, 1.1, 2.0}, {-38, -30, 8}, Eigen::Matrix3d::Identity()).take(),
        ImageGrid::create({30, 30, 30}, {2.0, 3.0, 1.7}, {-35, -33, 5}, turned).take(), from}) {
    const VoxelRegion moved = onGrid(region, from, to);
    for (int k = 0; k < to.size().z(); ++k)
      for (int j = 0; j < to.size().y(); ++j)
        for (int i = 0; i < to.size().x(); ++i)
          QCOMPARE(moved.contains({i, j, k}),
                   region.contains(from.nearestVoxel(to.toPatient(Eigen::Vector3d(i, j, k)))));
  }
  QVERIFY(
      onGrid(region, from, ImageGrid::create({9, 9, 9}, {1, 1, 1}, {1e9, 0, 0}, turned).take()).isEmpty());
}

QTEST_GUILESS_MAIN(TestConnectedRegion)
#include "tst_connected_region.moc"
