#include "tests/viewer/slice_scene.h"
#include "viewer/host/graphics.h"
#include "viewer/render/raster/compositor.h"
#include "viewer/slice/mask_outline.h"

#include <QTest>

#include <cmath>
#include <numbers>
#include <set>

// Pixels of slice views against values worked out by hand from phantoms.
using namespace uptake;
using namespace uptake::test;

namespace {

constexpr PlaneOrientation kAll[] = {PlaneOrientation::Axial, PlaneOrientation::Coronal,
                                     PlaneOrientation::Sagittal};

/// The grid of a patient position: directions of rows, columns and slices in LPS.
Eigen::Matrix3d directions(const Point& row, const Point& column, const Point& slice) {
  Eigen::Matrix3d m;
  m << row, column, slice;
  return m;
}

ImageGrid centredGrid(const Eigen::Vector3i& size, const Eigen::Vector3d& spacing,
                      const Eigen::Matrix3d& axes, const Point& centre = Point::Zero()) {
  const Eigen::Vector3d half = (size.cast<double>() - Eigen::Vector3d::Ones()).cwiseProduct(spacing) / 2.0;
  return makeGrid(size, spacing, centre - axes * half, axes);
}

int greyAt(SliceView& view, const Point& point) {
  return qGray(colourAt(view.grabImage(), view.toPixel(point)).rgb());
}

/// The middle of what is bright near where it is expected.
QPointF brightSpot(const QImage& image, const QPointF& around) {
  QPointF sum;
  double weight = 0.0;
  for (int y = int(around.y()) - 40; y < int(around.y()) + 40; ++y)
    for (int x = int(around.x()) - 40; x < int(around.x()) + 40; ++x) {
      const double grey = qGray(colourAt(image, {x + 0.5, y + 0.5}).rgb());
      sum += grey * QPointF(x + 0.5, y + 0.5);
      weight += grey;
    }
  return weight > 0.0 ? sum / weight : QPointF(-1e6, -1e6);
}

auto spotAt(const Point& marker) {
  return [marker](const Point& p) { return 1000.0 * std::max(0.0, 1.0 - (p - marker).norm() / 20.0); };
}

/// Writes garbage into a slice as memory that was never filled may hold, and does not publish it.
void leavePending(Volume& volume, int k) {
  std::ranges::fill(volume.sliceVoxels<std::int16_t>(k), std::int16_t{3000});
}

}  // namespace

class TestSlicePixels : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void palettesColourPet_data();
  void palettesColourPet();
  void edgesStayPutAtAnyZoom_data();
  void edgesStayPutAtAnyZoom();
  void patientPositions_data();
  void patientPositions();
  void obliqueLettersAreTwo();
  void turnedPlanesShowTruePlaces_data();
  void turnedPlanesShowTruePlaces();
  void slabsCombineLayers_data();
  void slabsCombineLayers();
  void obliqueSlabs();
  void nearestShowsWholeVoxels();
  void pendingSlicesShowTheFillValue_data();
  void pendingSlicesShowTheFillValue();
  void checkerboardAndLine();
};

void TestSlicePixels::palettesColourPet_data() {
  QTest::addColumn<int>("palette");
  for (const Palette palette : kPalettes) QTest::addRow("palette %d", int(palette)) << int(palette);
}

void TestSlicePixels::palettesColourPet() {
  QFETCH(int, palette);
  const ImageGrid grid = makeGrid({64, 64, 1}, {1.0, 1.0, 1.0}, {0.0, 0.0, 0.0});
  Scene scene;
  scene.document.setImages(nullptr,
                           makeVolume(grid, VoxelType::Float32, [](const Point& p) { return p.x() / 8.0; }));
  scene.state.setPetWindow({6.0, 3.0});
  scene.state.setFusionPalette(static_cast<Palette>(palette));
  scene.crosshairAside(PlaneOrientation::Axial, {0, 0, 0});
  const QImage image = scene.show(SliceContent::Fused, PlaneOrientation::Axial).grabImage();
  for (int i = 1; i < 63; ++i) {
    // Entry round(255 · value / top), one to either side for rounding at the step between two.
    const double entry = 255.0 * std::min(1.0, i / 8.0 / 6.0);
    const QColor seen = colourAt(image, scene.view->toPixel({double(i), 40.0, 0.0}));
    bool matches = false;
    for (double near = entry - 1.0; near <= entry + 1.0; near += 1.0) {
      const Rgb c = colourMap(
          static_cast<Palette>(palette))[static_cast<std::size_t>(std::clamp(std::lround(near), 0L, 255L))];
      matches = matches || (seen.red() == c.red && seen.green() == c.green && seen.blue() == c.blue);
    }
    QVERIFY2(matches, qPrintable(QStringLiteral("SUV %1: %2").arg(i / 8.0).arg(seen.name())));
  }
}

