#include "core/geometry/image_grid.h"
#include "tests/support/test_support.h"

using namespace uptake;

class TestImageGrid : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void mapsIndicesToPatientAndBack();
  void refusesWhatIsNoLattice_data();
  void refusesWhatIsNoLattice();
  void findsTheVoxelUnderAPoint();
  void knowsTheSameLattice();
  void numbersSlicesFromTheHead();
  void namesDirectionsAsRadiologistsDo();
  void showsStandardPlanesInRadiologicalConvention();
};

void TestImageGrid::mapsIndicesToPatientAndBack() {
  Eigen::Matrix3d directions;
  directions << 0, 0, 1, 1, 0, 0, 0, -1, 0;  // i to posterior, j to the feet, k to the left
  const auto grid = ImageGrid::create({10, 20, 30}, {0.5, 2.0, 3.0}, {-5, 7, 11}, directions);
  QVERIFY(grid.ok());
  QVERIFY(grid->toPatient({2, 3, 4}).isApprox(Point(-5 + 12, 7 + 1, 11 - 6)));
  QVERIFY(grid->toIndex(grid->toPatient({1.25, 7.5, 20.75})).isApprox(Eigen::Vector3d(1.25, 7.5, 20.75)));
  QCOMPARE(grid->axisAlong(Direction(1, 0.2, 0)), 2);
  QCOMPARE(grid->axisAlong(Direction(0.1, -1, 0)), 0);
  QVERIFY(grid->isParallelToSlices(-Direction::UnitX()));
  QVERIFY(!grid->isParallelToSlices(Direction(1, 0.01, 0)));
  QCOMPARE(grid->voxelVolume().value, 0.003);
}

void TestImageGrid::refusesWhatIsNoLattice_data() {
  QTest::addColumn<QList<double>>("values");  // size, spacing, a skew of the second axis
  QTest::newRow("no columns") << QList<double>{0, 1, 1, 1, 1, 1, 0};
  QTest::newRow("too many rows") << QList<double>{1, 65536, 1, 1, 1, 1, 0};
  QTest::newRow("no spacing") << QList<double>{1, 1, 1, 1, 0, 1, 0};
  QTest::newRow("spacing is no number") << QList<double>{1, 1, 1, 1, std::nan(""), 1, 0};
  QTest::newRow("axes at an angle") << QList<double>{1, 1, 1, 1, 1, 1, 0.1};
}

void TestImageGrid::refusesWhatIsNoLattice() {
  QFETCH(QList<double>, values);
  Eigen::Matrix3d directions = Eigen::Matrix3d::Identity();
  directions.col(1) = Direction(values[6], 1, 0).normalized();
  const auto grid = ImageGrid::create(
      {static_cast<int>(values[0]), static_cast<int>(values[1]), static_cast<int>(values[2])},
      {values[3], values[4], values[5]}, Point::Zero(), directions);
  QVERIFY(!grid.ok());
  QCOMPARE(grid.error().kind, ErrorKind::Inconsistent);
  QVERIFY(!grid.error().message.isEmpty());
}

void TestImageGrid::findsTheVoxelUnderAPoint() {
  const auto grid = ImageGrid::create({4, 4, 4}, {2, 2, 2}, {0, 0, 0}, Eigen::Matrix3d::Identity());
  QCOMPARE(grid->nearestVoxel({0.99, 1.01, 6.9}), Eigen::Vector3i(0, 1, 3));
  QVERIFY(grid->contains(grid->nearestVoxel({-0.9, 0, 0})));
  QVERIFY(!grid->contains(grid->nearestVoxel({-1.1, 0, 0})));
  QVERIFY(!grid->contains(grid->nearestVoxel({1e300, 0, 0})));
}

void TestImageGrid::knowsTheSameLattice() {
  const auto grid = ImageGrid::create({4, 4, 4}, {2, 2, 2}, {0, 0, 0}, Eigen::Matrix3d::Identity());
  const auto nudged = ImageGrid::create({4, 4, 4}, {2, 2, 2}, {0, 0.0005, 0}, Eigen::Matrix3d::Identity());
  const auto moved = ImageGrid::create({4, 4, 4}, {2, 2, 2}, {0, 0.5, 0}, Eigen::Matrix3d::Identity());
  QVERIFY(grid->sameAs(*nudged));
  QVERIFY(!grid->sameAs(*moved));
}

void TestImageGrid::numbersSlicesFromTheHead() {
  const auto upwards = ImageGrid::create({4, 4, 10}, {2, 2, 2}, {0, 0, 0}, Eigen::Matrix3d::Identity());
  QCOMPARE(upwards->sliceNumber(9), 1);
  QCOMPARE(upwards->sliceNumber(0), 10);
  Eigen::Matrix3d turned;
  turned << 1, 0, 0, 0, 0, 1, 0, -1, 0;  // coronal slices, stored from front to back
  const auto coronal = ImageGrid::create({4, 4, 10}, {2, 2, 2}, {0, 0, 0}, turned);
  QCOMPARE(coronal->sliceNumber(0), 1);
}

void TestImageGrid::namesDirectionsAsRadiologistsDo() {
  QCOMPARE(orientationLetters(Direction(1, 0, 0)), QStringLiteral("L"));
  QCOMPARE(orientationLetters(Direction(0, -1, 0)), QStringLiteral("A"));
  QCOMPARE(orientationLetters(Direction(0, 0.8, -0.6)), QStringLiteral("PF"));
  QCOMPARE(orientationLetters(Direction(0.01, 0, 1)), QStringLiteral("H"));
}

void TestImageGrid::showsStandardPlanesInRadiologicalConvention() {
  const EdgeLetters axial = edgeLetters(standardPlane(PlaneOrientation::Axial, Point::Zero()));
  QCOMPARE(axial.left + axial.right + axial.top + axial.bottom, QStringLiteral("RLAP"));
  const EdgeLetters coronal = edgeLetters(standardPlane(PlaneOrientation::Coronal, Point::Zero()));
  QCOMPARE(coronal.left + coronal.right + coronal.top + coronal.bottom, QStringLiteral("RLHF"));
  const EdgeLetters sagittal = edgeLetters(standardPlane(PlaneOrientation::Sagittal, Point::Zero()));
  QCOMPARE(sagittal.left + sagittal.right + sagittal.top + sagittal.bottom, QStringLiteral("APHF"));
}

QTEST_GUILESS_MAIN(TestImageGrid)
#include "tst_image_grid.moc"
