#include "tests/viewer/slice_scene.h"
#include "viewer/host/graphics.h"
#include "viewer/slice/crosshair_lines.h"

#include <QSignalSpy>

#include <numbers>

// The crosshair's handles, its middle, and the zooms, driven with the mouse.
using namespace uptake;
using namespace uptake::test;

namespace {

double angleBetween(const Direction& a, const Direction& b) {
  return std::acos(std::clamp(a.dot(b), -1.0, 1.0)) * 180.0 / std::numbers::pi;
}

Direction normalOf(const ViewState& state, PlaneOrientation orientation) {
  return state.planeThrough(orientation, Point::Zero()).normal();
}

struct TurnScene : Scene {
  TurnScene() {
    document.setImages(makeVolume(kCtGrid, VoxelType::Int16, [](const Point& p) { return p.x() * 3.0; }),
                       nullptr);
    state.setCrosshair(kCtGrid.toPatient({64, 64, 30}));
  }
  CrosshairLines lines() const { return crosshairLines(state, view->orientation(), view->geometry()); }
};

}  // namespace

class TestCrosshairTurning : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void handleTurnsTheOtherPlanes_data();
  void handleTurnsTheOtherPlanes();
  void turnsAddUpWithoutBending();
  void middleMovesTheCrosshair();
  void handlesShowNearThePointerOnly();
  void toolsKeepTheLeftButton();
  void steppingFollowsTheTurnedNormal();
  void imagePixelsBecomeScreenPixels();
  void zoomToAPlace();
};

void TestCrosshairTurning::handleTurnsTheOtherPlanes_data() {
  QTest::addColumn<int>("orientation");
  QTest::newRow("in axial") << int(PlaneOrientation::Axial);
  QTest::newRow("in coronal") << int(PlaneOrientation::Coronal);
  QTest::newRow("in sagittal") << int(PlaneOrientation::Sagittal);
}

void TestCrosshairTurning::handleTurnsTheOtherPlanes() {
  QFETCH(int, orientation);
  TurnScene scene;
  const auto own = static_cast<PlaneOrientation>(orientation);
  SliceView& view = scene.show(SliceContent::Ct, own);
  const SlicePlane before = view.plane();
  const Window window = scene.state.ctWindow();
  // The handle on the right of the level line, taken round by 30° on the screen.
  const std::vector<QPointF> handles = turningHandles(scene.lines(), view.size());
  QCOMPARE(handles.size(), std::size_t{4});
  const QPointF centre = scene.lines().centre;
  const QPointF grip = *std::ranges::max_element(handles, {}, [](const QPointF& p) { return p.x(); });
  const double reach = grip.x() - centre.x();
  const double turn = std::numbers::pi / 6.0;
  const QPointF to = centre + reach * QPointF(std::cos(turn), std::sin(turn));
  drag(view, Qt::LeftButton, grip.toPoint(), to.toPoint());
  QCOMPARE(scene.state.ctWindow(), window);
  // This plane is the same and shows the same picture; the other two turned by as much.
  QVERIFY(view.plane().right.isApprox(before.right, 1e-9));
  QVERIFY(view.plane().down.isApprox(before.down, 1e-9));
  for (const auto other : {PlaneOrientation::Axial, PlaneOrientation::Coronal, PlaneOrientation::Sagittal}) {
    const double turned =
        angleBetween(normalOf(scene.state, other), standardPlane(other, Point::Zero()).normal());
    const double expected = other == own ? 0.0 : 30.0;
    QVERIFY2(std::abs(turned - expected) < 0.7, qPrintable(QString::number(turned)));
  }
  // The line follows the pointer.
  const QPointF direction = scene.lines().directions[0];
  const QPointF other = scene.lines().directions[1];
  const auto along = [&](const QPointF& d) {
    return std::abs(d.x() * std::cos(turn) + d.y() * std::sin(turn));
  };
  QVERIFY(std::max(along(direction), along(other)) > 0.9998);
  QVERIFY(std::abs(direction.x() * other.x() + direction.y() * other.y()) < 1e-9);
  QVERIFY(!scene.state.isStraight());
  scene.state.straighten();
  QVERIFY(scene.state.isStraight());
}

void TestCrosshairTurning::turnsAddUpWithoutBending() {
  ViewState state;
  for (int n = 0; n < 5000; ++n)
    state.setRotation(state.rotation(), Direction(std::sin(n), std::cos(n), 0.3), 0.37);
  const Eigen::Matrix3d product = state.rotation() * state.rotation().transpose();
  QVERIFY(product.isIdentity(1e-12));
  for (const auto orientation :
       {PlaneOrientation::Axial, PlaneOrientation::Coronal, PlaneOrientation::Sagittal}) {
    const SlicePlane plane = state.planeThrough(orientation, Point(1, 2, 3));
    QVERIFY(std::abs(plane.right.dot(plane.down)) < 1e-12);
    QVERIFY(std::abs(plane.right.norm() - 1.0) < 1e-12);
    QVERIFY(plane.normal().isApprox(state.rotation() * standardPlane(orientation, Point::Zero()).normal()));
  }
  state.straighten();
  state.setRotation(state.rotation(), Direction::UnitX(), 0.4);
  state.setRotation(state.rotation(), Direction::UnitX(), -0.4);
  QVERIFY(state.isStraight());
}

