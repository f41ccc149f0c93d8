#include "tests/viewer/slice_scene.h"
#include "viewer/host/graphics.h"

#include <QApplication>
#include <QTest>

#include <cmath>

using namespace uptake;
using namespace uptake::test;

namespace {

/// The logical coordinate along a line of pixels at which the grey level passes through the middle, from
/// `from` to `to` (device pixel centres); NaN when it does not.
double crossing(const QImage& image, QPointF from, QPointF to) {
  const qreal ratio = image.devicePixelRatio();
  const QPointF step = (to - from) / std::max(std::abs(to.x() - from.x()), std::abs(to.y() - from.y()));
  const int count = static_cast<int>((std::abs(to.x() - from.x()) + std::abs(to.y() - from.y())) * ratio);
  const auto pixel = [&](int i) {
    const QPointF at = from * ratio + i * step;
    return QPoint(static_cast<int>(std::floor(at.x())), static_cast<int>(std::floor(at.y())));
  };
  for (int i = 0; i + 1 < count; ++i) {
    const double a = qGray(image.pixel(pixel(i))) - 127.5;
    const double b = qGray(image.pixel(pixel(i + 1))) - 127.5;
    if (a * b > 0.0) continue;
    const double at = i + a / (a - b);
    const QPointF place = (QPointF(pixel(0)) + QPointF(0.5, 0.5) + at * step) / ratio;
    return std::abs(step.x()) > 0.5 ? place.x() : place.y();
  }
  return std::nan("");
}

/// A box with soft walls: 1 inside, 0 outside, linear over 24 mm, a half exactly at the wall. Linear
/// interpolation shows the walls at the same place from any grid.
const Point kBoxCentre(7.3, -4.9, 3.7);
const Eigen::Vector3d kBoxHalf(55.0, 47.0, 41.0);
double softBox(const Point& point) {
  const Eigen::Vector3d inside = kBoxHalf - (point - kBoxCentre).cwiseAbs();
  return std::clamp(0.5 + inside.minCoeff() / 24.0, 0.0, 1.0);
}

}  // namespace

class TestSliceView : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void ctWindowFollowsDicom_data();
  void ctWindowFollowsDicom();
  void petIsInverseGrey();
  void fusionBlendsAboveTheThreshold();
  void ctAndPetCoincide_data();
  void ctAndPetCoincide();
  void voxelsAreWhereTheirGridSays_data();
  void voxelsAreWhereTheirGridSays();
  void nothingShowsOutsideAnImage();
  void maskVoxelCoversItsCell();
  void maskEditsAndRemovalShow();
  void boxIsDrawnAlongPixelEdges();
  void boxShowsOnItsSliceOnly();
  void loadingIsShownAfterRefresh();
  void resampledImagesAreNamed();
  void survivesMovingToAnotherWindow();
};

void TestSliceView::ctWindowFollowsDicom_data() {
  QTest::addColumn<double>("width");
  QTest::addColumn<double>("level");
  QTest::newRow("mediastinum") << 350.0 << 40.0;
  QTest::newRow("lung") << 1400.0 << -700.0;
  QTest::newRow("narrow") << 80.0 << 40.0;
  QTest::newRow("two values") << 2.0 << 40.0;
}

void TestSliceView::ctWindowFollowsDicom() {
  QFETCH(double, width);
  QFETCH(double, level);
  // A column of voxels every 5 pixels, three of a kind so that nothing is interpolated in the middle one;
  // values around and beyond the window's ends.
  const ImageGrid grid = makeGrid({64, 64, 1}, {1.0, 1.0, 1.0}, {0.0, 0.0, 0.0});
  const auto hounsfield = [&](double x) {
    return std::round(level + (std::round(x / 3.0) * 3.0 - 32.0) / 30.0 * width * 0.6);
  };
  Scene scene;
  scene.document.setImages(
      makeVolume(grid, VoxelType::Int16, [&](const Point& p) { return hounsfield(p.x()); }), nullptr);
  scene.state.setCtWindow({width, level});
  scene.crosshairAside(PlaneOrientation::Axial, {0, 0, 0});
  const QImage image = scene.show(SliceContent::Ct, PlaneOrientation::Axial).grabImage();
  for (int i = 3; i < 63; i += 3) {
    const double x = hounsfield(i);
    // DICOM PS3.3 C.11.2.1.2.1, output 0 … 255.
    double expected = ((x - (level - 0.5)) / (width - 1.0) + 0.5) * 255.0;
    if (x <= level - 0.5 - (width - 1.0) / 2.0) expected = 0.0;
    if (x > level - 0.5 + (width - 1.0) / 2.0) expected = 255.0;
    const int grey = qGray(colourAt(image, scene.view->toPixel({double(i), 40.0, 0.0})).rgb());
    QVERIFY2(std::abs(grey - expected) <= 1.0,
             qPrintable(QStringLiteral("HU %1: %2, expected %3").arg(x).arg(grey).arg(expected)));
  }
}

