#include "tests/viewer/slice_scene.h"
#include "viewer/overlay/value_text.h"
#include "viewer/slice/box_overlay.h"
#include "viewer/state/auto_window.h"

#include <QTest>

#include <cmath>

using namespace uptake;
using namespace uptake::test;

/// Images in colour, and grey ones of any unit, as views show them.
class TestColourPixels : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void everyPixelHasItsColour();
  void channelsAreWindowed();
  void planesThroughTheSlicesMixNoChannels();
  void obliquePlanesKeepTheGround();
  void petLiesOverColour();
  void masksAreNotDrawnWithoutAPlace();
  void otherValuesHaveTheirOwnWindow();
  void textsSayWhatTheImageIs();
  void slicesAreTheSameOnlyWhereExact();
};

namespace {

RgbVoxel colourOf(int i, int j, int k) {
  return {static_cast<std::uint8_t>((i * 31 + k * 50) % 256), static_cast<std::uint8_t>((j * 17 + 40) % 256),
          static_cast<std::uint8_t>((255 + i * 7 - j * 5) % 256)};
}

std::shared_ptr<Volume> makeColours(const ImageGrid& grid, bool isPlaceless = false) {
  SeriesSource source;
  source.modality = QStringLiteral("OT");
  source.isPlaceless = isPlaceless;
  for (int k = 0; k < grid.size().z(); ++k)
    source.slices.push_back({QStringLiteral("OT.%1").arg(k), {}, {}, 0});
  auto volume =
      Volume::create(grid, VoxelType::Rgb8, ValueUnit::Colour, QStringLiteral("colour"), source, 0.0).take();
  for (int k = 0; k < grid.size().z(); ++k) {
    auto voxels = volume->sliceVoxels<RgbVoxel>(k);
    for (int j = 0; j < grid.size().y(); ++j)
      for (int i = 0; i < grid.size().x(); ++i)
        voxels[static_cast<std::size_t>(j * grid.size().x() + i)] = colourOf(i, j, k);
    volume->publishSlice(k, Volume::SliceState::Loaded);
  }
  return volume;
}

std::shared_ptr<Volume> makeValues(const ImageGrid& grid, const std::function<double(const Point&)>& value) {
  SeriesSource source;
  source.modality = QStringLiteral("MR");
  source.slices.resize(static_cast<std::size_t>(grid.size().z()));
  auto volume =
      Volume::create(grid, VoxelType::Float32, ValueUnit::Other, QStringLiteral("value"), source, 0.0).take();
  for (int k = 0; k < grid.size().z(); ++k) {
    auto voxels = volume->sliceVoxels<float>(k);
    for (int j = 0; j < grid.size().y(); ++j)
      for (int i = 0; i < grid.size().x(); ++i)
        voxels[static_cast<std::size_t>(j * grid.size().x() + i)] =
            static_cast<float>(value(grid.toPatient({double(i), double(j), double(k)})));
    volume->publishSlice(k, Volume::SliceState::Loaded);
  }
  return volume;
}

const ImageGrid kGrid = makeGrid({16, 16, 3}, {2.0, 2.0, 3.0}, {0.0, 0.0, 0.0});
constexpr Window kAsStored{256.0, 128.0};

bool isColour(const QColor& seen, const RgbVoxel& wanted, int tolerance = 0) {
  return std::abs(seen.red() - wanted.red) <= tolerance &&
         std::abs(seen.green() - wanted.green) <= tolerance &&
         std::abs(seen.blue() - wanted.blue) <= tolerance;
}

}  // namespace

void TestColourPixels::everyPixelHasItsColour() {
  for (const bool smooth : {true, false}) {
    Scene scene;
    scene.document.setImages(makeColours(kGrid), nullptr);
    scene.state.setCtWindow(kAsStored);
    scene.state.setSmoothImages(smooth);
    scene.crosshairAside(PlaneOrientation::Axial, {0, 0, 3.0});
    const QImage image = scene.show(SliceContent::Ct, PlaneOrientation::Axial).grabImage();
    for (int j = 0; j < 16; ++j)
      for (int i = 0; i < 16; ++i) {
        const QColor seen =
            colourAt(image, scene.view->toPixel(kGrid.toPatient({double(i), double(j), 1.0})));
        // 20 screen pixels a voxel: interpolated, the one at its middle lies half a pixel beside.
        QVERIFY2(isColour(seen, colourOf(i, j, 1), smooth ? 14 : 0), qPrintable(seen.name()));
      }
  }
}

