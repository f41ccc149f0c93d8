#include "annotation/regions/components.h"
#include "annotation/regions/fill_between.h"
#include "annotation/regions/fill_holes.h"
#include "annotation/regions/grow_region.h"
#include "annotation/regions/region_sets.h"
#include "annotation/regions/smooth_region.h"
#include "tests/annotation/voxel_sets.h"
#include "tests/support/test_support.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRandomGenerator>
#include <QTemporaryDir>

#include <cmath>

using namespace uptake;
using namespace uptake::test;

/// Operations on sets of voxels: by hand, and voxel by voxel against scipy.
class TestRegionOperations : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void setsOfVoxels();
  void growsByMillimetres();
  void theEdgeOfTheGridTakesNothing();
  void smoothKeepsVolumeAndSymmetry();
  void discsBecomeACylinder();
  void aShapeThatMovesIsCarriedAlong();
  void shapesOfTheirOwn();
  void holes();
  void parts();
  void agreesWithScipy();
};

namespace {

const JobControl kControl;

ImageGrid gridOf(const Eigen::Vector3i& size, const Eigen::Vector3d& spacing) {
  return ImageGrid::create(size, spacing, {0, 0, 0}, Eigen::Matrix3d::Identity()).take();
}

template <class Inside>
VoxelRegion region(const IndexBox& box, Inside inside) {
  VoxelRegion result(box);
  for (int k = box.first.z(); k <= box.last.z(); ++k)
    for (int j = box.first.y(); j <= box.last.y(); ++j)
      for (int i = box.first.x(); i <= box.last.x(); ++i)
        result.inside[result.position({i, j, k})] = inside(Eigen::Vector3i(i, j, k)) ? 1 : 0;
  return result;
}

VoxelRegion single(const Eigen::Vector3i& index) {
  return region({index, index}, [](const Eigen::Vector3i&) { return true; });
}

/// A disc of a radius in voxels about (i, j) in slice k.
VoxelRegion disc(const ImageGrid& grid, double i, double j, int k, double radius) {
  return region(IndexBox{{0, 0, k}, {grid.size().x() - 1, grid.size().y() - 1, k}},
                [&](const Eigen::Vector3i& at) { return std::hypot(at.x() - i, at.y() - j) <= radius; });
}

/// Some ellipsoids, some of them hollow, and single voxels in and around them; may reach the edge.
VoxelRegion randomSet(const ImageGrid& grid, QRandomGenerator& random) {
  VoxelRegion result(wholeGrid(grid));
  const int count = 1 + random.bounded(4);
  for (int n = 0; n < count; ++n) {
    Eigen::Vector3d middle;
    Eigen::Vector3d radius;
    for (int axis = 0; axis < 3; ++axis) {
      middle[axis] = random.bounded(static_cast<double>(grid.size()[axis]));
      radius[axis] = 1.0 + random.bounded(grid.size()[axis] / 3.0);
    }
    const double hollow = random.bounded(2) == 0 ? 0.0 : 0.6;
    add(result, region(result.box, [&](const Eigen::Vector3i& at) {
          const double from = (at.cast<double>() - middle).cwiseQuotient(radius).norm();
          return from <= 1.0 && from >= hollow;
        }));
  }
  for (std::uint8_t& in : result.inside)
    if (random.bounded(60) == 0) in = in == 0 ? 1 : 0;
  return result;
}

/// Only some slices of a set, as a hand paints them.
VoxelRegion someSlices(const VoxelRegion& set, int axis, QRandomGenerator& random) {
  VoxelRegion result(set.box);
  for (int at = random.bounded(3); at <= set.box.last[axis]; at += 2 + random.bounded(4)) {
    IndexBox slice = set.box;
    slice.first[axis] = slice.last[axis] = at;
    add(result, inBox(set, slice));
  }
  return result;
}

}  // namespace

