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
  void allViewsShowWhereTwoMasksAgree();
  void agreementColoursAreToldApart();
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

void TestSliceDisplay::allViewsShowWhereTwoMasksAgree() {
  Scene scene;
  scene.state.setMaskOpacity(1.0);
  scene.state.setLesionNamesVisible(false);
  scene.state.setCornerTextVisible(false);
  scene.document.setImages(emptyCt(), nullptr);
  const MaskId a = scene.document.insertMask(cube(kCtGrid, {40, 40, 20}, {59, 59, 40}, {255, 255, 0}));
  const MaskId b = scene.document.insertMask(cube(kCtGrid, {50, 40, 20}, {69, 59, 40}, {0, 255, 255}));
  const MaskId other = scene.document.insertMask(cube(kCtGrid, {80, 40, 20}, {89, 59, 40}, {200, 100, 0}));
  const Point middle = kCtGrid.toPatient({55.0, 50.0, 30.0});
  for (const PlaneOrientation orientation : {PlaneOrientation::Axial, PlaneOrientation::Coronal}) {
    scene.state.setAgreement(std::nullopt);
    scene.crosshairAside(orientation, middle);
    SliceView& view = scene.show(SliceContent::Ct, orientation);
    const auto at = [&](double i) {
      return colourAt(view.grabImage(), view.toPixel(kCtGrid.toPatient({i, 50.0, 30.0})));
    };
    QCOMPARE(at(65.0), QColor(0, 255, 255));
    scene.state.setAgreement(std::pair(a, b));
    QCOMPARE(at(44.0), colourOf(AgreementKind::OnlyFirst));
    QCOMPARE(at(55.0), colourOf(AgreementKind::Both));
    QCOMPARE(at(65.0), colourOf(AgreementKind::OnlySecond));
    QCOMPARE(at(85.0), QColor(200, 100, 0));  // not compared
    // A mask that is not there yet says nothing.
    scene.state.setAgreement(std::pair(MaskId::None, b));
    QCOMPARE(at(55.0), colourOf(AgreementKind::OnlySecond));
    // A view that shows one mask alone goes on doing so.
    SliceDisplay display;
    display.onlyMask = a;
    scene.state.setAgreement(std::pair(a, b));
    view.setDisplay(display);
    QCOMPARE(at(55.0), QColor(255, 255, 0));
    view.setDisplay({});
  }
  Q_UNUSED(other);
}

void TestSliceDisplay::agreementColoursAreToldApart() {
  // Machado et al. 2009, complete protanopia and deuteranopia, in linear RGB; differences in CIE L*a*b* 1976.
  using Matrix = Eigen::Matrix3d;
  Matrix protan;
  protan << 0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998;
  Matrix deutan;
  deutan << 0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940, 0.968881;
  Matrix xyz;
  xyz << 0.4124564, 0.3575761, 0.1804375, 0.2126729, 0.7151522, 0.0721750, 0.0193339, 0.1191920, 0.9503041;
  const auto lab = [&](AgreementKind kind, const Matrix& seen) -> Eigen::Vector3d {
    const Rgb rgb = agreementColour(kind);
    const auto linear = [](int value) {
      const double v = value / 255.0;
      return v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4);
    };
    const Eigen::Vector3d light =
        (seen * Eigen::Vector3d(linear(rgb.red), linear(rgb.green), linear(rgb.blue)))
            .cwiseMax(0.0)
            .cwiseMin(1.0);
    const Eigen::Vector3d white(0.95047, 1.0, 1.08883);
    Eigen::Vector3d f = (xyz * light).cwiseQuotient(white);
    for (double& v : f) v = v > 0.008856 ? std::cbrt(v) : 7.787 * v + 16.0 / 116.0;
    return {116.0 * f[1] - 16.0, 500.0 * (f[0] - f[1]), 200.0 * (f[1] - f[2])};
  };
  constexpr AgreementKind kKinds[] = {AgreementKind::Both, AgreementKind::OnlyFirst,
                                      AgreementKind::OnlySecond};
  for (const Matrix& seen : {Matrix(Matrix::Identity()), protan, deutan})
    for (int first = 0; first < 3; ++first)
      for (int second = first + 1; second < 3; ++second) {
        const double difference = (lab(kKinds[first], seen) - lab(kKinds[second], seen)).norm();
        QVERIFY2(difference > 30.0, qPrintable(QString::number(difference)));
      }
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
