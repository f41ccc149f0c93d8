#include "tests/viewer/slice_scene.h"
#include "viewer/host/graphics.h"
#include "viewer/overlay/measure_overlay.h"
#include "viewer/overlay/overlay_items.h"

#include <QPainter>

using namespace uptake;
using namespace uptake::test;

/// Measurements on the screen: where their lines are, in which slices, and where their numbers stand.
class TestMeasureOverlay : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void linesLieWhereItWasMeasured();
  void onlyInItsSlice();
  void sphereIsCutByEveryPlane();
  void hiddenWithTheAnnotations();
  void numbersBelongToWhatIsShown();
  void numbersKeepClear_data();
  void numbersKeepClear();
  void noRoomNoNumbers();

 private:
  static MeasurementId addDistance(Scene& scene, double z);
};

namespace {

/// Pixels that differ from the picture without measurements.
int inked(const QImage& with, const QImage& without) {
  int count = 0;
  for (int y = 0; y < with.height(); ++y)
    for (int x = 0; x < with.width(); ++x) count += with.pixel(x, y) != without.pixel(x, y) ? 1 : 0;
  return count;
}

bool isYellow(const QColor& colour) {
  return colour.red() > 150 && colour.green() > 120 && colour.blue() < colour.red() - 60;
}

Scene& prepare(Scene& scene) {
  scene.document.setImages(makeVolume(kCtGrid, VoxelType::Int16, [](const Point&) { return -1000.0; }),
                           makeVolume(kPetGrid, VoxelType::Float32, [](const Point&) { return 0.0; }));
  scene.crosshairAside(PlaneOrientation::Axial, {0, 0, 0});
  return scene;
}

}  // namespace

MeasurementId TestMeasureOverlay::addDistance(Scene& scene, double z) {
  Measurement distance;
  distance.points = {Point(-40, 10, z), Point(30, 10, z)};
  distance.plane = standardPlane(PlaneOrientation::Axial, distance.points[0]);
  return scene.document.insertMeasurement(distance);
}

void TestMeasureOverlay::linesLieWhereItWasMeasured() {
  Scene scene;
  SliceView& view = prepare(scene).show(SliceContent::Ct, PlaneOrientation::Axial);
  const QImage before = view.grabImage();
  addDistance(scene, 0.0);
  const QImage after = view.grabImage();
  QVERIFY(inked(after, before) > 70);
  for (const double x : {-39.0, 0.0, 29.0}) {
    const QPointF at = view.toPixel({x, 10, 0});
    bool found = false;
    for (const double y : {-0.6, 0.0, 0.6}) found |= isYellow(colourAt(after, at + QPointF(0, y)));
    QVERIFY2(found, qPrintable(QString::number(x)));
    QCOMPARE(colourAt(after, at + QPointF(0, 12)), colourAt(before, at + QPointF(0, 12)));
  }
  QCOMPARE(colourAt(after, view.toPixel({-50, 10, 0})), colourAt(before, view.toPixel({-50, 10, 0})));
}

void TestMeasureOverlay::onlyInItsSlice() {
  Scene scene;
  SliceView& view = prepare(scene).show(SliceContent::Ct, PlaneOrientation::Axial);
  const QImage before = view.grabImage();
  // Slices of 3 mm: half a slice either way.
  for (const auto& [z, seen] : {std::pair{1.4, true}, std::pair{-1.4, true}, std::pair{1.6, false},
                                std::pair{-1.6, false}, std::pair{30.0, false}}) {
    const MeasurementId id = addDistance(scene, z);
    QCOMPARE(inked(view.grabImage(), before) > 0, seen);
    scene.document.takeMeasurement(id);
  }
  addDistance(scene, 0.0);
  SliceView& coronal = scene.show(SliceContent::Ct, PlaneOrientation::Coronal);
  scene.crosshairAside(PlaneOrientation::Coronal, {0, 10, 0});
  const QImage with = coronal.grabImage();
  scene.document.takeMeasurement(scene.document.measurements().begin()->first);
  QCOMPARE(inked(with, coronal.grabImage()), 0);
}

void TestMeasureOverlay::sphereIsCutByEveryPlane() {
  Scene scene;
  prepare(scene);
  Measurement sphere;
  sphere.kind = MeasurementKind::Sphere;
  sphere.points = {Point(0, 0, 0), Point(30, 0, 0)};
  sphere.plane = standardPlane(PlaneOrientation::Axial, sphere.points[0]);
  scene.document.insertMeasurement(sphere);
  for (const auto orientation :
       {PlaneOrientation::Axial, PlaneOrientation::Coronal, PlaneOrientation::Sagittal}) {
    SliceView& view = scene.show(SliceContent::Ct, orientation);
    for (const double away : {0.0, 18.0, 40.0}) {
      const SlicePlane plane = standardPlane(orientation, Point::Zero());
      scene.crosshairAside(orientation, away * plane.normal());
      const double offset = view.plane().distance(Point::Zero());
      const double radius = std::abs(offset) < 30.0 ? std::sqrt(900.0 - offset * offset) : 0.0;
      const QImage image = view.grabImage();
      const Point middle = view.plane().project(Point::Zero());
      const QPointF at = view.toPixel(middle + radius * view.plane().right);
      bool found = false;
      for (const double x : {-1.0, -0.5, 0.0, 0.5, 1.0})
        found |= isYellow(colourAt(image, at + QPointF(x, 2.0)));
      QCOMPARE(found, radius > 0.0);
    }
  }
}

