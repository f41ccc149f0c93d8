#include "core/mask/resample_labels.h"
#include "tests/support/test_support.h"

#include <algorithm>
#include <cmath>

using namespace uptake;

class TestResampleLabels : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void keepsAMaskOnItsOwnGrid();
  void flipsAndPermutes();
  void halvesAndDoubles();
  void followsObliqueGrids();
  void keepsTheVolumeOfABall();
  void isEmptyOutside();
  void canBeCancelled();
  void touchesOnlyItsSurroundings();
};

namespace {

ImageGrid makeGrid(const Eigen::Vector3i& size, const Eigen::Vector3d& spacing, const Point& origin,
                   const Eigen::Matrix3d& directions = Eigen::Matrix3d::Identity()) {
  return *ImageGrid::create(size, spacing, origin, directions);
}

Eigen::Matrix3d turned(double degrees, const Eigen::Vector3d& axis) {
  return Eigen::AngleAxisd(degrees * 3.14159265358979 / 180.0, axis.normalized()).toRotationMatrix();
}

/// Every voxel a label from its index, background included; the first and last slices stay empty.
LabelMap speckled(const ImageGrid& grid) {
  LabelMap map = LabelMap::create(grid).take();
  unsigned state = 12345;
  for (int k = 1; k + 1 < grid.size().z(); ++k)
    for (int j = 0; j < grid.size().y(); ++j)
      for (int i = 0; i < grid.size().x(); ++i) {
        state = state * 1664525U + 1013904223U;
        map.set({i, j, k}, static_cast<Label>((state >> 24) % 5));
      }
  return map;
}

LabelMap ball(const ImageGrid& grid, const Point& centre, double radius) {
  LabelMap map = LabelMap::create(grid).take();
  for (int k = 0; k < grid.size().z(); ++k)
    for (int j = 0; j < grid.size().y(); ++j)
      for (int i = 0; i < grid.size().x(); ++i)
        if ((grid.toPatient(Eigen::Vector3d(i, j, k)) - centre).norm() <= radius) map.set({i, j, k}, 1);
  return map;
}

LabelMap resampled(const LabelMap& source, const ImageGrid& target) {
  JobControl control;
  return resampleLabels(source, target, control).take();
}

/// Voxels that differ from what the definition says, voxel by voxel in patient coordinates. Where a centre
/// lies within a thousandth of a voxel of a cell border, either side passes.
int differences(const LabelMap& source, const LabelMap& result) {
  int wrong = 0;
  const ImageGrid& grid = result.grid();
  for (int k = 0; k < grid.size().z(); ++k)
    for (int j = 0; j < grid.size().y(); ++j)
      for (int i = 0; i < grid.size().x(); ++i) {
        const Eigen::Vector3d index = source.grid().toIndex(grid.toPatient(Eigen::Vector3d(i, j, k)));
        const Eigen::Vector3d border = (index.array() + 0.5) - (index.array() + 0.5).round();
        if (border.cwiseAbs().minCoeff() < 1e-3) continue;
        const Eigen::Vector3i cell = index.array().round().matrix().cast<int>();
        const Label expected = source.grid().contains(cell) ? source.at(cell) : Label{0};
        if (result.at({i, j, k}) != expected) ++wrong;
      }
  return wrong;
}

}  // namespace

void TestResampleLabels::keepsAMaskOnItsOwnGrid() {
  const LabelMap source = speckled(makeGrid({17, 11, 9}, {0.9, 1.1, 3.0}, {-120.0, 33.3, 700.0}));
  const LabelMap result = resampled(source, source.grid());
  QVERIFY(source.allVoxels() == result.allVoxels());
  QVERIFY(!result.isOccupied(0));
  QCOMPARE(result.count(3), source.count(3));
}

void TestResampleLabels::flipsAndPermutes() {
  const LabelMap source = speckled(makeGrid({7, 6, 5}, {1.0, 2.0, 3.0}, {10.0, 20.0, 30.0}));
  // Rows reversed: the last row's first voxel is where j began.
  Eigen::Matrix3d flipped = Eigen::Matrix3d::Identity();
  flipped(1, 1) = -1.0;
  const LabelMap up = resampled(source, makeGrid({7, 6, 5}, {1.0, 2.0, 3.0}, {10.0, 30.0, 30.0}, flipped));
  for (int j = 0; j < 6; ++j) QCOMPARE(up.at({2, j, 2}), source.at({2, 5 - j, 2}));
  // The axes in another order: i runs along the source's k, j along i, k along j.
  Eigen::Matrix3d permuted;
  permuted << 0, 1, 0, 0, 0, 1, 1, 0, 0;
  const LabelMap turnedMap =
      resampled(source, makeGrid({5, 7, 6}, {3.0, 1.0, 2.0}, {10.0, 20.0, 30.0}, permuted));
  for (int k = 0; k < 5; ++k)
    for (int j = 0; j < 6; ++j)
      for (int i = 0; i < 7; ++i) QCOMPARE(turnedMap.at({k, i, j}), source.at({i, j, k}));
}