void TestRegionOperations::setsOfVoxels() {
  const VoxelRegion a = region(IndexBox{{0, 0, 0}, {4, 4, 4}},
                               [](const Eigen::Vector3i& at) { return at.x() >= 1 && at.z() <= 2; });
  const VoxelRegion b =
      region(IndexBox{{3, -2, 1}, {8, 2, 6}}, [](const Eigen::Vector3i& at) { return at.y() >= 0; });
  const auto agree = [&](const VoxelRegion& result, auto wanted) {
    for (int k = -1; k <= 7; ++k)
      for (int j = -3; j <= 6; ++j)
        for (int i = -1; i <= 9; ++i)
          if (result.contains({i, j, k}) != wanted(a.contains({i, j, k}), b.contains({i, j, k})))
            return false;
    return true;
  };
  QVERIFY(agree(unitedWith(a, b), std::logical_or<>()));
  QVERIFY(agree(intersectedWith(a, b), std::logical_and<>()));
  QVERIFY(agree(without(a, b), [](bool x, bool y) { return x && !y; }));
  QVERIFY(intersectedWith(single({0, 0, 0}), single({1, 0, 0})).isEmpty());
  const VoxelRegion tight = tightened(a);
  QVERIFY((tight.box == IndexBox{{1, 0, 0}, {4, 4, 2}}));
  QCOMPARE(tight.count(), a.count());
  QVERIFY(sameVoxels(tight, a));
  QVERIFY(!sameVoxels(a, b));
  QVERIFY(sameVoxels(VoxelRegion(), VoxelRegion(a.box)));
  QCOMPARE(complement(a).count() + a.count(), std::ptrdiff_t{125});
}

void TestRegionOperations::growsByMillimetres() {
  // 0.7 × 0.9 × 3 mm: three voxels of 0.7 are 2.1 mm, which rounding must not lose.
  const ImageGrid grid = gridOf({21, 21, 9}, {0.7, 0.9, 3.0});
  const VoxelRegion grown = grownBy(single({10, 10, 4}), grid, {2.1}, kControl);
  QVERIFY(grown.contains({13, 10, 4}) && grown.contains({7, 10, 4}));
  QVERIFY(!grown.contains({14, 10, 4}));
  QVERIFY(grown.contains({10, 12, 4}) && !grown.contains({10, 13, 4}));
  QVERIFY(grown.contains({11, 12, 4}));   // 0.7, 1.8: 1.93 mm
  QVERIFY(!grown.contains({12, 12, 4}));  // 1.4, 1.8: 2.28 mm
  QVERIFY(!grown.contains({10, 10, 5}));
  QVERIFY(grownBy(single({10, 10, 4}), grid, {3.0}, kControl).contains({10, 10, 5}));
  QVERIFY(!grownBy(single({10, 10, 4}), grid, {2.999}, kControl).contains({10, 10, 5}));
  QVERIFY(sameVoxels(shrunkBy(grown, grid, {2.0}, kControl), single({10, 10, 4})));
  QVERIFY(shrunkBy(single({10, 10, 4}), grid, {0.7}, kControl).isEmpty());
  QVERIFY(grownBy({}, grid, {5.0}, kControl).isEmpty());
}

void TestRegionOperations::theEdgeOfTheGridTakesNothing() {
  const ImageGrid grid = gridOf({10, 8, 6}, {1, 1, 1});
  const VoxelRegion all = region(wholeGrid(grid), [](const Eigen::Vector3i&) { return true; });
  QVERIFY(sameVoxels(shrunkBy(all, grid, {3.0}, kControl), all));
  const VoxelRegion half = region(wholeGrid(grid), [](const Eigen::Vector3i& at) { return at.x() < 5; });
  QVERIFY(sameVoxels(shrunkBy(half, grid, {2.0}, kControl),
                     region(wholeGrid(grid), [](const Eigen::Vector3i& at) { return at.x() < 3; })));
  QVERIFY(sameVoxels(closedBy(half, grid, {3.0}, kControl), half));
}