void TestSliceView::petIsInverseGrey() {
  const ImageGrid grid = makeGrid({64, 64, 1}, {1.0, 1.0, 1.0}, {0.0, 0.0, 0.0});
  Scene scene;
  scene.document.setImages(nullptr,
                           makeVolume(grid, VoxelType::Float32, [](const Point& p) { return p.x() / 8.0; }));
  scene.state.setPetWindow({6.0, 3.0});
  scene.crosshairAside(PlaneOrientation::Axial, {0, 0, 0});
  const QImage image = scene.show(SliceContent::Pet, PlaneOrientation::Axial).grabImage();
  for (int i = 1; i < 63; ++i) {
    const double expected = 255.0 * (1.0 - std::clamp(i / 8.0 / 6.0, 0.0, 1.0));
    const int grey = qGray(colourAt(image, scene.view->toPixel({double(i), 40.0, 0.0})).rgb());
    QVERIFY2(std::abs(grey - expected) <= 1.0,
             qPrintable(QStringLiteral("SUV %1: %2").arg(i / 8.0).arg(grey)));
  }
}

void TestSliceView::fusionBlendsAboveTheThreshold() {
  const ImageGrid grid = makeGrid({64, 64, 1}, {1.0, 1.0, 1.0}, {0.0, 0.0, 0.0});
  Scene scene;
  scene.document.setImages(
      makeVolume(grid, VoxelType::Int16, [](const Point&) { return 40.0; }),
      makeVolume(grid, VoxelType::Float32, [](const Point& p) { return p.x() < 32.0 ? 0.2 : 6.0; }));
  scene.state.setPetThreshold(0.3);
  scene.state.setFusion(0.25);
  scene.crosshairAside(PlaneOrientation::Axial, {0, 0, 0});
  SliceView& view = scene.show(SliceContent::Fused, PlaneOrientation::Axial);
  const QColor cold = colourAt(view.grabImage(), view.toPixel({16.0, 40.0, 0.0}));
  const QColor hot = colourAt(view.grabImage(), view.toPixel({48.0, 40.0, 0.0}));
  const int ct = qGray(cold.rgb());
  QVERIFY(std::abs(ct - 128) <= 1);
  QCOMPARE(cold.red(), cold.blue());
  // A quarter of hot iron's white, three quarters of CT; equal in all channels.
  const double expected = 0.25 * 255.0 + 0.75 * ct;
  for (const int channel : {hot.red(), hot.green(), hot.blue()}) QVERIFY(std::abs(channel - expected) <= 2.0);
  scene.state.setPetHidden(true);
  QCOMPARE(colourAt(view.grabImage(), view.toPixel({48.0, 40.0, 0.0})), cold);
}

void TestSliceView::ctAndPetCoincide_data() {
  QTest::addColumn<int>("orientation");
  QTest::addColumn<double>("zoom");
  for (const double zoom : {1.0, 1.6}) {
    QTest::addRow("axial %.1f", zoom) << int(PlaneOrientation::Axial) << zoom;
    QTest::addRow("coronal %.1f", zoom) << int(PlaneOrientation::Coronal) << zoom;
    QTest::addRow("sagittal %.1f", zoom) << int(PlaneOrientation::Sagittal) << zoom;
  }
}