void TestSlicePixels::edgesStayPutAtAnyZoom_data() {
  QTest::addColumn<double>("zoom");
  for (const double zoom : {0.7, 1.0, 2.3, 5.1, 9.7, 16.0}) QTest::addRow("%.1f", zoom) << zoom;
}

void TestSlicePixels::edgesStayPutAtAnyZoom() {
  // A wall at x = 11.3 that rises over 40 mm: linear interpolation shows its middle in the same place from
  // either grid, whose voxels meet nowhere.
  QFETCH(double, zoom);
  constexpr double kWall = 11.3;
  const auto rise = [](const Point& p) { return std::clamp(0.5 + (p.x() - kWall) / 40.0, 0.0, 1.0); };
  Scene scene;
  scene.document.setImages(
      makeVolume(kCtGrid, VoxelType::Int16, [&](const Point& p) { return 4000.0 * rise(p) - 2000.0; }),
      makeVolume(kPetGrid, VoxelType::Float32, [&](const Point& p) { return 6.0 * (1.0 - rise(p)); }));
  scene.state.setCtWindow({4001.0, 0.5});
  scene.state.setPetWindow({6.0, 3.0});
  scene.state.setZoomAndPan(zoom, Point(kWall, 0, 0) - kCtGrid.centre());
  for (const auto orientation : {PlaneOrientation::Axial, PlaneOrientation::Coronal}) {
    scene.crosshairAside(orientation, {kWall, 3.0, 4.0});
    SliceView& view = scene.show(SliceContent::Ct, orientation, {331, 317});
    const auto wallIn = [&] {
      const QImage image = view.grabImage();
      const int y = image.height() / 2 + 20;
      double low = -1.0;
      for (int x = 1; x < image.width(); ++x) {
        const double a = qGray(image.pixel(x - 1, y)) - 127.5;
        const double b = qGray(image.pixel(x, y)) - 127.5;
        // Where the level stays for several pixels, the middle of them.
        if (a < 0.0 && b >= 0.0) low = x - 1 + a / (a - b) + 0.5;
      }
      return low / image.devicePixelRatio();
    };
    const double expected = view.toPixel({kWall, 0, 0}).x();
    const double ct = wallIn();
    view.setContent(SliceContent::Pet);
    const double pet = wallIn();
    QVERIFY2(std::abs(ct - expected) <= 0.5, qPrintable(QStringLiteral("CT %1 of %2").arg(ct).arg(expected)));
    QVERIFY2(std::abs(pet - expected) <= 0.5,
             qPrintable(QStringLiteral("PET %1 of %2").arg(pet).arg(expected)));
  }
}

void TestSlicePixels::patientPositions_data() {
  // How the table's axes (row of the image, down, into the bore) lie in the patient: DICOM PS3.3 C.7.3.1.1.2.
  QTest::addColumn<Eigen::Matrix3d>("axes");
  const Point l(1, 0, 0), r(-1, 0, 0), a(0, -1, 0), p(0, 1, 0), h(0, 0, 1), f(0, 0, -1);
  QTest::newRow("HFS") << directions(l, p, h);
  QTest::newRow("HFP") << directions(r, a, h);
  QTest::newRow("HFDR") << directions(p, r, h);
  QTest::newRow("HFDL") << directions(a, l, h);
  QTest::newRow("FFS") << directions(r, p, f);
  QTest::newRow("FFP") << directions(l, a, f);
  QTest::newRow("FFDR") << directions(a, r, f);
  QTest::newRow("FFDL") << directions(p, l, f);
}

