#include "tests/viewer/synthetic.h"
#include "tests/viewer/test_renderer.h"
#include "viewer/host/graphics.h"
#include "viewer/mip/mip_projector.h"
#include "viewer/mip/mip_view.h"

#include <QApplication>
#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>

#include <cmath>
#include <numbers>

using namespace uptake;
using uptake::test::makeGrid;
using uptake::test::makeVolume;

namespace {

/// Reproducible noise in 0 … 1.
double noise(const Point& point) {
  const double value = std::sin(point.dot(Point(12.9898, 78.233, 37.719))) * 43758.5453;
  return value - std::floor(value);
}

/// Trilinear interpolation written out, apart from the program's; NaN outside the voxel centres.
double sampleAt(const Volume& volume, const Point& point) {
  const Eigen::Vector3d index = volume.grid().toIndex(point);
  const Eigen::Vector3i size = volume.grid().size();
  double sum = 0.0;
  for (int corner = 0; corner < 8; ++corner) {
    double weight = 1.0;
    Eigen::Vector3i voxel;
    for (int axis = 0; axis < 3; ++axis) {
      const double first = std::floor(index[axis] + 1e-9);
      const double rest = std::max(0.0, index[axis] - first);
      const bool upper = (corner >> axis) & 1;
      voxel[axis] = static_cast<int>(first) + (upper ? 1 : 0);
      weight *= upper ? rest : 1.0 - rest;
    }
    if (weight < 1e-7) continue;
    if ((voxel.array() < 0).any() || (voxel.array() >= size.array()).any()) return std::nan("");
    sum += weight * volume.value(voxel);
  }
  return sum;
}

Eigen::Matrix3d flipped() {
  Eigen::Matrix3d m;
  m << -1, 0, 0, 0, 1, 0, 0, 0, -1;
  return m;
}

Eigen::Matrix3d tilted() {
  return Eigen::AngleAxisd(0.4, Eigen::Vector3d(1, 2, 0).normalized()).toRotationMatrix();
}

ImageGrid gridOf(const Eigen::Matrix3d& directions) {
  const Eigen::Vector3i size(24, 20, 15);
  const Eigen::Vector3d spacing(4.0, 4.5, 3.0);
  const Eigen::Vector3d half = (size.cast<double>() - Eigen::Vector3d::Ones()).cwiseProduct(spacing) / 2.0;
  return makeGrid(size, spacing, Point(11, -7, 300) - directions * half, directions);
}

}  // namespace

class TestMip : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void projectionIsTheLargestSample_data();
  void projectionIsTheLargestSample();
  void absentSlicesDoNotContribute();
  void cancelledProjectionGivesNothing();
  void hottestVoxelIsFoundFromAnyAngle_data();
  void hottestVoxelIsFoundFromAnyAngle();
  void clickJumpsToTheHotVoxel();
  void wheelAndDragRotate();
  void imageIsInverseGreyAndInPlace();
  void withoutPetNothingIsProjected();
};

void TestMip::projectionIsTheLargestSample_data() {
  QTest::addColumn<Eigen::Matrix3d>("directions");
  QTest::addColumn<double>("angle");
  for (const double angle : {0.0, 30.0, 90.0, 217.0}) {
    QTest::addRow("as is, %.0f", angle) << Eigen::Matrix3d(Eigen::Matrix3d::Identity()) << angle;
    QTest::addRow("flipped, %.0f", angle) << flipped() << angle;
    QTest::addRow("tilted, %.0f", angle) << tilted() << angle;
  }
}

void TestMip::projectionIsTheLargestSample() {
  QFETCH(Eigen::Matrix3d, directions);
  QFETCH(double, angle);
  const auto volume =
      makeVolume(gridOf(directions), VoxelType::Float32, [](const Point& p) { return noise(p); });
  const MipProjector projector(volume);
  const JobControl control;
  const auto result = projector.project(angle, control);
  QVERIFY(result.ok());
  const MipImage& mip = *result;
  const double turn = angle * std::numbers::pi / 180.0;
  const Direction right(std::cos(turn), std::sin(turn), 0.0);
  const Direction away(-std::sin(turn), std::cos(turn), 0.0);
  QVERIFY(mip.plane.right.isApprox(right));
  QVERIFY(mip.plane.normal().isApprox(away));
  const double step = mip.columnSpacing;
  const double reach = 200.0;  // beyond the volume on both sides
  const int half = static_cast<int>(std::ceil(reach / step));
  int compared = 0;
  for (int row = 0; row < mip.rows; ++row) {
    for (int column = 0; column < mip.columns; ++column) {
      const Point foot = volume->grid().centre() + (column - (mip.columns - 1) / 2.0) * step * right -
                         (row - (mip.rows - 1) / 2.0) * mip.rowSpacing * Direction::UnitZ();
      double expected = 0.0;  // the fill value
      for (int s = -half; s <= half; ++s) {
        const double value = sampleAt(*volume, foot + s * step * away);
        if (!std::isnan(value)) expected = std::max(expected, value);
      }
      const double found = mip.values[static_cast<std::size_t>(row * mip.columns + column)];
      QVERIFY2(std::abs(found - expected) < 1e-4,
               qPrintable(QStringLiteral("column %1 row %2: %3, expected %4")
                              .arg(column)
                              .arg(row)
                              .arg(found)
                              .arg(expected)));
      compared += expected > 0.0;
    }
  }
  QVERIFY(compared > 100);
}

