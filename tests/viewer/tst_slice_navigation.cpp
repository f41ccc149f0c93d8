#include "tests/viewer/slice_scene.h"
#include "viewer/host/graphics.h"

#include <QSignalSpy>

using namespace uptake;
using namespace uptake::test;

class TestSliceNavigation : public QObject {
  Q_OBJECT

 private Q_SLOTS:
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
};

void TestSliceNavigation::pixelsAndPatientAreInverse() {
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

void TestSliceNavigation::planeIsTheNearestStoredSlice() {
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

void TestSliceNavigation::obliqueGridUsesTheCrosshair() {
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

void TestSliceNavigation::wheelStepsOneStoredSlice_data() {
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

void TestSliceNavigation::wheelStepsOneStoredSlice() {
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

void TestSliceNavigation::firstAndLastSlice() {
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

void TestSliceNavigation::clickSetsTheCrosshair() {
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

void TestSliceNavigation::dragWindows() {
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

void TestSliceNavigation::zoomKeepsThePointUnderThePointer() {
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
    scene.state.setZoomAndPan(1.0, Eigen::Vector3d::Zero());
  }
}

void TestSliceNavigation::panFollowsThePointer() {
  Scene scene;
  scene.document.setImages(makeVolume(kCtGrid, VoxelType::Int16, [](const Point&) { return 0.0; }), nullptr);
  scene.state.setCrosshair({1, 2, 3});
  SliceView& view = scene.show(SliceContent::Ct, PlaneOrientation::Coronal);
  const Point grabbed = view.toPatient({100, 100});
  drag(view, Qt::MiddleButton, {100, 100}, {151, 73});
  QVERIFY((view.toPixel(grabbed) - QPointF(151, 73)).manhattanLength() < 1e-6);
  QVERIFY(scene.state.crosshair().isApprox(Point(1, 2, 3)));
}

void TestSliceNavigation::toolGetsTheLeftButton() {
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

int main(int argc, char** argv) {
  initialiseGraphics();
  QApplication application(argc, argv);
  TestSliceNavigation test;
  return QTest::qExec(&test, argc, argv);
}
#include "tst_slice_navigation.moc"
