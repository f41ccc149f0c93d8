#include "annotation/measure/measured_values.h"
#include "tests/support/test_support.h"
#include "tests/viewer/synthetic.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>

#include <Eigen/Geometry>

#include <cmath>

using namespace uptake;
using namespace uptake::test;

/// What comes out of ellipses and spheres, by hand and by numpy.
class TestMeasureStatistics : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void circleOnAStoredSlice();
  void ellipseOnACoronalLayer();
  void takesTheNearestSlice();
  void absentSlicesAreSaidNotCounted();
  void partOutsideIsSaid();
  void sphereOfVoxels();
  void oneVoxelHasNoSpread();
  void peakSphereIsOneMillilitre_data();
  void peakSphereIsOneMillilitre();
  void peakOnAGradient();
  void peakOfAHotVoxel();
  void peakKeepsAwayFromTheEdge();
  void agreesWithNumpy();
  void stopsWhenCancelled();
};

namespace {

constexpr double kClose = 1e-6;

JobControl& noControl() {
  static JobControl control;
  return control;
}

Measurement ellipse(const SlicePlane& plane, double first, double second) {
  Measurement result;
  result.kind = MeasurementKind::Ellipse;
  result.plane = plane;
  result.points = {plane.origin, plane.origin + first * plane.right, plane.origin + second * plane.down};
  return result;
}

Measurement sphere(const Point& centre, double radius) {
  Measurement result;
  result.kind = MeasurementKind::Sphere;
  result.plane = standardPlane(PlaneOrientation::Axial, centre);
  result.points = {centre, centre + Point(radius, 0, 0)};
  return result;
}

RegionStatistics inEllipse(const Measurement& region, const Volume& image) {
  return ellipseStatistics(region, image, noControl());
}

void compare(const RegionStatistics& region, std::ptrdiff_t count, double mean, double sd, double minimum,
             double maximum) {
  QCOMPARE(region.state, RegionState::Measured);
  QCOMPARE(region.count, count);
  QVERIFY2(std::abs(region.mean - mean) < kClose, qPrintable(QString::number(region.mean, 'g', 12)));
  QVERIFY2(std::abs(region.sd - sd) < kClose, qPrintable(QString::number(region.sd, 'g', 12)));
  QCOMPARE(region.minimum, minimum);
  QCOMPARE(region.maximum, maximum);
}

}  // namespace

void TestMeasureStatistics::circleOnAStoredSlice() {
  // 13 pixels within 2 of the middle: five columns of 1, 3, 5, 3, 1.
  const ImageGrid grid = makeGrid({21, 21, 5}, {1, 1, 3}, {0, 0, 0});
  const auto image = makeVolume(grid, VoxelType::Int16, [](const Point& p) { return p.x(); });
  const auto plane = standardPlane(PlaneOrientation::Axial, {10, 10, 6});
  const RegionStatistics region = inEllipse(ellipse(plane, 2.0, 2.0), *image);
  compare(region, 13, 10.0, std::sqrt(14.0 / 13.0), 8.0, 12.0);
  QVERIFY(!region.sampled && !region.clipped);
  // Just less than 2 loses the four on the border.
  QCOMPARE(inEllipse(ellipse(plane, 1.999, 1.999), *image).count, 9);
}

void TestMeasureStatistics::ellipseOnACoronalLayer() {
  // 1 × 2 × 4 mm: seven columns in the middle row of slices, five beside it, one at either end.
  const ImageGrid grid = makeGrid({41, 21, 21}, {1, 2, 4}, {-20, -20, -40});
  const auto image = makeVolume(grid, VoxelType::Float32, [](const Point& p) { return p.z(); });
  const auto plane = standardPlane(PlaneOrientation::Coronal, {0, 0, 0});
  compare(inEllipse(ellipse(plane, 3.0, 8.0), *image), 19, 0.0, std::sqrt(288.0 / 19.0), -8.0, 8.0);
}

void TestMeasureStatistics::takesTheNearestSlice() {
  const ImageGrid grid = makeGrid({20, 20, 10}, {1, 1, 4}, {0, 0, 0});
  const auto image = makeVolume(grid, VoxelType::Int16, [](const Point& p) { return p.z(); });
  for (const auto& [z, expected] : {std::pair{12.0, 12.0}, std::pair{13.9, 12.0}, std::pair{14.1, 16.0}}) {
    const auto plane = standardPlane(PlaneOrientation::Axial, {10, 10, z});
    QCOMPARE(inEllipse(ellipse(plane, 3, 3), *image).mean, expected);
  }
  const auto below = standardPlane(PlaneOrientation::Axial, {10, 10, -2.1});
  QCOMPARE(inEllipse(ellipse(below, 3, 3), *image).state, RegionState::OutsideImage);
}