void TestSliceView::ctAndPetCoincide() {
  QFETCH(int, orientation);
  QFETCH(double, zoom);
  const auto plane = static_cast<PlaneOrientation>(orientation);
  Scene scene;
  scene.document.setImages(
      makeVolume(kCtGrid, VoxelType::Int16, [](const Point& p) { return 1000.0 * softBox(p) - 500.0; }),
      makeVolume(kPetGrid, VoxelType::Float32, [](const Point& p) { return 6.0 * softBox(p); }));
  scene.state.setCtWindow({1001.0, 0.5});
  scene.state.setPetWindow({6.0, 3.0});
  scene.state.setZoomAndPan(zoom, zoom == 1.0 ? Point::Zero() : Point(kBoxCentre - kCtGrid.centre()));
  scene.crosshairAside(plane, kBoxCentre);
  SliceView& view = scene.show(SliceContent::Ct, plane, {331, 317});
  const QImage ct = view.grabImage();
  view.setContent(SliceContent::Pet);
  const QImage pet = view.grabImage();

  const SlicePlane shown = view.plane();
  for (const Direction& direction :
       {shown.right, Direction(-shown.right), shown.down, Direction(-shown.down)}) {
    const double half = direction.cwiseAbs().dot(kBoxHalf);
    const QPointF middle = view.toPixel(kBoxCentre);
    const QPointF wall = view.toPixel(kBoxCentre + half * direction);
    const QPointF way = wall - middle;
    const QPointF from = middle + 0.7 * way;
    const QPointF to = middle + 1.3 * way;
    const double expected = std::abs(way.x()) > std::abs(way.y()) ? wall.x() : wall.y();
    const double inCt = crossing(ct, from, to);
    const double inPet = crossing(pet, from, to);
    QVERIFY2(std::abs(inCt - expected) < 0.5,
             qPrintable(QStringLiteral("CT wall at %1, expected %2").arg(inCt).arg(expected)));
    QVERIFY2(std::abs(inPet - expected) < 0.5,
             qPrintable(QStringLiteral("PET wall at %1, expected %2").arg(inPet).arg(expected)));
    QVERIFY(std::abs(inPet - inCt) < 0.5);
  }
}

void TestSliceView::voxelsAreWhereTheirGridSays_data() {
  QTest::addColumn<Eigen::Matrix3d>("directions");
  Eigen::Matrix3d m = Eigen::Matrix3d::Identity();
  QTest::newRow("as is") << m;
  m << -1, 0, 0, 0, 1, 0, 0, 0, 1;
  QTest::newRow("columns to the right, left-handed") << m;
  m << -1, 0, 0, 0, -1, 0, 0, 0, 1;
  QTest::newRow("prone") << m;
  m << 1, 0, 0, 0, 1, 0, 0, 0, -1;
  QTest::newRow("slices downwards") << m;
  m << 1, 0, 0, 0, 0, 1, 0, -1, 0;
  QTest::newRow("stored coronal") << m;
  m << 0, 0, -1, 1, 0, 0, 0, -1, 0;
  QTest::newRow("stored sagittal") << m;
  const double c = std::cos(0.2);
  const double s = std::sin(0.2);
  m << c, -s, 0, s, c, 0, 0, 0, 1;
  QTest::newRow("turned about z") << m;
}

void TestSliceView::voxelsAreWhereTheirGridSays() {
  QFETCH(Eigen::Matrix3d, directions);
  const Eigen::Vector3i size(50, 44, 40);
  const Eigen::Vector3d spacing(3.0, 3.5, 4.0);
  const Eigen::Vector3d half = (size.cast<double>() - Eigen::Vector3d::Ones()).cwiseProduct(spacing) / 2.0;
  const ImageGrid grid = makeGrid(size, spacing, -(directions * half), directions);
  const Point marker(21.0, -17.0, 25.0);
  Scene scene;
  scene.document.setImages(
      makeVolume(grid, VoxelType::Int16,
                 [&](const Point& p) { return 1000.0 * std::max(0.0, 1.0 - (p - marker).norm() / 20.0); }),
      nullptr);
  scene.state.setCtWindow({1000.0, 500.0});
  for (const auto orientation :
       {PlaneOrientation::Axial, PlaneOrientation::Coronal, PlaneOrientation::Sagittal}) {
    scene.crosshairAside(orientation, marker);
    SliceView& view = scene.show(SliceContent::Ct, orientation);
    const QImage image = view.grabImage();
    // The centre of gravity of what is bright; letters and scale lie outside of the square around it.
    const QPointF expected = view.toPixel(marker);
    QPointF sum;
    double weight = 0.0;
    for (int y = int(expected.y()) - 40; y < int(expected.y()) + 40; ++y) {
      for (int x = int(expected.x()) - 40; x < int(expected.x()) + 40; ++x) {
        const QPointF at(x + 0.5, y + 0.5);
        const double grey = qGray(colourAt(image, at).rgb());
        sum += grey * at;
        weight += grey;
      }
    }
    QVERIFY(weight > 0.0);
    const QPointF found = sum / weight;
    QVERIFY2((found - expected).manhattanLength() < 1.5,
             qPrintable(QStringLiteral("orientation %1: (%2, %3), expected (%4, %5)")
                            .arg(int(orientation))
                            .arg(found.x())
                            .arg(found.y())
                            .arg(expected.x())
                            .arg(expected.y())));
  }
}

