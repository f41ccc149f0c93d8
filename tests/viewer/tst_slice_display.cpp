#include "tests/viewer/slice_scene.h"
#include "viewer/host/graphics.h"
#include "viewer/slice/mask_difference.h"

#include <QSignalSpy>

using namespace uptake;
using namespace uptake::test;

/// What one view shows otherwise than all others, and pictures of views.
class TestSliceDisplay : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void differenceCountsVoxelsOfTwoGrids();
  void aViewShowsOneMaskOrTheDifference();
  void aWindowOfItsOwn();
  void slicePositionsAreEveryStep();
  void picturesAreOfAnySliceAndFiner();
};

namespace {

QColor colourOf(AgreementKind kind) {
  const Rgb colour = agreementColour(kind);
  return {colour.red, colour.green, colour.blue};
}

int count(const QImage& image, const QColor& colour) {
  int found = 0;
  for (int y = 0; y < image.height(); ++y)
    for (int x = 0; x < image.width(); ++x) found += image.pixelColor(x, y) == colour ? 1 : 0;
  return found;
}

/// A cube of labels on a grid, by its first and last voxel.
std::unique_ptr<MaskLayer> cube(const ImageGrid& grid, const Eigen::Vector3i& first,
                                const Eigen::Vector3i& last, Rgb colour) {
  auto mask = maskOn(grid, first, 1);
  mask->segments.front().colour = colour;
  for (int k = first.z(); k <= last.z(); ++k)
    for (int j = first.y(); j <= last.y(); ++j)
      for (int i = first.x(); i <= last.x(); ++i) mask->labels.set({i, j, k}, 1);
  return mask;
}

std::shared_ptr<Volume> emptyCt() {
  return makeVolume(kCtGrid, VoxelType::Int16, [](const Point&) { return -1000.0; });
}

}  // namespace

void TestSliceDisplay::differenceCountsVoxelsOfTwoGrids() {
  // One pixel a millimetre over 120 × 120 mm. A: x and y from 0 to 40 mm on voxels of 1 mm. B: from 20 to
  // 60 mm in x, 10 to 50 mm in y, on voxels of 10 mm. By hand: both 20 × 30, only A 1600 − 600, only B the
  // same.
  const ImageGrid fine = makeGrid({120, 120, 4}, {1, 1, 1}, {-59.5, -59.5, -1.5});
  const ImageGrid coarse = makeGrid({12, 12, 2}, {10, 10, 10}, {-55, -55, -5});
  const auto a = cube(fine, {60, 60, 0}, {99, 99, 3}, {});
  const auto b = cube(coarse, {8, 7, 0}, {11, 10, 1}, {});
  const SliceGeometry geometry(standardPlane(PlaneOrientation::Axial, Point::Zero()), Point::Zero(), 1.0,
                               {120.0, 120.0});
  const QImage image = maskDifference(&a->labels, &b->labels, geometry, {120, 120});
  QCOMPARE(count(image, colourOf(AgreementKind::Both)), 600);
  QCOMPARE(count(image, colourOf(AgreementKind::OnlyFirst)), 1000);
  QCOMPARE(count(image, colourOf(AgreementKind::OnlySecond)), 1000);
  QCOMPARE(image.pixelColor(10, 10).alpha(), 0);
  QCOMPARE(image.pixelColor(60 + 30, 60 + 30), colourOf(AgreementKind::Both));
  QCOMPARE(image.pixelColor(60 + 5, 60 + 5), colourOf(AgreementKind::OnlyFirst));
  QCOMPARE(image.pixelColor(60 + 55, 60 + 45), colourOf(AgreementKind::OnlySecond));

  // Twice the pixels, four times the area; without a mask all is the other's; beyond the grids nothing.
  const QImage fineImage = maskDifference(&a->labels, &b->labels, geometry, {240, 240});
  QCOMPARE(count(fineImage, colourOf(AgreementKind::Both)), 2400);
  const QImage alone = maskDifference(&a->labels, nullptr, geometry, {120, 120});
  QCOMPARE(count(alone, colourOf(AgreementKind::OnlyFirst)), 1600);
  const SliceGeometry above(standardPlane(PlaneOrientation::Axial, {0, 0, 500}), {0, 0, 500}, 1.0,
                            {120.0, 120.0});
  const QImage none = maskDifference(&a->labels, &b->labels, above, {120, 120});
  QCOMPARE(count(none, QColor(0, 0, 0, 0)), 120 * 120);
}