void TestMip::absentSlicesDoNotContribute() {
  const ImageGrid grid = gridOf(Eigen::Matrix3d::Identity());
  auto volume = makeVolume(
      grid, VoxelType::Float32, [](const Point&) { return 5.0; }, /*publish=*/false);
  for (const int k : {3, 4}) {
    std::ranges::fill(volume->sliceVoxels<float>(k), 5.0F);
    volume->publishSlice(k, k == 3 ? Volume::SliceState::Loaded : Volume::SliceState::Missing);
  }
  const MipProjector projector(volume);
  const JobControl control;
  const MipImage mip = projector.project(0.0, control).take();
  QCOMPARE(mip.rows, 15);
  const int middle = mip.columns / 2;
  for (int row = 0; row < mip.rows; ++row)
    QCOMPARE(mip.values[static_cast<std::size_t>(row * mip.columns + middle)], row == 14 - 3 ? 5.0F : 0.0F);
  QVERIFY(projector.hottestVoxel(0.0, middle, 14 - 3).has_value());
  QVERIFY(!projector.hottestVoxel(0.0, middle, 14 - 4).has_value());
}

void TestMip::cancelledProjectionGivesNothing() {
  const MipProjector projector(
      makeVolume(gridOf(Eigen::Matrix3d::Identity()), VoxelType::Float32, [](const Point&) { return 1.0; }));
  JobControl control;
  control.cancel();
  const auto result = projector.project(0.0, control);
  QVERIFY(!result.ok());
  QCOMPARE(result.error().kind, ErrorKind::Cancelled);
}

void TestMip::hottestVoxelIsFoundFromAnyAngle_data() {
  QTest::addColumn<Eigen::Matrix3d>("directions");
  QTest::newRow("as is") << Eigen::Matrix3d(Eigen::Matrix3d::Identity());
  QTest::newRow("flipped") << flipped();
  QTest::newRow("tilted") << tilted();
}

void TestMip::hottestVoxelIsFoundFromAnyAngle() {
  QFETCH(Eigen::Matrix3d, directions);
  const ImageGrid grid = gridOf(directions);
  const Point hot = grid.toPatient({17.0, 6.0, 9.0});
  const auto volume = makeVolume(grid, VoxelType::Float32,
                                 [&](const Point& p) { return (p - hot).norm() < 0.5 ? 20.0 : noise(p); });
  const MipProjector projector(volume);
  const JobControl control;
  for (double angle = 0.0; angle < 360.0; angle += 23.0) {
    const MipImage mip = projector.project(angle, control).take();
    const Eigen::Vector2d index = mip.indexOf(hot);
    const auto found = projector.hottestVoxel(angle, static_cast<int>(std::lround(index.x())),
                                              static_cast<int>(std::lround(index.y())));
    QVERIFY(found.has_value());
    QVERIFY2(found->isApprox(hot, 1e-9), qPrintable(QString::number(angle)));
  }
  QVERIFY(!projector.hottestVoxel(0.0, -1, 0).has_value());
}

namespace {

struct Scene {
  CaseDocument document;
  ViewState state;
  Point hot;
  std::unique_ptr<MipView> view;