void TestMeasureStatistics::absentSlicesAreSaidNotCounted() {
  const ImageGrid grid = makeGrid({20, 20, 10}, {1, 1, 2}, {0, 0, 0});
  const auto image = makeVolume(
      grid, VoxelType::Int16, [](const Point&) { return 0.0; }, false);
  for (int k = 0; k < 10; ++k) {
    image->fillSlice(k);
    if (k != 7) image->publishSlice(k, k == 3 ? Volume::SliceState::Missing : Volume::SliceState::Loaded);
  }
  const auto at = [&](double z) {
    return inEllipse(ellipse(standardPlane(PlaneOrientation::Axial, {10, 10, z}), 3, 3), *image);
  };
  QCOMPARE(at(4.0).state, RegionState::Measured);
  QCOMPARE(at(6.0).state, RegionState::SliceMissing);
  QCOMPARE(at(6.0).count, 0);
  QCOMPARE(at(14.0).state, RegionState::SliceReading);
  const auto inSphere = [&](double z, double radius) {
    return sphereStatistics(sphere({10, 10, z}, radius), *image, noControl());
  };
  QCOMPARE(inSphere(2.0, 3.9).state, RegionState::Measured);
  QCOMPARE(inSphere(2.0, 4.1).state, RegionState::SliceMissing);
  QCOMPARE(inSphere(18.0, 4.1).state, RegionState::SliceReading);
  // A coronal ellipse across the gap.
  const auto coronal = standardPlane(PlaneOrientation::Coronal, {10, 10, 4.0});
  QCOMPARE(inEllipse(ellipse(coronal, 2, 1.9), *image).state, RegionState::Measured);
  QCOMPARE(inEllipse(ellipse(coronal, 2, 2.1), *image).state, RegionState::SliceMissing);
}

void TestMeasureStatistics::partOutsideIsSaid() {
  const ImageGrid grid = makeGrid({20, 20, 10}, {1, 1, 1}, {0, 0, 0});
  const auto image = makeVolume(grid, VoxelType::Int16, [](const Point& p) { return p.x(); });
  const auto atX = [&](double x, double radius) {
    return inEllipse(ellipse(standardPlane(PlaneOrientation::Axial, {x, 10, 5}), radius, radius), *image);
  };
  QVERIFY(!atX(3.0, 3.4).clipped);
  QVERIFY(atX(3.0, 3.6).clipped);
  QCOMPARE(atX(3.0, 3.6).state, RegionState::Measured);
  QCOMPARE(atX(-9.0, 3.0).state, RegionState::OutsideImage);
  QCOMPARE(atX(3.5, 0.3).state, RegionState::NoPixel);
  QCOMPARE(sphereStatistics(sphere({-30, 10, 5}, 3), *image, noControl()).state, RegionState::OutsideImage);
  QVERIFY(sphereStatistics(sphere({1, 10, 5}, 3), *image, noControl()).clipped);
}

void TestMeasureStatistics::sphereOfVoxels() {
  // Within 2: the middle, 6 + 12 + 8 neighbours and 6 at two steps.
  const ImageGrid grid = makeGrid({21, 21, 21}, {1, 1, 1}, {0, 0, 0});
  const auto image = makeVolume(grid, VoxelType::Float32, [](const Point& p) { return p.x(); });
  const RegionStatistics region = sphereStatistics(sphere({10, 10, 10}, 2.0), *image, noControl());
  // Σ dx²: one step in 9 voxels on either side, two steps in one.
  compare(region, 33, 10.0, std::sqrt(26.0 / 33.0), 8.0, 12.0);
  QVERIFY(std::abs(region.volumeMl - 0.033) < 1e-12);
}

void TestMeasureStatistics::oneVoxelHasNoSpread() {
  const ImageGrid grid = makeGrid({21, 21, 21}, {4, 4, 2}, {0, 0, 0});
  const auto image = makeVolume(grid, VoxelType::Float32, [](const Point& p) { return p.y(); });
  compare(sphereStatistics(sphere({40, 40, 20}, 1.0), *image, noControl()), 1, 40.0, 0.0, 40.0, 40.0);
}