void TestColourPixels::channelsAreWindowed() {
  Scene scene;
  scene.document.setImages(makeColours(kGrid), nullptr);
  scene.state.setSmoothImages(false);
  scene.state.setCtWindow({128.0, 64.0});  // twice as bright
  scene.crosshairAside(PlaneOrientation::Axial, {0, 0, 0});
  const QImage image = scene.show(SliceContent::Fused, PlaneOrientation::Axial).grabImage();
  for (int i = 0; i < 16; ++i) {
    const RgbVoxel stored = colourOf(i, 3, 0);
    const auto windowed = [](std::uint8_t value) {
      return static_cast<std::uint8_t>(std::min(255L, std::lround(value * 255.0 / 127.0)));
    };
    const QColor seen = colourAt(image, scene.view->toPixel(kGrid.toPatient({double(i), 3.0, 0.0})));
    QVERIFY2(isColour(seen, {windowed(stored.red), windowed(stored.green), windowed(stored.blue)}, 1),
             qPrintable(seen.name()));
  }
}

void TestColourPixels::planesThroughTheSlicesMixNoChannels() {
  Scene scene;
  scene.document.setImages(makeColours(kGrid), nullptr);
  scene.state.setCtWindow(kAsStored);
  scene.state.setSmoothImages(false);
  scene.crosshairAside(PlaneOrientation::Coronal, {0, 10.0, 0});
  const QImage image = scene.show(SliceContent::Ct, PlaneOrientation::Coronal).grabImage();
  // But for the voxels at the sides, on which the letters stand.
  for (int k = 0; k < 3; ++k)
    for (int i = 1; i < 15; ++i)
      QVERIFY(isColour(colourAt(image, scene.view->toPixel(kGrid.toPatient({double(i), 5.0, double(k)}))),
                       colourOf(i, 5, k)));
}

void TestColourPixels::obliquePlanesKeepTheGround() {
  Scene scene;
  scene.document.setImages(makeColours(kGrid), nullptr);
  scene.state.setCtWindow(kAsStored);
  scene.state.setSmoothImages(false);
  scene.state.setRotation(Eigen::Matrix3d::Identity(), {0.0, 0.0, 1.0}, 0.5);
  scene.state.setCrosshair(kGrid.centre());
  const QImage image = scene.show(SliceContent::Ct, PlaneOrientation::Coronal).grabImage();
  QVERIFY(isColour(colourAt(image, {3.0, 3.0}), {0, 0, 0}));
  const Point inside = kGrid.centre() + 5.0 * scene.view->plane().right + Point(0, 0, -3.0);
  const Eigen::Vector3i voxel = kGrid.nearestVoxel(inside);
  QVERIFY(isColour(colourAt(image, scene.view->toPixel(inside)), colourOf(voxel.x(), voxel.y(), voxel.z())));
}

void TestColourPixels::petLiesOverColour() {
  Scene scene;
  scene.document.setImages(makeColours(kGrid), makeVolume(kGrid, VoxelType::Float32, [](const Point& p) {
                             return p.x() < 16.0 ? 0.0 : 6.0;
                           }));
  scene.state.setCtWindow(kAsStored);
  scene.state.setSmoothImages(false);
  scene.state.setFusion(1.0);
  scene.crosshairAside(PlaneOrientation::Axial, {0, 0, 0});
  const QImage image = scene.show(SliceContent::Fused, PlaneOrientation::Axial).grabImage();
  QVERIFY(isColour(colourAt(image, scene.view->toPixel({4.0, 8.0, 0.0})), colourOf(2, 4, 0)));
  const Rgb hot = colourMap(scene.state.fusionPalette())[255];
  QVERIFY(isColour(colourAt(image, scene.view->toPixel({24.0, 8.0, 0.0})), {hot.red, hot.green, hot.blue}));
}

void TestColourPixels::masksAreNotDrawnWithoutAPlace() {
  for (const bool isPlaceless : {false, true}) {
    Scene scene;
    scene.document.setImages(makeColours(kGrid, isPlaceless), nullptr);
    scene.document.insertMask(maskOn(kGrid, {8, 8, 0}, 1));
    scene.state.setMaskOpacity(1.0);
    scene.crosshairAside(PlaneOrientation::Axial, {0, 0, 0});
    const QImage image = scene.show(SliceContent::Ct, PlaneOrientation::Axial).grabImage();
    const bool isGreen =
        isColour(colourAt(image, scene.view->toPixel(kGrid.toPatient({8.0, 8.0, 0.0}))), {0, 255, 0});
    QCOMPARE(isGreen, !isPlaceless);
  }
}