void TestSlicePixels::patientPositions() {
  QFETCH(Eigen::Matrix3d, axes);
  const ImageGrid grid = centredGrid({50, 46, 40}, {3.0, 3.5, 4.0}, axes);
  struct Side {
    QChar letter;
    Point marker;
  };
  const std::array sides{Side{u'L', {40, 0, 0}},  Side{u'R', {-40, 0, 0}}, Side{u'P', {0, 40, 0}},
                         Side{u'A', {0, -40, 0}}, Side{u'H', {0, 0, 40}},  Side{u'F', {0, 0, -40}}};
  for (const Side& side : sides) {
    Scene scene;
    scene.document.setImages(makeVolume(grid, VoxelType::Int16, spotAt(side.marker)), nullptr);
    scene.state.setCtWindow({1000.0, 500.0});
    int seen = 0;
    for (const auto orientation : kAll) {
      scene.crosshairAside(orientation, side.marker);
      SliceView& view = scene.show(SliceContent::Ct, orientation);
      const EdgeLetters letters = edgeLetters(view.plane());
      const QPointF middle(kViewSize.width() / 2.0, kViewSize.height() / 2.0);
      const QPointF expected = view.toPixel(side.marker);
      const QPointF way = expected - middle;
      if (std::hypot(way.x(), way.y()) < 30.0) continue;  // the marker lies through the plane
      const QPointF found = brightSpot(view.grabImage(), expected);
      QVERIFY2((found - expected).manhattanLength() < 1.5, qPrintable(QString(side.letter)));
      const QString there = std::abs(way.x()) > std::abs(way.y())
                                ? (way.x() > 0 ? letters.right : letters.left)
                                : (way.y() > 0 ? letters.bottom : letters.top);
      QCOMPARE(there, QString(side.letter));
      ++seen;
    }
    QCOMPARE(seen, 2);
  }
}

void TestSlicePixels::obliqueLettersAreTwo() {
  // Right to (cos 30°, −sin 30°, 0): left, and half as much anterior.
  ViewState state;
  state.setRotation(state.rotation(), Direction::UnitZ(), -std::numbers::pi / 6.0);
  // Turned about z, an axial plane stays as it is.
  QCOMPARE(edgeLetters(state.planeThrough(PlaneOrientation::Axial, Point::Zero())).right,
           QStringLiteral("L"));
  QCOMPARE(edgeLetters(state.planeThrough(PlaneOrientation::Coronal, Point::Zero())).right,
           QStringLiteral("LA"));
  QCOMPARE(edgeLetters(state.planeThrough(PlaneOrientation::Coronal, Point::Zero())).left,
           QStringLiteral("RP"));
  QCOMPARE(edgeLetters(state.planeThrough(PlaneOrientation::Coronal, Point::Zero())).top,
           QStringLiteral("H"));
  // All three components large: still two letters.
  const SlicePlane slanting{Point::Zero(), Direction(0.7, -0.55, 0.45).normalized(),
                            Direction(0.2, 0.7, 0.5).normalized()};
  QCOMPARE(edgeLetters(slanting).right, QStringLiteral("LA"));
}

void TestSlicePixels::turnedPlanesShowTruePlaces_data() {
  QTest::addColumn<Eigen::Matrix3d>("axes");
  QTest::newRow("straight series") << Eigen::Matrix3d(Eigen::Matrix3d::Identity());
  QTest::newRow("oblique series") << Eigen::Matrix3d(
      Eigen::AngleAxisd(0.5, Eigen::Vector3d(1, -2, 0.7).normalized()).toRotationMatrix());
}

void TestSlicePixels::turnedPlanesShowTruePlaces() {
  QFETCH(Eigen::Matrix3d, axes);
  const Point marker(21.0, -17.0, 25.0);
  const ImageGrid ctGrid = centredGrid({80, 80, 60}, {2.5, 2.5, 3.5}, axes);
  const ImageGrid petGrid = centredGrid({50, 50, 50}, {4.1, 4.1, 4.4}, axes, {3, 2, 1});
  Scene scene;
  const auto petSpot = [&](const Point& p) { return 6.0 - 6.0 * spotAt(marker)(p) / 1000.0; };
  scene.document.setImages(makeVolume(ctGrid, VoxelType::Int16, spotAt(marker)),
                           makeVolume(petGrid, VoxelType::Float32, petSpot));
  scene.document.insertMask([&] {
    const Eigen::Vector3d index = ctGrid.toIndex(marker);
    return maskOn(ctGrid, Eigen::Vector3i(index.array().round().cast<int>()), 1);
  }());
  scene.state.setCtWindow({1000.0, 500.0});
  scene.state.setMaskOpacity(0.0);
  scene.state.setAnnotationsVisible(false);
  scene.state.setRotation(scene.state.rotation(), Direction(0.3, 1.0, -0.4), 0.7);
  for (const auto orientation : kAll) {
    const SlicePlane through = scene.state.planeThrough(orientation, marker);
    scene.state.setCrosshair(marker + 3000.0 * through.right + 3000.0 * through.down);
    scene.state.setZoomAndPan(2.0, marker - ctGrid.centre());
    SliceView& view = scene.show(SliceContent::Ct, orientation);
    QVERIFY(std::abs(view.plane().distance(marker)) < 1e-6);
    const QPointF expected = view.toPixel(marker);
    for (const auto content : {SliceContent::Ct, SliceContent::Pet}) {
      view.setContent(content);
      const QPointF found = brightSpot(view.grabImage(), expected);
      QVERIFY2(
          (found - expected).manhattanLength() < 1.5,
          qPrintable(QStringLiteral("%1, %2").arg(found.x() - expected.x()).arg(found.y() - expected.y())));
    }
    // The mask's voxel: where its cell is, on the oblique plane too.
    view.setContent(SliceContent::Ct);
    scene.state.setMaskOpacity(1.0);
    scene.state.setAnnotationsVisible(true);
    const Eigen::Vector3d index = ctGrid.toIndex(marker);
    const Point cell = ctGrid.toPatient(index.array().round().matrix());
    const QRectF green = extentOf(view.grabImage(), QColor(0, 255, 0));
    QVERIFY(!green.isEmpty());
    QVERIFY(green.adjusted(-2, -2, 2, 2).contains(view.toPixel(cell)));
    QVERIFY(green.width() < 2.0 + 6.0 / view.geometry().mmPerPixel());
    scene.state.setAnnotationsVisible(false);
    scene.state.setMaskOpacity(0.0);
  }
}