  Scene() {
    test::useTestRenderer(state);
    const ImageGrid grid = makeGrid({64, 64, 50}, {4.0, 4.0, 4.0}, {-126.0, -126.0, -98.0});
    hot = grid.toPatient({44.0, 20.0, 33.0});
    document.setImages(nullptr, makeVolume(grid, VoxelType::Float32, [this](const Point& p) {
                         return (p - hot).norm() < 9.0 ? 10.0 - (p - hot).norm() : 0.5 * noise(p);
                       }));
    view = std::make_unique<MipView>(document, state);
    view->resize(300, 260);
    view->show();
    if (!QTest::qWaitForWindowExposed(view.get())) qFatal("the view is not shown");
  }
  bool settle() {
    return QTest::qWaitFor([this] { return view->isSettled(); }, 5000);
  }
  /// Where a point is seen: the view fits the PET's width and height about its middle.
  QPointF pixelOf(const Point& point) const {
    const double mm = std::max(256.0 / 300.0, 200.0 / 260.0);
    const double turn = view->angle() * std::numbers::pi / 180.0;
    return {150.0 + (point.x() * std::cos(turn) + point.y() * std::sin(turn)) / mm, 130.0 - point.z() / mm};
  }
};

}  // namespace

void TestMip::clickJumpsToTheHotVoxel() {
  Scene scene;
  for (const double angle : {0.0, 45.0, 90.0, 200.0, 333.0}) {
    scene.view->setAngle(angle);
    QVERIFY(scene.settle());
    scene.state.setCrosshair(Point::Zero());
    // The centre of gravity of the dark spot is where a person would click.
    QTest::mouseClick(scene.view.get(), Qt::LeftButton, {}, scene.pixelOf(scene.hot).toPoint());
    QVERIFY2((scene.state.crosshair() - scene.hot).norm() < 1e-9, qPrintable(QString::number(angle)));
  }
}

void TestMip::wheelAndDragRotate() {
  Scene scene;
  QSignalSpy activated(scene.view.get(), &MipView::activated);
  QWheelEvent wheel(QPointF(50, 50), scene.view->mapToGlobal(QPointF(50, 50)), {}, {0, -120}, Qt::NoButton,
                    {}, Qt::NoScrollPhase, false);
  QApplication::sendEvent(scene.view.get(), &wheel);
  QCOMPARE(scene.view->angle(), 10.0);
  QCOMPARE(activated.count(), 1);
  scene.state.setCrosshair(Point(1, 2, 3));
  QTest::mousePress(scene.view.get(), Qt::LeftButton, {}, {150, 100});
  for (const QPoint& at : {QPoint(120, 100), QPoint(90, 105)}) {
    QMouseEvent move(QEvent::MouseMove, at, scene.view->mapToGlobal(at), Qt::NoButton, Qt::LeftButton, {});
    QApplication::sendEvent(scene.view.get(), &move);
  }
  QTest::mouseRelease(scene.view.get(), Qt::LeftButton, {}, {90, 105});
  QCOMPARE(scene.view->angle(), 40.0);
  QCOMPARE(scene.state.crosshair(), Point(1, 2, 3));
  scene.view->setAngle(-30.0);
  QCOMPARE(scene.view->angle(), 330.0);
  QVERIFY(scene.settle());
}

void TestMip::imageIsInverseGreyAndInPlace() {
  Scene scene;
  scene.state.setCornerTextVisible(false);
  scene.state.setCrosshair({4000, 4000, 4000});
  scene.view->setAngle(60.0);
  QVERIFY(scene.settle());
  const QImage image = scene.view->grabImage();
  const qreal ratio = image.devicePixelRatio();
  const QPointF hot = scene.pixelOf(scene.hot) * ratio;
  QCOMPARE(qGray(image.pixel(hot.toPoint())), 0);                          // SUV 10 in a window of 0–6
  QVERIFY(qGray(image.pixel((QPointF(20, 80) * ratio).toPoint())) > 230);  // at most 0.5
}

void TestMip::withoutPetNothingIsProjected() {
  CaseDocument document;
  ViewState state;
  document.setImages(makeVolume(makeGrid({8, 8, 8}, {4, 4, 4}, {0, 0, 0}), VoxelType::Int16,
                                [](const Point&) { return 0.0; }),
                     nullptr);
  MipView view(document, state);
  view.resize(300, 260);
  view.show();
  QVERIFY(QTest::qWaitForWindowExposed(&view));
  QVERIFY(view.isSettled());
  const QImage image = view.grabImage();
  bool wordsShown = false;
  for (int y = 0; y < image.height(); ++y)
    for (int x = 0; x < image.width(); ++x) wordsShown = wordsShown || qGray(image.pixel(x, y)) > 100;
  QVERIFY(wordsShown);
}

int main(int argc, char** argv) {
  initialiseGraphics();
  QApplication application(argc, argv);
  TestMip test;
  return QTest::qExec(&test, argc, argv);
}
#include "tst_mip.moc"