void TestMeasureStatistics::peakSphereIsOneMillilitre_data() {
  QTest::addColumn<Eigen::Vector3d>("spacing");
  QTest::newRow("1 mm") << Eigen::Vector3d(1, 1, 1);
  QTest::newRow("Siemens") << Eigen::Vector3d(4.07283, 4.07283, 2.027);
  QTest::newRow("GE") << Eigen::Vector3d(5.46875, 5.46875, 3.27);
  QTest::newRow("larger than the sphere") << Eigen::Vector3d(15, 15, 15);
}

void TestMeasureStatistics::peakSphereIsOneMillilitre() {
  QFETCH(Eigen::Vector3d, spacing);
  double volume = 0.0;
  for (const PeakVoxel& voxel : peakVoxels(spacing)) {
    QVERIFY(voxel.weight > 0.0 && voxel.weight <= 1.0);
    volume += voxel.weight * spacing.prod();
  }
  QVERIFY2(std::abs(volume - 1000.0) < 2.0, qPrintable(QString::number(volume)));
}

void TestMeasureStatistics::peakOnAGradient() {
  // The mean over a symmetric sphere on a gradient is the value in its middle: the farthest voxel wins.
  const Eigen::Matrix3d turned =
      Eigen::AngleAxisd(0.4, Eigen::Vector3d(1, -2, 1).normalized()).toRotationMatrix();
  const ImageGrid grid = makeGrid({40, 40, 60}, {3, 3, 2}, {0, 0, 0}, turned);
  const Direction up = grid.axis(2);
  const auto image =
      makeVolume(grid, VoxelType::Float32, [&](const Point& p) { return 5.0 + 0.25 * up.dot(p); });
  const Point centre = grid.toPatient({20, 20, 30});
  const auto peak = spherePeak(sphere(centre, 10.0), *image, noControl());
  QVERIFY(peak && !peak->restricted);
  QVERIFY((peak->centre - grid.toPatient({20, 20, 35})).norm() < kClose);
  QVERIFY2(std::abs(peak->value - (5.0 + 0.25 * 70.0)) < 1e-5, qPrintable(QString::number(peak->value)));
}

void TestMeasureStatistics::peakOfAHotVoxel() {
  // A voxel that lies wholly in the sphere adds its share of 1 cm³.
  const ImageGrid grid = makeGrid({40, 40, 40}, {4, 4, 2}, {0, 0, 0});
  const Point hot = grid.toPatient({20, 20, 20});
  const auto image = makeVolume(grid, VoxelType::Float32,
                                [&](const Point& p) { return (p - hot).norm() < 0.1 ? 1000.0 : 0.0; });
  const auto peak = spherePeak(sphere(hot, 8.0), *image, noControl());
  QVERIFY(peak);
  QVERIFY2(std::abs(peak->value - 32.0) < 32.0 * 0.002, qPrintable(QString::number(peak->value)));
  // The hot voxel beside the region still counts: the sphere may reach beyond it.
  const auto beside = spherePeak(sphere(hot + Point(4, 0, 0), 1.0), *image, noControl());
  QVERIFY(beside && beside->value > 25.0);
}

void TestMeasureStatistics::peakKeepsAwayFromTheEdge() {
  const ImageGrid grid = makeGrid({30, 30, 30}, {2, 2, 2}, {0, 0, 0});
  const auto image = makeVolume(grid, VoxelType::Float32, [](const Point& p) { return p.x(); });
  const auto near = spherePeak(sphere({54, 30, 30}, 6.0), *image, noControl());
  QVERIFY(near && near->restricted);
  // Four voxels reach 6.2 mm: index 26 − … 29 − 3 is the last whose sphere fits.
  QVERIFY2(std::abs(near->value - 52.0) < 1e-5, qPrintable(QString::number(near->value)));
  QVERIFY(!spherePeak(sphere({58, 30, 30}, 1.0), *image, noControl()));
}