void TestSlicePixels::slabsCombineLayers_data() {
  QTest::addColumn<int>("axis");
  QTest::addColumn<double>("thickness");
  QTest::addColumn<double>("largest");
  QTest::addColumn<double>("smallest");
  QTest::addColumn<double>("mean");
  // Layers of 4 mm hold 100, 500, 300, 200, 900 around the plane's own (300).
  for (const int axis : {0, 1, 2}) {
    QTest::addRow("axis %d, alone", axis) << axis << 0.0 << 300.0 << 300.0 << 300.0;
    QTest::addRow("axis %d, within the layer", axis) << axis << 3.0 << 300.0 << 300.0 << 300.0;
    QTest::addRow("axis %d, three layers", axis) << axis << 12.0 << 500.0 << 200.0 << 1000.0 / 3.0;
    QTest::addRow("axis %d, halves of two", axis)
        << axis << 8.0 << 500.0 << 200.0 << (0.5 * 500.0 + 300.0 + 0.5 * 200.0) / 2.0;
    QTest::addRow("axis %d, five layers", axis) << axis << 20.0 << 900.0 << 100.0 << 400.0;
  }
}

void TestSlicePixels::slabsCombineLayers() {
  QFETCH(int, axis);
  QFETCH(double, thickness);
  QFETCH(double, largest);
  QFETCH(double, smallest);
  QFETCH(double, mean);
  const ImageGrid grid = centredGrid({41, 41, 41}, {4.0, 4.0, 4.0}, Eigen::Matrix3d::Identity());
  constexpr double kLayers[] = {100.0, 500.0, 300.0, 200.0, 900.0};
  const auto value = [&](const Point& p) {
    const long layer = std::lround(p[axis] / 4.0) + 2;
    return layer >= 0 && layer < 5 ? kLayers[layer] : 0.0;
  };
  const auto orientation = axis == 2   ? PlaneOrientation::Axial
                           : axis == 1 ? PlaneOrientation::Coronal
                                       : PlaneOrientation::Sagittal;
  for (const bool isCt : {true, false}) {
    Scene scene;
    auto volume = makeVolume(grid, isCt ? VoxelType::Int16 : VoxelType::Float32, value);
    isCt ? scene.document.setImages(volume, nullptr) : scene.document.setImages(nullptr, volume);
    scene.state.setCtWindow({1001.0, 500.5});
    scene.state.setPetWindow({1000.0, 500.0});
    scene.crosshairAside(orientation, Point::Zero());
    SliceView& view = scene.show(isCt ? SliceContent::Ct : SliceContent::Pet, orientation);
    for (const auto& [mode, expected] :
         {std::pair{Slab::Mode::Largest, largest}, std::pair{Slab::Mode::Smallest, smallest},
          std::pair{Slab::Mode::Mean, mean}}) {
      scene.state.setSlab({thickness, mode});
      const double grey = expected / 1000.0 * 255.0;
      const int seen = greyAt(view, {13.0, -9.0, 7.0});
      QVERIFY2(std::abs(seen - (isCt ? grey : 255.0 - grey)) <= 1.0,
               qPrintable(QStringLiteral("mode %1: %2 of %3").arg(int(mode)).arg(seen).arg(grey)));
    }
  }
}