void TestRegionOperations::smoothKeepsVolumeAndSymmetry() {
  const ImageGrid grid = gridOf({41, 41, 31}, {1, 1, 1.5});
  // A cube with a spike.
  const VoxelRegion cube =
      region(IndexBox{{10, 10, 8}, {30, 30, 22}}, [](const Eigen::Vector3i&) { return true; });
  const VoxelRegion spiked = unitedWith(
      cube, region(IndexBox{{31, 20, 15}, {38, 20, 15}}, [](const Eigen::Vector3i&) { return true; }));
  const VoxelRegion result = smoothed(spiked, grid, {2.0}, kControl);
  QVERIFY(!result.contains({37, 20, 15}));
  QVERIFY(!result.contains({10, 10, 8}) && !result.contains({30, 30, 22}));
  QVERIFY(std::abs(result.count() - spiked.count()) <= 32);  // mirrored voxels come together
  const VoxelRegion alone = smoothed(cube, grid, {2.0}, kControl);
  QVERIFY(std::abs(alone.count() - cube.count()) <= 48);  // eight corners come or go together
  for (int k = 0; k < 31; ++k)
    for (int j = 0; j < 41; ++j)
      for (int i = 0; i < 41; ++i)
        QVERIFY(alone.contains({i, j, k}) == alone.contains({40 - i, j, 30 - k}) &&
                alone.contains({i, j, k}) == alone.contains({j, i, k}));
  QVERIFY(sameVoxels(smoothed(cube, grid, {0.0}, kControl), cube));
}

void TestRegionOperations::discsBecomeACylinder() {
  const ImageGrid grid = gridOf({40, 40, 20}, {0.8, 0.8, 4});
  const VoxelRegion ends = unitedWith(disc(grid, 20, 20, 3, 8), disc(grid, 20, 20, 15, 8));
  const VoxelRegion filled = filledBetween(ends, grid, 2, kControl);
  QCOMPARE(paintedSlices(ends, 2), (std::vector<int>{3, 15}));
  QCOMPARE(filled.count(), disc(grid, 20, 20, 3, 8).count() * 13);
  // Half-way between radii of 4 and 12 lies 8: a cone, to within a voxel of the border.
  const VoxelRegion cone =
      filledBetween(unitedWith(disc(grid, 20, 20, 3, 4), disc(grid, 20, 20, 15, 12)), grid, 2, kControl);
  for (int k = 3; k <= 15; ++k) {
    const double radius = 4.0 + 8.0 * (k - 3) / 12.0;
    for (int j = 0; j < 40; ++j)
      for (int i = 0; i < 40; ++i) {
        const double from = std::hypot(i - 20, j - 20);
        if (from < radius - 1.0) QVERIFY(cone.contains({i, j, k}));
        if (from > radius + 1.0) QVERIFY(!cone.contains({i, j, k}));
      }
  }
  // The same along i.
  const VoxelRegion sideways = filledBetween(unitedWith(single({5, 4, 4}), single({9, 4, 4})),
                                             gridOf({12, 9, 9}, {1, 2, 3}), 0, kControl);
  QCOMPARE(sideways.count(), std::ptrdiff_t{5});
  // One painted slice has nothing to fill to.
  QVERIFY(sameVoxels(filledBetween(disc(grid, 20, 20, 3, 8), grid, 2, kControl), disc(grid, 20, 20, 3, 8)));
}

void TestRegionOperations::aShapeThatMovesIsCarriedAlong() {
  // The discs do not overlap: without carrying along there would be nothing half-way.
  const ImageGrid grid = gridOf({60, 40, 20}, {1, 1, 3});
  const VoxelRegion filled =
      filledBetween(unitedWith(disc(grid, 10, 20, 5, 5), disc(grid, 50, 20, 15, 5)), grid, 2, kControl);
  QVERIFY(sameVoxels(inBox(filled, IndexBox{{0, 0, 10}, {59, 39, 10}}), disc(grid, 30, 20, 10, 5)));
}

void TestRegionOperations::shapesOfTheirOwn() {
  const ImageGrid grid = gridOf({60, 40, 20}, {1, 1, 3});
  // One disc that stays, one that is in the first slice alone.
  const VoxelRegion left = disc(grid, 12, 20, 5, 6);
  const VoxelRegion filled = filledBetween(
      unitedWith(unitedWith(left, disc(grid, 45, 20, 5, 6)), disc(grid, 12, 20, 9, 6)), grid, 2, kControl);
  QCOMPARE(filled.count(), 6 * left.count());
  // One becomes two.
  const VoxelRegion forked = filledBetween(
      unitedWith(disc(grid, 30, 20, 5, 12), unitedWith(disc(grid, 22, 20, 9, 4), disc(grid, 38, 20, 9, 4))),
      grid, 2, kControl);
  QVERIFY(forked.contains({22, 20, 8}) && forked.contains({38, 20, 8}));
}