void TestMeasureOverlay::hiddenWithTheAnnotations() {
  Scene scene;
  SliceView& view = prepare(scene).show(SliceContent::Ct, PlaneOrientation::Axial);
  const QImage before = view.grabImage();
  addDistance(scene, 0.0);
  scene.state.setAnnotationsVisible(false);
  QCOMPARE(inked(view.grabImage(), before), 0);
}

void TestMeasureOverlay::numbersBelongToWhatIsShown() {
  Scene scene;
  SliceView& view = prepare(scene).show(SliceContent::Ct, PlaneOrientation::Axial);
  const MeasurementId id = addDistance(scene, 0.0);
  const auto inkOf = [&](const MeasurementText& text, SliceContent content) {
    view.setContent(content);
    scene.state.setMeasurementTexts({});
    const QImage without = view.grabImage();
    scene.state.setMeasurementTexts({{id, text}});
    return inked(view.grabImage(), without);
  };
  const QStringList line{QStringLiteral("HU mean 12")};
  QVERIFY(inkOf({line, {}, {}}, SliceContent::Ct) > 100);
  QVERIFY(inkOf({{}, line, {}}, SliceContent::Ct) > 100);
  QCOMPARE(inkOf({{}, {}, line}, SliceContent::Ct), 0);
  QVERIFY(inkOf({{}, {}, line}, SliceContent::Fused) > 100);
  scene.state.setPetHidden(true);
  QCOMPARE(inkOf({{}, {}, line}, SliceContent::Fused), 0);
  // Of what is not selected the first line alone.
  const int one = inkOf({{}, line, {}}, SliceContent::Ct);
  const QStringList two{line.first(), QStringLiteral("HU min 1")};
  QCOMPARE(inkOf({{}, two, {}}, SliceContent::Ct), one);
  scene.selection.setMeasurement(id);
  QVERIFY(inkOf({{}, two, {}}, SliceContent::Ct) > one + 50);
}

void TestMeasureOverlay::numbersKeepClear_data() {
  QTest::addColumn<QRectF>("shape");
  QTest::newRow("middle") << QRectF(180, 180, 40, 40);
  QTest::newRow("right edge") << QRectF(370, 180, 30, 30);
  QTest::newRow("under the corner text") << QRectF(20, 10, 60, 20);
  QTest::newRow("at the letter") << QRectF(10, 190, 5, 5);
  QTest::newRow("at the scale bar") << QRectF(300, 380, 20, 10);
  QTest::newRow("everything") << QRectF(0, 0, 400, 400);
}

void TestMeasureOverlay::numbersKeepClear() {
  QFETCH(QRectF, shape);
  QImage canvas(400, 400, QImage::Format_ARGB32);
  QPainter painter(&canvas);
  useOverlayFont(painter);
  const QStringList lines{QStringLiteral("Doe Jane · P1"), QStringLiteral("CT thorax")};
  std::vector<QRectF> taken =
      overlayTextAreas(painter, canvas.size(), {lines, lines, lines},
                       {QStringLiteral("R"), QStringLiteral("L"), QStringLiteral("A"), QStringLiteral("P")});
  QVERIFY(taken.size() == 11);
  const QRectF view(0, 0, 400, 400);
  for (const QRectF& area : taken) QVERIFY(view.contains(area));
  for (int block = 0; block < 4; ++block) {
    const auto place = placeBeside(shape, {150, 42}, view, taken, {});
    QVERIFY(place);
    QVERIFY(view.contains(*place));
    for (const QRectF& area : taken) QVERIFY(!area.intersects(*place));
    taken.push_back(*place);
  }
}

void TestMeasureOverlay::noRoomNoNumbers() {
  const QRectF view(0, 0, 100, 60);
  QVERIFY(!placeBeside({10, 10, 5, 5}, {150, 20}, view, {}, {}));
  QVERIFY(!placeBeside({10, 10, 5, 5}, {50, 20}, view, {view}, {}));
  QVERIFY(placeBeside({10, 10, 5, 5}, {50, 20}, view, {}, {view}));  // over a shape rather than not at all
}

int main(int argc, char** argv) {
  initialiseGraphics();
  QApplication application(argc, argv);
  TestMeasureOverlay test;
  return QTest::qExec(&test, argc, argv);
}
#include "tst_measure_overlay.moc"