void TestResampleLabels::halvesAndDoubles() {
  const LabelMap source = speckled(makeGrid({6, 6, 4}, {2.0, 2.0, 2.0}, {1.0, 1.0, 1.0}));
  // Every source voxel becomes 2 × 2 × 2.
  const LabelMap fine = resampled(source, makeGrid({12, 12, 8}, {1.0, 1.0, 1.0}, {0.5, 0.5, 0.5}));
  for (Label label = 1; label < 5; ++label) QCOMPARE(fine.count(label), 8 * source.count(label));
  // Centres on the border of eight cells: always the higher one, never the rounding's choice.
  const LabelMap coarse = resampled(source, makeGrid({3, 3, 2}, {4.0, 4.0, 4.0}, {2.0, 2.0, 2.0}));
  for (int k = 0; k < 2; ++k)
    for (int j = 0; j < 3; ++j)
      for (int i = 0; i < 3; ++i)
        QCOMPARE(coarse.at({i, j, k}), source.at({2 * i + 1, 2 * j + 1, 2 * k + 1}));
}

void TestResampleLabels::followsObliqueGrids() {
  const LabelMap source =
      speckled(makeGrid({23, 19, 15}, {1.3, 0.7, 2.1}, {-40.0, 12.0, 5.0}, turned(31.0, {1.0, 2.0, -0.5})));
  const Point centre = source.grid().centre();
  for (const double degrees : {0.0, 17.0, 90.0, 163.0}) {
    const Eigen::Matrix3d directions = turned(degrees, {0.3, -1.0, 2.0});
    // About the same middle, and shifted half out of the source.
    for (const double shift : {0.0, 14.0}) {
      const Point origin =
          centre - directions * Eigen::Vector3d(12.0, 27.0, 15.0) + Point(shift, -shift, shift / 2.0);
      const LabelMap result = resampled(source, makeGrid({31, 29, 27}, {0.8, 1.9, 1.1}, origin, directions));
      QVERIFY(!result.extent().isEmpty());
      QCOMPARE(differences(source, result), 0);
    }
  }
}

void TestResampleLabels::keepsTheVolumeOfABall() {
  const Point centre(3.0, -7.0, 11.0);
  const double radius = 15.0;
  const LabelMap source =
      ball(makeGrid({40, 40, 40}, {1.0, 1.0, 1.0}, centre - Point(20.0, 20.0, 20.0)), centre, radius);
  const ImageGrid target =
      makeGrid({60, 60, 30}, {0.9, 0.9, 2.0}, centre - turned(25.0, {1, 1, 0}) * Point(27.0, 27.0, 30.0),
               turned(25.0, {1, 1, 0}));
  const LabelMap result = resampled(source, target);
  const double expected = 4.0 / 3.0 * 3.14159265358979 * std::pow(radius, 3) / 1000.0;
  const double ml = static_cast<double>(result.count(1)) * target.voxelVolume().value;
  QVERIFY2(std::abs(ml - expected) < 0.02 * expected, qPrintable(QStringLiteral("%1 ml").arg(ml)));
}

void TestResampleLabels::isEmptyOutside() {
  const LabelMap source = speckled(makeGrid({8, 8, 8}, {1.0, 1.0, 1.0}, {0.0, 0.0, 0.0}));
  const LabelMap away = resampled(source, makeGrid({8, 8, 8}, {1.0, 1.0, 1.0}, {1e7, 0.0, 0.0}));
  QVERIFY(away.extent().isEmpty());
  const LabelMap empty =
      resampled(LabelMap::create(source.grid()).take(), makeGrid({8, 8, 8}, {2.0, 2.0, 2.0}, {0, 0, 0}));
  QVERIFY(empty.extent().isEmpty());
}

void TestResampleLabels::canBeCancelled() {
  const LabelMap source = speckled(makeGrid({8, 8, 8}, {1.0, 1.0, 1.0}, {0.0, 0.0, 0.0}));
  JobControl control;
  control.cancel();
  const auto result = resampleLabels(source, source.grid(), control);
  QVERIFY(!result.ok());
  QCOMPARE(result.error().kind, ErrorKind::Cancelled);
}

void TestResampleLabels::touchesOnlyItsSurroundings() {
  // A lesion of a few thousand voxels on a grid of 500³: slices without it take no memory.
  const LabelMap source = ball(makeGrid({60, 60, 60}, {1.0, 1.0, 1.0}, {0.0, 0.0, 0.0}), {30, 30, 30}, 8.0);
  const ImageGrid target =
      makeGrid({500, 500, 500}, {0.8, 0.8, 0.8}, {-150.0, -150.0, -150.0}, turned(10.0, {0, 1, 0}));
  const LabelMap result = resampled(source, target);
  QVERIFY(result.count(1) > 0);
  const IndexBox lesion = result.extent(1);
  for (int k = 0; k < 500; ++k)
    QVERIFY(!result.isOccupied(k) || (k >= lesion.first.z() && k <= lesion.last.z()));
}

QTEST_GUILESS_MAIN(TestResampleLabels)
#include "tst_resample_labels.moc"