void TestRegionOperations::holes() {
  const ImageGrid grid = gridOf({9, 9, 9}, {1, 1, 1});
  const auto shell = [](const Eigen::Vector3i& at) {
    return (at - Eigen::Vector3i(4, 4, 4)).cwiseAbs().maxCoeff() == 2;
  };
  const VoxelRegion closed = region(wholeGrid(grid), shell);
  QCOMPARE(holesFilled(closed, grid).count(), std::ptrdiff_t{125});
  // An opening towards k: open in space, but closed in all slices across k.
  const VoxelRegion open = without(closed, single({4, 4, 6}));
  QVERIFY(sameVoxels(holesFilled(open, grid), open));
  QCOMPARE(holesFilledInSlices(open, grid, 2).count(), std::ptrdiff_t{125});
  QVERIFY(holesFilledInSlices(open, grid, 0).count() < 125);
  // Background on the edge of the grid is not enclosed.
  const ImageGrid small = gridOf({3, 3, 1}, {1, 1, 1});
  const VoxelRegion wall =
      region(wholeGrid(small), [](const Eigen::Vector3i& at) { return at.x() > 0 && at.y() != 1; });
  QVERIFY(sameVoxels(holesFilled(wall, small), wall));
}

void TestRegionOperations::parts() {
  // Two voxels over an edge are one part of 18 neighbours, two of 6; over a corner always two.
  const VoxelRegion edge = unitedWith(single({1, 1, 1}), single({1, 2, 2}));
  QCOMPARE(componentsOf(edge, Connectivity::FacesAndEdges).count(), 1);
  QCOMPARE(componentsOf(edge, Connectivity::Faces).count(), 2);
  const VoxelRegion other = unitedWith(single({1, 2, 1}), single({1, 1, 2}));
  QCOMPARE(componentsOf(other, Connectivity::FacesAndEdges).count(), 1);
  const VoxelRegion corner = unitedWith(single({1, 1, 1}), single({2, 2, 2}));
  QCOMPARE(componentsOf(corner, Connectivity::FacesAndEdges).count(), 2);
  const RegionComponents found =
      componentsOf(unitedWith(edge, single({8, 8, 8})), Connectivity::FacesAndEdges);
  QCOMPARE(found.voxels, (std::vector<std::ptrdiff_t>{2, 1}));
  QCOMPARE(found.at({8, 8, 8}), 2);
  QCOMPARE(found.at({8, 8, 7}), 0);
  QCOMPARE(found.at({80, 8, 7}), 0);
  QVERIFY(sameVoxels(found.region(1), edge));
  QCOMPARE(componentsOf({}, Connectivity::Faces).count(), 0);
}