void TestSliceView::nothingShowsOutsideAnImage() {
  // A PET smaller than the CT: beyond it, CT alone.
  const ImageGrid petGrid = makeGrid({20, 20, 20}, {4.0, 4.0, 4.0}, {-38.0, -38.0, -38.0});
  Scene scene;
  scene.document.setImages(makeVolume(kCtGrid, VoxelType::Int16, [](const Point&) { return 40.0; }),
                           makeVolume(petGrid, VoxelType::Float32, [](const Point&) { return 4.0; }));
  scene.crosshairAside(PlaneOrientation::Axial, {0, 0, 0});
  SliceView& view = scene.show(SliceContent::Fused, PlaneOrientation::Axial);
  QImage image = view.grabImage();
  const auto isGrey = [&](const Point& p) {
    const QColor colour = colourAt(image, view.toPixel(p));
    return colour.red() == colour.blue() && colour.red() == colour.green();
  };
  QVERIFY(!isGrey({0, 20, 0}));
  QVERIFY(!isGrey({38.5, 20, 0}));  // inside the border voxel, which ends at 40
  QVERIFY(isGrey({42.0, 20, 0}));
  QVERIFY(isGrey({-42.0, 20, 0}));
  QVERIFY(isGrey({20, 42.0, 0}));
  // A plane beyond the PET altogether.
  scene.crosshairAside(PlaneOrientation::Axial, {0, 0, 60});
  image = view.grabImage();
  QVERIFY(isGrey({0, 20, 60}));
}

void TestSliceView::maskVoxelCoversItsCell() {
  const Eigen::Vector3i voxel(37, 20, 26);
  Scene scene;
  scene.document.setImages(makeVolume(kCtGrid, VoxelType::Int16, [](const Point&) { return -1000.0; }),
                           makeVolume(kPetGrid, VoxelType::Float32, [](const Point&) { return 0.0; }));
  scene.document.insertMask(maskOn(kPetGrid, voxel, 300));
  scene.state.setMaskOpacity(1.0);
  for (const auto orientation :
       {PlaneOrientation::Axial, PlaneOrientation::Coronal, PlaneOrientation::Sagittal}) {
    scene.crosshairAside(orientation, kPetGrid.toPatient(voxel.cast<double>()));
    SliceView& view = scene.show(SliceContent::Ct, orientation);
    const QRectF found = extentOf(view.grabImage(), QColor(0, 255, 0));
    const Eigen::Vector3d halves = Eigen::Vector3d::Constant(0.5);
    const QRectF expected = QRectF(view.toPixel(kPetGrid.toPatient(voxel.cast<double>() - halves)),
                                   view.toPixel(kPetGrid.toPatient(voxel.cast<double>() + halves)))
                                .normalized();
    for (const double difference : {found.left() - expected.left(), found.top() - expected.top(),
                                    found.right() - expected.right(), found.bottom() - expected.bottom()})
      QVERIFY2(std::abs(difference) <= 1.01, qPrintable(QString::number(difference)));
  }
}