void TestCrosshairTurning::middleMovesTheCrosshair() {
  TurnScene scene;
  SliceView& view = scene.show(SliceContent::Ct, PlaneOrientation::Axial);
  const Window window = scene.state.ctWindow();
  const QPoint middle = view.toPixel(scene.state.crosshair()).toPoint();
  const Point expected = view.toPatient(middle + QPoint(40, -25));
  drag(view, Qt::LeftButton, middle, middle + QPoint(40, -25));
  QVERIFY(scene.state.crosshair().isApprox(expected, 1e-6));
  QCOMPARE(scene.state.ctWindow(), window);
  QVERIFY(scene.state.isStraight());
}

void TestCrosshairTurning::handlesShowNearThePointerOnly() {
  TurnScene scene;
  SliceView& view = scene.show(SliceContent::Ct, PlaneOrientation::Axial);
  const QPointF grip = turningHandles(scene.lines(), view.size()).front();
  const auto hover = [&](const QPointF& at) {
    QMouseEvent move(QEvent::MouseMove, at, view.mapToGlobal(at), Qt::NoButton, Qt::NoButton, {});
    QApplication::sendEvent(&view, &move);
    return view.grabImage();
  };
  const QImage away = hover({70, 70});
  const QImage near = hover(grip + QPointF(3, 0));
  QVERIFY(near != away);
  QCOMPARE(hover({70, 70}), away);
  QVERIFY(hover(grip) != away);
  // None where the crosshair is out of view.
  scene.state.setCrosshair(Point(5000, 0, 0));
  QVERIFY(turningHandles(scene.lines(), view.size()).empty());
}

void TestCrosshairTurning::toolsKeepTheLeftButton() {
  TurnScene scene;
  SliceView& view = scene.show(SliceContent::Ct, PlaneOrientation::Axial);
  view.setToolActive(true);
  QSignalSpy pressed(&view, &SliceView::toolPressed);
  const Point crosshair = scene.state.crosshair();
  const QPoint grip = turningHandles(scene.lines(), view.size()).front().toPoint();
  drag(view, Qt::LeftButton, grip, grip + QPoint(30, 30));
  drag(view, Qt::LeftButton, view.toPixel(crosshair).toPoint(), {50, 50});
  QCOMPARE(pressed.count(), 2);
  QVERIFY(scene.state.isStraight());
  QCOMPARE(scene.state.crosshair(), crosshair);
}

void TestCrosshairTurning::steppingFollowsTheTurnedNormal() {
  TurnScene scene;
  scene.state.setRotation(scene.state.rotation(), Direction::UnitX(), 0.5);
  SliceView& view = scene.show(SliceContent::Ct, PlaneOrientation::Axial);
  const Direction towardsFeet = -view.plane().normal();
  QVERIFY(towardsFeet.z() < 0.0);
  const Point before = scene.state.crosshair();
  turnWheel(view, {100, 100}, -1);
  // By the spacing of the axis nearest the normal: 3 mm.
  QVERIFY((scene.state.crosshair() - before).isApprox(3.0 * towardsFeet, 1e-9));
  view.goToLastSlice();
  const Point last = scene.state.crosshair();
  view.stepSlice(1);
  QVERIFY(scene.state.crosshair().isApprox(last));
}

void TestCrosshairTurning::imagePixelsBecomeScreenPixels() {
  TurnScene scene;
  SliceView& view = scene.show(SliceContent::Ct, PlaneOrientation::Axial);
  view.zoomToImagePixels();
  const double ratio = view.devicePixelRatioF();
  // The CT's pixels measure 2 mm.
  QVERIFY(std::abs(view.geometry().mmPerPixel() / ratio - 2.0) < 1e-9);
  const QPointF a = view.toPixel(kCtGrid.toPatient({10, 10, 30}));
  const QPointF b = view.toPixel(kCtGrid.toPatient({11, 10, 30}));
  QVERIFY(std::abs((b.x() - a.x()) * ratio - 1.0) < 1e-9);
}

void TestCrosshairTurning::zoomToAPlace() {
  TurnScene scene;
  SliceView& view = scene.show(SliceContent::Ct, PlaneOrientation::Coronal);
  const Point place(31.0, -12.0, 15.0);
  view.zoomTo(place, Millimetres{20.0});
  QVERIFY((scene.state.crosshair() - place).norm() < 1e-9);
  const QPointF middle = view.toPixel(place);
  QVERIFY((middle - QPointF(160, 160)).manhattanLength() < 1e-6);
  // 40 mm across take half of the view.
  const QPointF edge = view.toPixel(place + 20.0 * view.plane().right);
  QVERIFY(std::abs(edge.x() - 240.0) < 1e-6);
}

int main(int argc, char** argv) {
  initialiseGraphics();
  QApplication application(argc, argv);
  TestCrosshairTurning test;
  return QTest::qExec(&test, argc, argv);
}
#include "tst_crosshair_turning.moc"