void TestMeasureStatistics::agreesWithNumpy() {
  UPTAKE_NEEDS_PYTHON();
  QTemporaryDir folder;
  const Eigen::Matrix3d turned =
      Eigen::AngleAxisd(0.3, Eigen::Vector3d(1, 2, 3).normalized()).toRotationMatrix();
  struct Case {
    Measurement region;
    std::shared_ptr<Volume> image;
  };
  std::vector<Case> cases;
  // Noise, so that one voxel too many or too few shows.
  const auto noise = [](const Point& p) {
    return 5.0 + 4.0 * std::sin(12.9898 * p.x() + 78.233 * p.y() + 37.719 * p.z());
  };
  const ImageGrid flat = makeGrid({48, 44, 30}, {2.1, 2.7, 3.9}, {-50, -60, -55});
  const ImageGrid oblique = makeGrid({48, 44, 30}, {2.1, 2.7, 3.9}, turned * Point(-50, -60, -55), turned);
  for (const ImageGrid& grid : {flat, oblique}) {
    const auto image = makeVolume(grid, VoxelType::Float32, noise);
    const Point centre = grid.centre() + Point(1.3, -2.2, 0.7);
    for (const auto orientation :
         {PlaneOrientation::Axial, PlaneOrientation::Coronal, PlaneOrientation::Sagittal})
      cases.push_back({ellipse(standardPlane(orientation, centre), 17.3, 9.1), image});
    // Turned within the plane of the stored slices.
    SlicePlane own{centre, grid.axis(0), grid.axis(1)};
    own.right = (0.8 * grid.axis(0) + 0.6 * grid.axis(1)).normalized();
    own.down = own.right.cross(grid.axis(0).cross(grid.axis(1))).normalized();
    cases.push_back({ellipse(own, 14.9, 22.3), image});
    cases.push_back({sphere(centre, 11.7), image});
  }
  QJsonArray list;
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const auto& [region, image] = cases[i];
    const QString values = folder.filePath(QStringLiteral("%1.f32").arg(i));
    QFile file(values);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QVERIFY(file.write(static_cast<const char*>(image->data()), static_cast<qint64>(image->byteCount())) > 0);
    const auto array = [](const Eigen::Vector3d& v) { return QJsonArray{v.x(), v.y(), v.z()}; };
    const ImageGrid& grid = image->grid();
    QJsonArray points;
    for (const Point& point : region.points) points.append(array(point));
    list.append(QJsonObject{
        {QStringLiteral("size"), QJsonArray{grid.size().x(), grid.size().y(), grid.size().z()}},
        {QStringLiteral("spacing"), array(grid.spacing())},
        {QStringLiteral("origin"), array(grid.origin())},
        {QStringLiteral("axes"), QJsonArray{array(grid.axis(0)), array(grid.axis(1)), array(grid.axis(2))}},
        {QStringLiteral("values"), values},
        {QStringLiteral("kind"),
         region.kind == MeasurementKind::Sphere ? QStringLiteral("sphere") : QStringLiteral("ellipse")},
        {QStringLiteral("points"), points},
        {QStringLiteral("normal"), array(region.plane.normal())}});
  }
  const QString input = folder.filePath(QStringLiteral("cases.json"));
  QFile file(input);
  QVERIFY(file.open(QIODevice::WriteOnly));
  file.write(QJsonDocument(list).toJson());
  file.close();
  const ProcessOutput output =
      runProcess(python(), {sourceDir() + QStringLiteral("/tests/scripts/measure_reference.py"), input});
  QVERIFY2(output.exitCode == 0, output.err.constData());
  const QJsonArray expected = QJsonDocument::fromJson(output.out).array();
  QCOMPARE(expected.size(), static_cast<qsizetype>(cases.size()));
  int sampled = 0;
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const auto& [region, image] = cases[i];
    const auto values = measureImages(region, nullptr, image.get(), noControl());
    QVERIFY(values.ok() && values->pet);
    const QJsonObject wanted = expected[static_cast<qsizetype>(i)].toObject();
    const auto number = [&](const char* key) { return wanted[QLatin1String(key)].toDouble(); };
    compare(*values->pet, static_cast<std::ptrdiff_t>(number("count")), number("mean"), number("sd"),
            number("min"), number("max"));
    if (QTest::currentTestFailed()) qFatal("case %zu", i);
    sampled += values->pet->sampled ? 1 : 0;
    if (region.kind != MeasurementKind::Sphere) continue;
    QVERIFY(values->petPeak);
    QVERIFY2(std::abs(values->petPeak->value - number("peak")) < 0.01 * number("peak"),
             qPrintable(QString::number(values->petPeak->value)));
  }
  QCOMPARE(sampled, 3);
}

void TestMeasureStatistics::stopsWhenCancelled() {
  const ImageGrid grid = makeGrid({20, 20, 10}, {1, 1, 4}, {0, 0, 0});
  const auto image = makeVolume(grid, VoxelType::Int16, [](const Point&) { return 1.0; });
  JobControl control;
  control.cancel();
  const auto values = measureImages(sphere({10, 10, 20}, 5.0), image.get(), nullptr, control);
  QVERIFY(!values);
  QCOMPARE(values.error().kind, ErrorKind::Cancelled);
}

QTEST_GUILESS_MAIN(TestMeasureStatistics)
#include "tst_measure_statistics.moc"