void TestSliceDisplay::aViewShowsOneMaskOrTheDifference() {
  Scene scene;
  scene.state.setMaskOpacity(1.0);
  scene.document.setImages(emptyCt(), nullptr);
  const MaskId a = scene.document.insertMask(cube(kCtGrid, {40, 40, 20}, {59, 59, 40}, {255, 255, 0}));
  const MaskId b = scene.document.insertMask(cube(kCtGrid, {50, 40, 20}, {69, 59, 40}, {0, 255, 255}));
  const Point middle = kCtGrid.toPatient({55.0, 50.0, 30.0});
  scene.crosshairAside(PlaneOrientation::Axial, middle);
  SliceView& view = scene.show(SliceContent::Ct, PlaneOrientation::Axial);
  const QPointF inA = view.toPixel(kCtGrid.toPatient({44.0, 50.0, 30.0}));
  const QPointF inBoth = view.toPixel(kCtGrid.toPatient({55.0, 50.0, 30.0}));
  const QPointF inB = view.toPixel(kCtGrid.toPatient({65.0, 50.0, 30.0}));
  const QColor yellow(255, 255, 0);
  const QColor cyan(0, 255, 255);
  const QColor none(0, 0, 0);

  QCOMPARE(colourAt(view.grabImage(), inA), yellow);
  QCOMPARE(colourAt(view.grabImage(), inB), cyan);
  SliceDisplay display;
  display.onlyMask = a;
  view.setDisplay(display);
  QCOMPARE(colourAt(view.grabImage(), inBoth), yellow);
  QCOMPARE(colourAt(view.grabImage(), inB), none);
  display.onlyMask = MaskId::None;
  view.setDisplay(display);
  QCOMPARE(colourAt(view.grabImage(), inA), none);
  display.onlyMask.reset();
  display.difference = std::pair(a, b);
  view.setDisplay(display);
  QCOMPARE(colourAt(view.grabImage(), inA), colourOf(AgreementKind::OnlyFirst));
  QCOMPARE(colourAt(view.grabImage(), inBoth), colourOf(AgreementKind::Both));
  QCOMPARE(colourAt(view.grabImage(), inB), colourOf(AgreementKind::OnlySecond));
  scene.state.setAnnotationsVisible(false);
  QCOMPARE(colourAt(view.grabImage(), inBoth), none);
}

void TestSliceDisplay::aWindowOfItsOwn() {
  Scene scene;
  scene.document.setImages(emptyCt(), nullptr);
  scene.crosshairAside(PlaneOrientation::Axial, kCtGrid.centre());
  SliceView& view = scene.show(SliceContent::Ct, PlaneOrientation::Axial);
  const QPointF inside = view.toPixel(kCtGrid.toPatient({30.0, 30.0, 30.0}));
  QCOMPARE(colourAt(view.grabImage(), inside).red(), 0);  // −1000 HU in 350/40
  SliceDisplay display;
  display.ctWindow = Window{1400.0, -700.0};
  view.setDisplay(display);
  // (−1000 + 1400) / 1400 of 255 is 73.
  QVERIFY(std::abs(colourAt(view.grabImage(), inside).red() - 73) <= 1);

  // Dragging changes this view's window alone.
  drag(view, Qt::LeftButton, {100, 100}, {140, 100});
  QVERIFY(view.display().ctWindow->width > 1400.0);
  QCOMPARE(scene.state.ctWindow(), (Window{350.0, 40.0}));
}

void TestSliceDisplay::slicePositionsAreEveryStep() {
  Scene scene;
  scene.document.setImages(emptyCt(), nullptr);
  scene.state.setCrosshair(kCtGrid.toPatient({12.0, 70.0, 31.0}));
  SliceView& view = scene.show(SliceContent::Ct, PlaneOrientation::Coronal);
  const std::vector<Point> positions = view.slicePositions();
  QCOMPARE(positions.size(), std::size_t{128});
  view.goToFirstSlice();
  for (const Point& position : positions) {
    QVERIFY((scene.state.crosshair() - position).norm() < 1e-9);
    view.stepSlice(1);
  }
}

void TestSliceDisplay::picturesAreOfAnySliceAndFiner() {
  Scene scene;
  // Slice 10 alone is bright.
  const double bright = kCtGrid.toPatient({0.0, 0.0, 10.0}).z();
  scene.document.setImages(makeVolume(kCtGrid, VoxelType::Int16,
                                      [bright](const Point& point) {
                                        return std::abs(point.z() - bright) < 1.0 ? 1000.0 : -1000.0;
                                      }),
                           nullptr);
  scene.crosshairAside(PlaneOrientation::Axial, kCtGrid.toPatient({64.0, 60.0, 30.0}));
  SliceView& view = scene.show(SliceContent::Ct, PlaneOrientation::Axial);
  const QPointF inside = view.toPixel(kCtGrid.toPatient({30.0, 30.0, 30.0}));
  QSignalSpy changed(&scene.state, &ViewState::changed);
  SliceDisplay display;
  display.at = kCtGrid.toPatient({64.0, 60.0, 10.0});
  const QImage shown = view.grabImage();
  const QImage once = view.grabImage(display, 1.0);
  const QImage twice = view.grabImage(display, 2.0);
  QCOMPARE(once.size(), shown.size());
  QCOMPARE(twice.size(), 2 * shown.size());
  QCOMPARE(colourAt(shown, inside).red(), 0);
  QCOMPARE(once.pixelColor((inside * shown.devicePixelRatio()).toPoint()).red(), 255);
  QCOMPARE(twice.pixelColor((2.0 * inside * shown.devicePixelRatio()).toPoint()).red(), 255);
  // The screen and what all views share are as before.
  QCOMPARE(changed.count(), 0);
  QCOMPARE(colourAt(view.grabImage(), inside).red(), 0);
  // The same look: letters where they were, twice as large.
  QImage half = twice.scaled(once.size(), Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
  int different = 0;
  for (int y = 0; y < half.height(); ++y)
    for (int x = 0; x < half.width(); ++x)
      different += std::abs(qGray(half.pixel(x, y)) - qGray(once.pixel(x, y))) > 100 ? 1 : 0;
  QVERIFY2(different < half.width() * half.height() / 100, qPrintable(QString::number(different)));
}

int main(int argc, char** argv) {
  initialiseGraphics();
  QApplication application(argc, argv);
  TestSliceDisplay test;
  return QTest::qExec(&test, argc, argv);
}
#include "tst_slice_display.moc"