void TestRegionOperations::agreesWithScipy() {
  UPTAKE_NEEDS_PYTHON();
  QTemporaryDir folder;
  QRandomGenerator random(20);
  struct Case {
    QString operation;
    ImageGrid grid;
    VoxelRegion result;
    RegionComponents parts;
    QString out;
  };
  std::vector<Case> cases;
  QJsonArray list;
  for (int n = 0; n < 96; ++n) {
    const Eigen::Vector3d spacing(0.5 + random.bounded(2.0), 0.5 + random.bounded(2.0),
                                  0.5 + random.bounded(4.0));
    const ImageGrid grid =
        gridOf({8 + random.bounded(30), 8 + random.bounded(30), 6 + random.bounded(20)}, spacing);
    VoxelRegion set = randomSet(grid, random);
    if (set.isEmpty()) set.inside[0] = 1;
    const double value = 0.5 + random.bounded(7.0);
    const int axis = random.bounded(3);
    Case each{{}, grid, {}, {}, folder.filePath(QStringLiteral("%1.out").arg(n))};
    double argument = value;
    switch (n % 8) {
      case 0:
        each.operation = QStringLiteral("grow");
        each.result = grownBy(set, grid, {value}, kControl);
        break;
      case 1:
        each.operation = QStringLiteral("shrink");
        each.result = shrunkBy(set, grid, {value}, kControl);
        break;
      case 2:
        each.operation = QStringLiteral("close");
        each.result = closedBy(set, grid, {value}, kControl);
        break;
      case 3:
        each.operation = QStringLiteral("smooth");
        each.result = smoothed(set, grid, {value / 2.0}, kControl);
        argument = value / 2.0;
        break;
      case 4:
        each.operation = QStringLiteral("holes");
        each.result = holesFilled(set, grid);
        break;
      case 5:
        each.operation = QStringLiteral("holesInSlices");
        each.result = holesFilledInSlices(set, grid, axis);
        argument = axis;
        break;
      case 6:
        each.operation = QStringLiteral("parts");
        each.parts = componentsOf(set, Connectivity::FacesAndEdges);
        break;
      case 7:
        each.operation = QStringLiteral("between");
        set = someSlices(set, axis, random);
        each.result = filledBetween(set, grid, axis, kControl);
        argument = axis;
        break;
    }
    const QString mask = folder.filePath(QStringLiteral("%1.mask").arg(n));
    QFile file(mask);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(reinterpret_cast<const char*>(set.inside.data()), static_cast<qint64>(set.inside.size()));
    const Eigen::Vector3i& size = grid.size();
    list.append(QJsonObject{{QStringLiteral("mask"), mask},
                            {QStringLiteral("out"), each.out},
                            {QStringLiteral("size"), QJsonArray{size.x(), size.y(), size.z()}},
                            {QStringLiteral("spacing"), QJsonArray{spacing.x(), spacing.y(), spacing.z()}},
                            {QStringLiteral("operation"), each.operation},
                            {QStringLiteral("value"), argument}});
    cases.push_back(std::move(each));
  }
  const QString description = folder.filePath(QStringLiteral("cases.json"));
  QFile file(description);
  QVERIFY(file.open(QIODevice::WriteOnly));
  file.write(QJsonDocument(list).toJson());
  file.close();
  const ProcessOutput run =
      runProcess(python(), {sourceDir() + QStringLiteral("/tests/scripts/region_reference.py"), description});
  if (run.err.contains("No module named 'scipy'")) QSKIP("python3-scipy is absent");
  QVERIFY2(run.exitCode == 0, run.err.constData());

  for (const Case& each : cases) {
    QFile out(each.out);
    QVERIFY(out.open(QIODevice::ReadOnly));
    const QByteArray bytes = out.readAll();
    if (each.operation == QLatin1String("parts")) {
      std::vector<std::int32_t> numbers(static_cast<std::size_t>(each.grid.voxelCount()));
      for (std::size_t at = 0; at < numbers.size(); ++at)
        numbers[at] = each.parts.at(each.grid.indexOf(static_cast<std::ptrdiff_t>(at)));
      QCOMPARE(static_cast<std::size_t>(bytes.size()), numbers.size() * sizeof(std::int32_t));
      QVERIFY2(std::memcmp(bytes.constData(), numbers.data(), static_cast<std::size_t>(bytes.size())) == 0,
               qPrintable(each.out));
      continue;
    }
    QCOMPARE(bytes.size(), static_cast<qsizetype>(each.grid.voxelCount()));
    const VoxelRegion all(wholeGrid(each.grid));
    std::ptrdiff_t differing = 0;
    std::ptrdiff_t unsure = 0;
    for (int k = 0; k <= all.box.last.z(); ++k)
      for (int j = 0; j <= all.box.last.y(); ++j)
        for (int i = 0; i <= all.box.last.x(); ++i) {
          const char expected = bytes[static_cast<qsizetype>(all.position({i, j, k}))];
          unsure += expected == 2 ? 1 : 0;
          if (expected != 2 && (expected == 1) != each.result.contains({i, j, k})) ++differing;
        }
    QVERIFY2(
        differing == 0,
        qPrintable(
            QStringLiteral("%1: %2 voxels differ (%3)").arg(each.operation).arg(differing).arg(each.out)));
    QVERIFY2(
        unsure <= 32,
        qPrintable(each.operation +
                   QStringLiteral(" %1 of %2, %3").arg(unsure).arg(bytes.size()).arg(each.result.count())));
  }
}

QTEST_GUILESS_MAIN(TestRegionOperations)
#include "tst_region_operations.moc"
