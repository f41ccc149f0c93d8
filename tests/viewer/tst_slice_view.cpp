#include "tests/viewer/synthetic.h"
#include "viewer/host/graphics.h"
#include "viewer/slice/slice_view.h"

#include <QApplication>
#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>

#include <cmath>

using namespace uptake;
using uptake::test::makeGrid;
using uptake::test::makeVolume;

namespace {

const QSize kViewSize(320, 320);

/// A case, what views share, and one view of it on the screen. The crosshair is far to the side in the plane,
/// so that its lines are out of the picture.
struct Scene {
  CaseDocument document;
  Selection selection;
  ViewState state;
  std::unique_ptr<SliceView> view;

  SliceView& show(SliceContent content, PlaneOrientation orientation, const QSize& size = kViewSize) {
    state.setCornerTextVisible(false);
    view = std::make_unique<SliceView>(content, orientation, document, selection, state);
    view->resize(size);
    view->show();
    if (!QTest::qWaitForWindowExposed(view.get())) qFatal("the view is not shown");
    return *view;
  }
  void crosshairAside(PlaneOrientation orientation, const Point& depth) {
    const SlicePlane plane = standardPlane(orientation, depth);
    state.setCrosshair(depth + 3000.0 * plane.right + 3000.0 * plane.down);
  }
};

QColor colourAt(const QImage& image, const QPointF& logical) {
  const qreal ratio = image.devicePixelRatio();
  return image.pixelColor(static_cast<int>(std::floor(logical.x() * ratio)),
                          static_cast<int>(std::floor(logical.y() * ratio)));
}

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

void turnWheel(QWidget& view, const QPointF& at, int notches, Qt::KeyboardModifiers modifiers = {}) {
  QWheelEvent event(at, view.mapToGlobal(at), {}, {0, 120 * notches}, Qt::NoButton, modifiers,
                    Qt::NoScrollPhase, false);
  QApplication::sendEvent(&view, &event);
}

void drag(QWidget& view, Qt::MouseButton button, const QPoint& from, const QPoint& to) {
  QTest::mousePress(&view, button, {}, from);
  for (const QPoint& at : {(from + to) / 2, to}) {
    QMouseEvent move(QEvent::MouseMove, at, view.mapToGlobal(at), Qt::NoButton, button, {});
    QApplication::sendEvent(&view, &move);
  }
  QTest::mouseRelease(&view, button, {}, to);
}

const ImageGrid kCtGrid = makeGrid({128, 128, 60}, {2.0, 2.0, 3.0}, {-127.0, -120.0, -90.0});
const ImageGrid kPetGrid = makeGrid({60, 64, 50}, {5.0, 4.5, 4.0}, {-143.0, -139.0, -101.5});

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
  void pixelsAndPatientAreInverse();
  void planeIsTheNearestStoredSlice();
  void obliqueGridUsesTheCrosshair();
  void wheelStepsOneStoredSlice_data();
  void wheelStepsOneStoredSlice();
  void firstAndLastSlice();
  void clickSetsTheCrosshair();
  void dragWindows();
  void zoomKeepsThePointUnderThePointer();
  void panFollowsThePointer();
  void toolGetsTheLeftButton();
  void loadingIsShownAfterRefresh();
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

namespace {

std::unique_ptr<MaskLayer> maskOn(const ImageGrid& grid, const Eigen::Vector3i& voxel, Label label) {
  LabelMap labels = LabelMap::create(grid).take();
  labels.set(voxel, label);
  auto mask = std::make_unique<MaskLayer>(
      MaskLayer{MaskId::None, QStringLiteral("Mask"), std::move(labels), {}, {}, {}, {}});
  Segment segment;
  segment.number = label;
  segment.colour = {0, 255, 0};
  mask->segments.push_back(segment);
  return mask;
}

/// The smallest rectangle (logical) around all pixels of a colour.
QRectF extentOf(const QImage& image, const QColor& colour) {
  QRect found;
  for (int y = 0; y < image.height(); ++y)
    for (int x = 0; x < image.width(); ++x)
      if (image.pixelColor(x, y) == colour) found |= QRect(x, y, 1, 1);
  const qreal ratio = image.devicePixelRatio();
  return {found.x() / ratio, found.y() / ratio, found.width() / ratio, found.height() / ratio};
}

}  // namespace

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