void TestSliceView::maskEditsAndRemovalShow() {
  const Eigen::Vector3i voxel(60, 60, 30);
  const Point at = kCtGrid.toPatient(voxel.cast<double>());
  Scene scene;
  scene.document.setImages(makeVolume(kCtGrid, VoxelType::Int16, [](const Point&) { return -1000.0; }),
                           nullptr);
  const MaskId id = scene.document.insertMask(maskOn(kCtGrid, voxel, 1));
  scene.state.setMaskOpacity(1.0);
  scene.crosshairAside(PlaneOrientation::Axial, at);
  SliceView& view = scene.show(SliceContent::Ct, PlaneOrientation::Axial);
  const auto colour = [&] { return colourAt(view.grabImage(), view.toPixel(at)); };
  QCOMPARE(colour(), QColor(0, 255, 0));

  const LabelEdit run{kCtGrid.offset(voxel), 1, 1, 0};
  scene.document.applyRuns(id, {&run, 1});
  QCOMPARE(colour(), QColor(0, 0, 0));
  scene.document.revertRuns(id, {&run, 1});
  QCOMPARE(colour(), QColor(0, 255, 0));

  // An edit while another slice is shown is there on the way back.
  scene.crosshairAside(PlaneOrientation::Axial, at + Point(0, 0, 30));
  QCOMPARE(colour(), QColor(0, 0, 0));
  scene.document.applyRuns(id, {&run, 1});
  scene.crosshairAside(PlaneOrientation::Axial, at);
  QCOMPARE(colour(), QColor(0, 0, 0));
  scene.document.revertRuns(id, {&run, 1});

  Segment segment = scene.document.mask(id)->segments.front();
  segment.colour = {255, 0, 255};
  scene.document.setSegment(id, segment);
  QCOMPARE(colour(), QColor(255, 0, 255));
  scene.state.setAnnotationsVisible(false);
  QCOMPARE(colour(), QColor(0, 0, 0));
  scene.state.setAnnotationsVisible(true);
  scene.document.takeMask(id).reset();
  QCOMPARE(colour(), QColor(0, 0, 0));
}

void TestSliceView::boxIsDrawnAlongPixelEdges() {
  Scene scene;
  scene.document.setImages(makeVolume(kCtGrid, VoxelType::Int16, [](const Point&) { return -1000.0; }),
                           nullptr);
  Box box;
  box.sopInstanceUid = QStringLiteral("CT.20");
  box.className = QStringLiteral("A");
  box.rect = {40, 50, 70, 90};
  scene.document.insertBox(box);
  scene.crosshairAside(PlaneOrientation::Axial, kCtGrid.toPatient({0, 0, 20}));
  SliceView& view = scene.show(SliceContent::Ct, PlaneOrientation::Axial);
  const QImage image = view.grabImage();
  const QPointF topLeft = view.toPixel(kCtGrid.toPatient({39.5, 49.5, 20}));
  const QPointF bottomRight = view.toPixel(kCtGrid.toPatient({70.5, 90.5, 20}));
  const QPointF middle = (topLeft + bottomRight) / 2.0;
  const auto strongest = [&](bool alongX, double around) {
    double best = -1.0;
    double place = 0.0;
    for (double at = std::floor(around) - 5.5; at < around + 6.0; at += 1.0) {
      const int red = colourAt(image, alongX ? QPointF(at, middle.y()) : QPointF(middle.x(), at)).red();
      if (red <= best) continue;
      best = red;
      place = at;
    }
    return best > 150 ? place : std::nan("");
  };
  for (const auto& [alongX, edge] : {std::pair{true, topLeft.x()}, std::pair{true, bottomRight.x()},
                                     std::pair{false, topLeft.y()}, std::pair{false, bottomRight.y()}})
    QVERIFY2(std::abs(strongest(alongX, edge) - edge) <= 1.0,
             qPrintable(QStringLiteral("%1, expected %2").arg(strongest(alongX, edge)).arg(edge)));
}

void TestSliceView::boxShowsOnItsSliceOnly() {
  Scene scene;
  scene.document.setImages(makeVolume(kCtGrid, VoxelType::Int16, [](const Point&) { return -1000.0; }),
                           makeVolume(kPetGrid, VoxelType::Float32, [](const Point&) { return 6.0; }));
  Box box;
  box.sopInstanceUid = QStringLiteral("CT.20");
  box.className = QStringLiteral("A");
  box.rect = {40, 50, 70, 90};
  scene.crosshairAside(PlaneOrientation::Axial, kCtGrid.toPatient({0, 0, 20}));
  SliceView& view = scene.show(SliceContent::Ct, PlaneOrientation::Axial);
  const QImage without = view.grabImage();
  scene.document.insertBox(box);
  QVERIFY(view.grabImage() != without);
  view.stepSlice(1);
  QCOMPARE(view.grabImage(), without);
  view.stepSlice(-1);
  QVERIFY(view.grabImage() != without);
  scene.state.setAnnotationsVisible(false);
  QCOMPARE(view.grabImage(), without);
}