void TestSlicePixels::obliqueSlabs() {
  // Values rise by 5 a mm along the turned plane's normal, which linear interpolation gives exactly.
  const ImageGrid grid = centredGrid({61, 61, 61}, {2.0, 2.0, 2.0}, Eigen::Matrix3d::Identity());
  ViewState turned;
  turned.setRotation(turned.rotation(), Direction(1, 2, 0.5), 0.6);
  const Direction normal = turned.planeThrough(PlaneOrientation::Axial, Point::Zero()).normal();
  auto ct = makeVolume(grid, VoxelType::Float32, [&](const Point& p) { return 500.0 + 5.0 * p.dot(normal); });
  const SliceGeometry geometry(turned.planeThrough(PlaneOrientation::Axial, Point::Zero()), Point::Zero(),
                               1.0, {60, 60});
  const ScreenPlane screen(geometry, 1.0, {60, 60});
  PlaneValues values;
  values.setVolume(ct);
  const auto middle = [&](const Slab& slab) {
    if (!values.update(screen, slab, true)) return -1.0;
    return static_cast<double>(values.row(30)[30]);
  };
  QVERIFY(std::abs(middle({}) - 500.0) < 0.01);
  // Ten samples, 2 mm apart, the outermost 9 mm from the plane.
  QVERIFY(std::abs(middle({20.0, Slab::Mode::Largest}) - 545.0) < 0.01);
  QVERIFY(std::abs(middle({20.0, Slab::Mode::Smallest}) - 455.0) < 0.01);
  QVERIFY(std::abs(middle({20.0, Slab::Mode::Mean}) - 500.0) < 0.01);
}

void TestSlicePixels::nearestShowsWholeVoxels() {
  const ImageGrid grid = makeGrid({16, 16, 8}, {8.0, 8.0, 8.0}, {0.0, 0.0, 0.0});
  Scene scene;
  scene.document.setImages(
      makeVolume(grid, VoxelType::Int16, [](const Point& p) { return p.x() < 60.0 ? 0.0 : 1000.0; }),
      nullptr);
  scene.state.setCtWindow({1001.0, 500.5});
  const auto greys = [&](SliceView& view) {
    const QImage image = view.grabImage();
    std::set<int> levels;
    const int y = int(view.toPixel({0, 30, 30}).y() * image.devicePixelRatio());
    for (int x = image.width() / 4; x < 3 * image.width() / 4; ++x) levels.insert(qGray(image.pixel(x, y)));
    return levels;
  };
  for (const auto orientation : {PlaneOrientation::Axial, PlaneOrientation::Coronal}) {
    scene.crosshairAside(orientation, {60, 30, 30});
    SliceView& view = scene.show(SliceContent::Ct, orientation);
    scene.state.setSmoothImages(true);
    QVERIFY(greys(view).size() > 10);
    scene.state.setSmoothImages(false);
    QCOMPARE(greys(view), (std::set<int>{0, 255}));
    // The border stands between voxels 7 (56 mm) and 8 (64 mm).
    QCOMPARE(greyAt(view, {59.0, 30, 30}), 0);
    QCOMPARE(greyAt(view, {61.0, 30, 30}), 255);
  }
  // Turned by a little: whole voxels still.
  scene.state.setRotation(scene.state.rotation(), Direction::UnitY(), 0.05);
  const SlicePlane turned = scene.state.planeThrough(PlaneOrientation::Axial, {60, 30, 30});
  scene.state.setCrosshair(turned.origin + 3000.0 * turned.right + 3000.0 * turned.down);
  QCOMPARE(greys(scene.show(SliceContent::Ct, PlaneOrientation::Axial)), (std::set<int>{0, 255}));
}

void TestSlicePixels::pendingSlicesShowTheFillValue_data() {
  QTest::addColumn<int>("state");
  QTest::newRow("pending") << int(Volume::SliceState::Pending);
  QTest::newRow("missing") << int(Volume::SliceState::Missing);
}