  const LabelRun run{kCtGrid.offset(voxel), 1, 1, 0};
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

void TestSliceView::pixelsAndPatientAreInverse() {
  Scene scene;
  scene.document.setImages(makeVolume(kCtGrid, VoxelType::Int16, [](const Point&) { return 0.0; }), nullptr);
  scene.state.setCrosshair({10, 20, 30});
  scene.state.setZoomAndPan(1.7, {11, -8, 4});
  for (const auto orientation :
       {PlaneOrientation::Axial, PlaneOrientation::Coronal, PlaneOrientation::Sagittal}) {
    SliceView& view = scene.show(SliceContent::Ct, orientation, {400, 300});
    for (const QPointF& pixel : {QPointF(0, 0), QPointF(399, 13.5), QPointF(120.25, 299)}) {
      const Point point = view.toPatient(pixel);
      QVERIFY(std::abs(view.plane().distance(point)) < 1e-9);
      QVERIFY((view.toPixel(point) - pixel).manhattanLength() < 1e-9);
    }
    // Right and down are the plane's.
    QVERIFY((view.toPatient({1, 0}) - view.toPatient({0, 0})).normalized().isApprox(view.plane().right));
    QVERIFY((view.toPatient({0, 1}) - view.toPatient({0, 0})).normalized().isApprox(view.plane().down));
  }
}

void TestSliceView::planeIsTheNearestStoredSlice() {
  Scene scene;
  scene.document.setImages(makeVolume(kCtGrid, VoxelType::Int16, [](const Point&) { return 0.0; }),
                           makeVolume(kPetGrid, VoxelType::Float32, [](const Point&) { return 0.0; }));
  scene.state.setCrosshair({0.4, 0.1, 4.4});
  SliceView& ct = scene.show(SliceContent::Ct, PlaneOrientation::Axial);
  QCOMPARE(ct.leadingImage(), scene.document.ct().get());
  QCOMPARE(ct.plane().origin.z(), 3.0);  // -90 + 31 · 3
  ct.setContent(SliceContent::Pet);
  QCOMPARE(ct.leadingImage(), scene.document.pet().get());
  QCOMPARE(ct.plane().origin.z(), 2.5);  // -101.5 + 26 · 4
  ct.setContent(SliceContent::Fused);
  QCOMPARE(ct.leadingImage(), scene.document.ct().get());
  scene.state.setCrosshair({0, 0, 5000});
  QCOMPARE(ct.plane().origin.z(), 87.0);
}

void TestSliceView::obliqueGridUsesTheCrosshair() {
  const Eigen::Matrix3d turned =
      Eigen::AngleAxisd(0.3, Eigen::Vector3d(1, 2, 3).normalized()).toRotationMatrix();
  const ImageGrid grid = makeGrid({40, 40, 40}, {3, 3, 3}, turned * Point(-58.5, -58.5, -58.5), turned);
  Scene scene;
  scene.document.setImages(makeVolume(grid, VoxelType::Int16, [](const Point&) { return 0.0; }), nullptr);
  scene.state.setCrosshair({1.2, 3.4, 5.6});
  SliceView& view = scene.show(SliceContent::Ct, PlaneOrientation::Axial);
  QVERIFY(view.plane().origin.isApprox(Point(1.2, 3.4, 5.6)));
  view.stepSlice(1);
  QVERIFY(view.plane().origin.isApprox(Point(1.2, 3.4, 2.6)));
}

void TestSliceView::wheelStepsOneStoredSlice_data() {
  QTest::addColumn<int>("content");
  QTest::addColumn<int>("orientation");
  QTest::addColumn<Eigen::Vector3d>("step");
  QTest::newRow("CT axial: to the feet") << 0 << 0 << Eigen::Vector3d(0, 0, -3.0);
  QTest::newRow("CT coronal: to the back") << 0 << 1 << Eigen::Vector3d(0, 2.0, 0);
  QTest::newRow("CT sagittal: to the right") << 0 << 2 << Eigen::Vector3d(-2.0, 0, 0);
  QTest::newRow("PET axial") << 1 << 0 << Eigen::Vector3d(0, 0, -4.0);
  QTest::newRow("PET coronal") << 1 << 1 << Eigen::Vector3d(0, 4.5, 0);
  QTest::newRow("PET sagittal") << 1 << 2 << Eigen::Vector3d(-5.0, 0, 0);
}

void TestSliceView::wheelStepsOneStoredSlice() {
  QFETCH(int, content);
  QFETCH(int, orientation);
  QFETCH(Eigen::Vector3d, step);
  Scene scene;
  scene.document.setImages(makeVolume(kCtGrid, VoxelType::Int16, [](const Point&) { return 0.0; }),
                           makeVolume(kPetGrid, VoxelType::Float32, [](const Point&) { return 0.0; }));
  scene.state.setCrosshair({3.3, 4.4, 5.5});
  SliceView& view =
      scene.show(static_cast<SliceContent>(content), static_cast<PlaneOrientation>(orientation));
  QSignalSpy activated(&view, &SliceView::activated);
  Point before = view.plane().origin;
  for (int i = 0; i < 3; ++i) {
    turnWheel(view, {100, 100}, -1);
    const Point after = view.plane().origin;
    QVERIFY((after - before).isApprox(step, 1e-9));
    before = after;
  }
  turnWheel(view, {100, 100}, 1);
  QVERIFY((view.plane().origin - before).isApprox(-step, 1e-9));
  QCOMPARE(activated.count(), 4);
}

void TestSliceView::firstAndLastSlice() {
  Scene scene;
  scene.document.setImages(makeVolume(kCtGrid, VoxelType::Int16, [](const Point&) { return 0.0; }), nullptr);
  scene.state.setCrosshair({0, 0, 0});
  SliceView& view = scene.show(SliceContent::Ct, PlaneOrientation::Axial);
  view.goToFirstSlice();
  QCOMPARE(view.plane().origin.z(), 87.0);
  view.stepSlice(-1);
  QCOMPARE(view.plane().origin.z(), 87.0);
  view.goToLastSlice();
  QCOMPARE(view.plane().origin.z(), -90.0);
}

void TestSliceView::clickSetsTheCrosshair() {
  Scene scene;
  scene.document.setImages(makeVolume(kCtGrid, VoxelType::Int16, [](const Point&) { return 0.0; }), nullptr);
  scene.state.setCrosshair({0, 0, 1.1});
  SliceView& view = scene.show(SliceContent::Ct, PlaneOrientation::Axial);
  const Point expected = view.toPatient({77, 201});
  QTest::mouseClick(&view, Qt::LeftButton, {}, {77, 201});
  QVERIFY(scene.state.crosshair().isApprox(expected));
  QCOMPARE(scene.state.crosshair().z(), 0.0);
  QSignalSpy maximise(&view, &SliceView::maximiseRequested);
  QTest::mouseDClick(&view, Qt::LeftButton, {}, {77, 201});
  QCOMPARE(maximise.count(), 1);
}

void TestSliceView::dragWindows() {
  Scene scene;
  scene.document.setImages(makeVolume(kCtGrid, VoxelType::Int16, [](const Point&) { return 0.0; }),
                           makeVolume(kPetGrid, VoxelType::Float32, [](const Point&) { return 0.0; }));
  scene.state.setCrosshair({1, 2, 3});
  SliceView& view = scene.show(SliceContent::Fused, PlaneOrientation::Axial);
  const Window petBefore = scene.state.petWindow();
  drag(view, Qt::LeftButton, {100, 100}, {160, 130});
  QVERIFY(scene.state.ctWindow().width > 350.0);
  QVERIFY(scene.state.ctWindow().level > 40.0);
  QCOMPARE(scene.state.petWindow(), petBefore);
  QVERIFY(scene.state.crosshair().isApprox(Point(1, 2, 3)));  // a drag is no click

  view.setContent(SliceContent::Pet);
  const Window ctBefore = scene.state.ctWindow();
  drag(view, Qt::LeftButton, {100, 100}, {100, 40});
  QCOMPARE(scene.state.ctWindow(), ctBefore);
  QCOMPARE(scene.state.petWindow().low(), 0.0);
  QVERIFY(scene.state.petWindow().high() < 6.0);
  drag(view, Qt::LeftButton, {100, 40}, {100, 4000});
  QVERIFY(scene.state.petWindow().high() > 6.0);
}

void TestSliceView::zoomKeepsThePointUnderThePointer() {
  Scene scene;
  scene.document.setImages(makeVolume(kCtGrid, VoxelType::Int16, [](const Point&) { return 0.0; }), nullptr);
  scene.state.setCrosshair({1, 2, 3});
  for (const auto orientation : {PlaneOrientation::Axial, PlaneOrientation::Sagittal}) {
    SliceView& view = scene.show(SliceContent::Ct, orientation, {400, 300});
    const double zoom = scene.state.zoom();
    Point fixed = view.toPatient({90, 210});
    turnWheel(view, {90, 210}, 3, Qt::ControlModifier);
    QVERIFY(scene.state.zoom() > zoom);
    QVERIFY((view.toPixel(fixed) - QPointF(90, 210)).manhattanLength() < 1e-6);
    fixed = view.toPatient({300, 50});
    drag(view, Qt::RightButton, {300, 50}, {300, 90});
    QVERIFY((view.toPixel(fixed) - QPointF(300, 50)).manhattanLength() < 1e-6);
    // Against the stops the point stays as well.
    turnWheel(view, {300, 50}, 500, Qt::ControlModifier);
    QCOMPARE(scene.state.zoom(), ViewState::kLargestZoom);
    QVERIFY((view.toPixel(fixed) - QPointF(300, 50)).manhattanLength() < 1e-6);
    scene.state.resetZoomAndPan();
  }
}

void TestSliceView::panFollowsThePointer() {
  Scene scene;
  scene.document.setImages(makeVolume(kCtGrid, VoxelType::Int16, [](const Point&) { return 0.0; }), nullptr);
  scene.state.setCrosshair({1, 2, 3});
  SliceView& view = scene.show(SliceContent::Ct, PlaneOrientation::Coronal);
  const Point grabbed = view.toPatient({100, 100});
  drag(view, Qt::MiddleButton, {100, 100}, {151, 73});
  QVERIFY((view.toPixel(grabbed) - QPointF(151, 73)).manhattanLength() < 1e-6);
  QVERIFY(scene.state.crosshair().isApprox(Point(1, 2, 3)));
}

void TestSliceView::toolGetsTheLeftButton() {
  Scene scene;
  scene.document.setImages(makeVolume(kCtGrid, VoxelType::Int16, [](const Point&) { return 0.0; }), nullptr);
  scene.state.setCrosshair({1, 2, 3});
  SliceView& view = scene.show(SliceContent::Ct, PlaneOrientation::Axial);
  view.setToolActive(true);
  std::vector<std::pair<char, SlicePointer>> heard;
  connect(&view, &SliceView::toolPressed, this, [&](const SlicePointer& p) { heard.push_back({'p', p}); });
  connect(&view, &SliceView::toolMoved, this, [&](const SlicePointer& p) { heard.push_back({'m', p}); });
  connect(&view, &SliceView::toolReleased, this, [&](const SlicePointer& p) { heard.push_back({'r', p}); });
  const Window window = scene.state.ctWindow();
  drag(view, Qt::LeftButton, {50, 60}, {90, 80});
  QCOMPARE(scene.state.ctWindow(), window);
  QVERIFY(scene.state.crosshair().isApprox(Point(1, 2, 3)));
  QString order;
  for (const auto& [kind, pointer] : heard) order += QLatin1Char(kind);
  QCOMPARE(order, QStringLiteral("pmmr"));
  QVERIFY(heard.front().second.position.isApprox(view.toPatient({50, 60})));
  QCOMPARE(heard.front().second.mmPerPixel, 256.0 / 320.0);
  QVERIFY(!heard.front().second.invert);

  heard.clear();
  QTest::mousePress(&view, Qt::LeftButton, Qt::ControlModifier, {50, 60});
  QTest::mouseRelease(&view, Qt::LeftButton, Qt::ControlModifier, {50, 60});
  QVERIFY(heard.front().second.invert);

  int wheel = 0;
  connect(&view, &SliceView::toolWheel, this, [&](int steps) { wheel += steps; });
  const Point plane = view.plane().origin;
  turnWheel(view, {50, 60}, 2, Qt::ShiftModifier);
  QCOMPARE(wheel, 2);
  QCOMPARE(view.plane().origin, plane);
}

void TestSliceView::loadingIsShownAfterRefresh() {
  Scene scene;
  auto ct = makeVolume(
      kCtGrid, VoxelType::Int16, [](const Point&) { return 0.0; }, /*publish=*/false);
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