void TestColourPixels::otherValuesHaveTheirOwnWindow() {
  const ImageGrid grid = makeGrid({100, 100, 2}, {1.0, 1.0, 1.0}, {0.0, 0.0, 0.0});
  // 1 % of the voxels far below, 1 % far above: the window leaves them out.
  const auto image = makeValues(grid, [](const Point& p) {
    if (p.y() == 0.0) return -1000.0;
    if (p.y() == 99.0) return 1000.0;
    return p.x() / 1000.0;
  });
  const auto window = percentileWindow(*image);
  QVERIFY(window);
  QVERIFY2(window->low() >= -1e-9 && window->high() <= 0.099 + 1e-6 && window->width > 0.09,
           qPrintable(QStringLiteral("%1 … %2").arg(window->low()).arg(window->high())));
  Scene scene;
  scene.document.setImages(image, nullptr);
  scene.state.setCtWindow({0.1, 0.05});
  scene.crosshairAside(PlaneOrientation::Axial, {0, 0, 0});
  const QImage shown = scene.show(SliceContent::Ct, PlaneOrientation::Axial).grabImage();
  for (int i = 5; i < 95; i += 10) {
    const int grey = qGray(colourAt(shown, scene.view->toPixel({double(i), 50.0, 0.0})).rgb());
    QVERIFY2(std::abs(grey - i / 100.0 * 255.0) <= 2.5, qPrintable(QString::number(grey)));
  }
  QVERIFY(!percentileWindow(*makeColours(kGrid)));
}

void TestColourPixels::textsSayWhatTheImageIs() {
  const auto colours = makeColours(kGrid);
  QCOMPARE(ctValueText(*colours, kGrid.toPatient({1.0, 0.0, 0.0})), QStringLiteral("R G B 31 40 6"));
  QCOMPARE(ctWindowText(kAsStored, *colours), QStringLiteral("W 256 L 128"));
  const auto mr = makeValues(kGrid, [](const Point& p) { return p.x() + 0.5; });
  QCOMPARE(ctValueText(*mr, {4.0, 0.0, 0.0}), QStringLiteral("value 4.500"));
  QCOMPARE(imageKindText(*mr), QStringLiteral("MR"));
  QCOMPARE(ctWindowText({40.0, 20.0}, *mr), QStringLiteral("W 40 L 20 value"));
  const auto ct = makeVolume(kGrid, VoxelType::Int16, [](const Point& p) { return -p.x(); });
  QCOMPARE(ctValueText(*ct, {4.0, 0.0, 0.0}), QStringLiteral("HU −4"));
  QCOMPARE(ctWindowText({350.0, 40.0}, *ct), QStringLiteral("W 350 L 40 HU"));
}

void TestColourPixels::slicesAreTheSameOnlyWhereExact() {
  SeriesSource source;
  source.frameOfReferenceUid = QStringLiteral("1.2");
  source.slices.resize(3);
  const auto image = Volume::create(kGrid, VoxelType::Rgb8, ValueUnit::Colour, QString(), source, 0.0).take();
  const auto stack = [](const ImageGrid& grid) {
    return ImageStack{grid, std::vector<QString>(static_cast<std::size_t>(grid.size().z())),
                      QStringLiteral("1.2")};
  };
  const ImageGrid coarse = makeGrid({8, 8, 2}, {4.0, 4.0, 6.0}, {1.0, 1.0, 0.0});
  QVERIFY(isSameSlice(stack(coarse), 0, *image, 0));
  QVERIFY(isSameSlice(stack(coarse), 1, *image, 2));
  QVERIFY(!isSameSlice(stack(coarse), 1, *image, 1));
  // Turned by a right angle, rows are columns: rectangles stay rectangles.
  Eigen::Matrix3d turned;
  turned << 0, -1, 0, 1, 0, 0, 0, 0, 1;
  QVERIFY(isSameSlice(stack(makeGrid({8, 8, 1}, {4, 4, 4}, {0, 0, 3}, turned)), 0, *image, 1));
  const Eigen::Matrix3d aslant = Eigen::AngleAxisd(0.1, Eigen::Vector3d::UnitZ()).toRotationMatrix();
  QVERIFY(!isSameSlice(stack(makeGrid({8, 8, 1}, {4, 4, 4}, {0, 0, 3}, aslant)), 0, *image, 1));
  QVERIFY(!isSameSlice(stack(makeGrid({8, 8, 1}, {4, 4, 4}, {0, 0, 3.5})), 0, *image, 1));
  ImageStack elsewhere = stack(coarse);
  elsewhere.frameOfReferenceUid = QStringLiteral("1.3");
  QVERIFY(!isSameSlice(elsewhere, 0, *image, 0));
  elsewhere.frameOfReferenceUid.clear();
  QVERIFY(!isSameSlice(elsewhere, 0, *image, 0));
}

QTEST_MAIN(TestColourPixels)
#include "tst_colour_pixels.moc"