void TestSlicePixels::pendingSlicesShowTheFillValue() {
  QFETCH(int, state);
  auto ct = makeVolume(
      kCtGrid, VoxelType::Int16, [](const Point&) { return 0.0; }, /*publish=*/false);
  for (int k = 0; k < kCtGrid.size().z(); ++k) {
    leavePending(*ct, k);
    if (k < 20) {
      std::ranges::fill(ct->sliceVoxels<std::int16_t>(k), std::int16_t{500});
      ct->publishSlice(k, Volume::SliceState::Loaded);
    } else if (state == int(Volume::SliceState::Missing)) {
      ct->fillSlice(k);
      ct->publishSlice(k, Volume::SliceState::Missing);
    }
  }
  // Air is black and the garbage white in this window, what is loaded in between.
  Scene scene;
  scene.document.setImages(ct, nullptr);
  scene.state.setCtWindow({2000.0, 500.0});
  const Point loaded = kCtGrid.toPatient({40, 40, 10});
  const Point absent = kCtGrid.toPatient({40, 40, 40});
  // Missing ones are hatched: look for the darkest near by.
  const auto darkest = [](SliceView& view, const Point& at) {
    int grey = 255;
    const QImage image = view.grabImage();
    for (int dy = -6; dy <= 6; ++dy)
      for (int dx = -6; dx <= 6; ++dx)
        grey = std::min(grey, qGray(colourAt(image, view.toPixel(at) + QPointF(dx, dy)).rgb()));
    return grey;
  };
  const auto check = [&] {
    for (const auto orientation : kAll) {
      for (const bool isLoaded : {true, false}) {
        const Point& at = isLoaded ? loaded : absent;
        const SlicePlane plane = scene.state.planeThrough(orientation, at);
        scene.state.setCrosshair(at + 3000.0 * plane.right + 3000.0 * plane.down);
        SliceView& view = scene.show(SliceContent::Ct, orientation);
        const int grey = darkest(view, at);
        if (isLoaded)
          QVERIFY2(std::abs(grey - 127) <= 2, qPrintable(QString::number(grey)));
        else
          QCOMPARE(grey, 0);
      }
    }
  };
  for (const bool smooth : {true, false}) {
    scene.state.setSmoothImages(smooth);
    check();
  }
  scene.state.setSlab({12.0, Slab::Mode::Largest});
  check();
  scene.state.setSlab({});
  scene.state.setRotation(scene.state.rotation(), Direction(1, 0.4, 0.2), 0.12);
  check();
}

void TestSlicePixels::checkerboardAndLine() {
  const ImageGrid grid = makeGrid({64, 64, 1}, {1.0, 1.0, 1.0}, {0.0, 0.0, 0.0});
  Scene scene;
  scene.document.setImages(makeVolume(grid, VoxelType::Int16, [](const Point&) { return 40.0; }),
                           makeVolume(grid, VoxelType::Float32, [](const Point&) { return 3.0; }));
  scene.crosshairAside(PlaneOrientation::Axial, {0, 0, 0});
  SliceView& view = scene.show(SliceContent::Fused, PlaneOrientation::Axial);
  // SUV 3 of 0–6 in hot iron: entry 128; CT at its window's level: middle grey.
  const QColor pet(255, 0, 0);
  const auto isCt = [](const QColor& c) { return c.red() == c.blue() && std::abs(c.red() - 128) <= 1; };
  scene.state.setFusionMode(FusionMode::Checkerboard);
  QImage image = view.grabImage();
  for (int row = 0; row < 5; ++row)
    for (int column = 0; column < 5; ++column) {
      const QColor seen = colourAt(image, {64.0 * column + 40.0, 64.0 * row + 40.0});
      if ((row + column) % 2 == 0)
        QVERIFY2(isCt(seen), qPrintable(seen.name()));
      else
        QCOMPARE(seen, pet);
    }
  scene.state.setFusionMode(FusionMode::Swipe);
  scene.state.setSwipePosition(0.25);
  image = view.grabImage();
  QVERIFY(isCt(colourAt(image, {70, 60})));
  QCOMPARE(colourAt(image, {90, 60}), pet);
  // By its line, with the mouse; the window stays.
  const Window window = scene.state.ctWindow();
  drag(view, Qt::LeftButton, {80, 100}, {200, 120});
  QCOMPARE(scene.state.swipePosition(), 200.0 / 320.0);
  QCOMPARE(scene.state.ctWindow(), window);
  image = view.grabImage();
  QVERIFY(isCt(colourAt(image, {190, 60})));
  QCOMPARE(colourAt(image, {210, 60}), pet);
  scene.state.setPetHidden(true);
  QVERIFY(isCt(colourAt(view.grabImage(), {210, 60})));
}

int main(int argc, char** argv) {
  initialiseGraphics();
  QApplication application(argc, argv);
  TestSlicePixels test;
  return QTest::qExec(&test, argc, argv);
}
#include "tst_slice_pixels.moc"