void TestSliceView::loadingIsShownAfterRefresh() {
  Scene scene;
  auto ct = makeVolume(
      kCtGrid, VoxelType::Int16, [](const Point&) { return 0.0; }, /*publish=*/false);
  // As a loader begins.
  for (int k = 0; k < kCtGrid.size().z(); ++k) ct->fillSlice(k);
  scene.document.setImages(ct, nullptr);
  scene.crosshairAside(PlaneOrientation::Axial, kCtGrid.toPatient({0, 0, 30}));
  SliceView& view = scene.show(SliceContent::Ct, PlaneOrientation::Axial);
  const QImage pending = view.grabImage();
  QCOMPARE(colourAt(pending, {50, 50}), QColor(0, 0, 0));
  std::ranges::fill(ct->sliceVoxels<std::int16_t>(30), std::int16_t{3000});
  ct->publishSlice(30, Volume::SliceState::Loaded);
  view.refreshImages();
  QCOMPARE(colourAt(view.grabImage(), {50, 50}), QColor(255, 255, 255));
  ct->publishSlice(29, Volume::SliceState::Missing);
  view.stepSlice(1);
  const QImage missing = view.grabImage();
  QVERIFY(missing != pending);
}

void TestSliceView::resampledImagesAreNamed() {
  const auto shown = [](const QString& from) {
    Scene scene;
    const auto made = makeVolume(kCtGrid, VoxelType::Int16, [](const Point&) { return 0.0; });
    SeriesSource source = made->source();
    source.resampledFrom = from;
    auto volume = Volume::create(kCtGrid, VoxelType::Int16, ValueUnit::Hounsfield, QStringLiteral("HU"),
                                 source, -1024.0)
                      .take();
    for (int k = 0; k < kCtGrid.size().z(); ++k) volume->publishSlice(k, Volume::SliceState::Loaded);
    scene.document.setImages(volume, nullptr);
    scene.crosshairAside(PlaneOrientation::Axial, kCtGrid.centre());
    SliceView& view = scene.show(SliceContent::Ct, PlaneOrientation::Axial);
    scene.state.setCornerTextVisible(true);
    return view.grabImage();
  };
  const QImage stored = shown({});
  const QImage resampled = shown(QStringLiteral("1.2.3"));
  QCOMPARE(stored.size(), resampled.size());
  const QRect corner(stored.width() / 2, 0, stored.width() / 2, stored.height() / 3);
  int inCorner = 0;
  int elsewhere = 0;
  for (int y = 0; y < stored.height(); ++y)
    for (int x = 0; x < stored.width(); ++x)
      if (stored.pixel(x, y) != resampled.pixel(x, y)) ++(corner.contains(x, y) ? inCorner : elsewhere);
  QVERIFY(inCorner > 100);
  QCOMPARE(elsewhere, 0);
}

void TestSliceView::survivesMovingToAnotherWindow() {
  Scene scene;
  scene.document.setImages(
      makeVolume(kCtGrid, VoxelType::Int16, [](const Point& p) { return 500.0 * softBox(p); }), nullptr);
  scene.document.insertMask(maskOn(kCtGrid, {60, 60, 30}, 1));
  scene.crosshairAside(PlaneOrientation::Axial, kCtGrid.toPatient({60, 60, 30}));
  SliceView& view = scene.show(SliceContent::Ct, PlaneOrientation::Axial);
  const QImage before = view.grabImage();
  QWidget window;
  window.resize(500, 400);
  view.setParent(&window);
  view.setGeometry(10, 10, kViewSize.width(), kViewSize.height());
  window.show();
  view.show();
  QVERIFY(QTest::qWaitForWindowExposed(&window));
  QCOMPARE(view.grabImage(), before);
  // A picture of the window holds the view's picture, overlay included.
  const QImage whole = window.grab().toImage();
  const qreal ratio = whole.devicePixelRatio();
  const QImage part = whole.copy(QRect(QPoint(10, 10) * ratio, kViewSize * ratio));
  QCOMPARE(part.convertToFormat(QImage::Format_RGB32), before.convertToFormat(QImage::Format_RGB32));
  view.setParent(nullptr);
  view.show();
  QVERIFY(QTest::qWaitForWindowExposed(&view));
  view.resize(kViewSize);
  QCOMPARE(view.grabImage(), before);
}

int main(int argc, char** argv) {
  initialiseGraphics();
  QApplication application(argc, argv);
  TestSliceView test;
  return QTest::qExec(&test, argc, argv);
}
#include "tst_slice_view.moc"
