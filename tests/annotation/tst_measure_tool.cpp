#include "annotation/case_editor.h"
#include "annotation/tools/measure_tool.h"
#include "annotation/tools/select_tool.h"
#include "tests/annotation/case_fixture.h"

#include <QSignalSpy>

using namespace uptake;
using namespace uptake::test;

/// Measuring gestures: what they leave in the document and in the history.
class TestMeasureTool : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void distanceByDragging();
  void clickMeasuresNothing();
  void escapeLeavesNoTrace();
  void angleByThreeClicks();
  void angleByDragAndClick();
  void angleStaysInItsPlane();
  void ellipseFillsTheDraggedRectangle();
  void shiftMakesACircle();
  void sphereGrowsFromItsCentre();
  void handlesChangeTheSelectedOne();
  void sphereIsResizedInAnySlice();
  void selectToolMovesAndDeselects();
  void onlyTheSliceItLiesInIsGrabbed();
  void undoRedoAndDelete();
  void geometry();
  void defects_data();
  void defects();
};

namespace {

SlicePointer at(double x, double y, double z = 115.0, bool shift = false) {
  SlicePointer pointer = CaseFixture::pointerAt(Point(x, y, z));
  pointer.thickness = 3.0;
  pointer.extend = shift;
  return pointer;
}

void click(Tool& tool, const SlicePointer& pointer) {
  tool.move(pointer);
  tool.press(pointer);
  tool.release(pointer);
}

const Measurement& only(const CaseFixture& open) {
  if (open.document.measurements().size() != 1)
    qFatal("%zu measurements", open.document.measurements().size());
  return open.document.measurements().begin()->second;
}

}  // namespace

void TestMeasureTool::distanceByDragging() {
  CaseFixture open;
  MeasureTool tool(open.context());
  CaseFixture::drag(tool, at(-10, 0), at(-7, 4));
  QCOMPARE(distanceMm(only(open)), 5.0);
  QCOMPARE(open.selection.measurement(), only(open).id);
  QCOMPARE(open.stack.count(), 1);
  QCOMPARE(open.stack.undoText(), QStringLiteral("Measure distance"));
  QVERIFY(measurementDefect(only(open)).isEmpty());
  QVERIFY(!tool.isInGesture());
}

void TestMeasureTool::clickMeasuresNothing() {
  for (const auto kind : {MeasurementKind::Distance, MeasurementKind::Ellipse, MeasurementKind::Sphere}) {
    CaseFixture open;
    MeasureTool tool(open.context());
    tool.setKind(kind);
    CaseFixture::drag(tool, at(-10, 0), at(-10.2, 0.2));
    QVERIFY(open.document.measurements().empty());
    QCOMPARE(open.stack.count(), 0);
  }
}

void TestMeasureTool::escapeLeavesNoTrace() {
  for (const auto kind : {MeasurementKind::Distance, MeasurementKind::Angle, MeasurementKind::Ellipse,
                          MeasurementKind::Sphere}) {
    CaseFixture open;
    MeasureTool tool(open.context());
    tool.setKind(kind);
    tool.press(at(-10, 0));
    tool.move(at(0, 8));
    QCOMPARE(open.document.measurements().size(), std::size_t{1});
    QVERIFY(tool.isInGesture());
    tool.cancel();
    QVERIFY(open.document.measurements().empty());
    QCOMPARE(open.stack.count(), 0);
    tool.release(at(0, 8));
    QVERIFY(open.document.measurements().empty());
  }
  // While it is being changed.
  CaseFixture open;
  MeasureTool tool(open.context());
  CaseFixture::drag(tool, at(-10, 0), at(0, 0));
  const Measurement before = only(open);
  tool.press(at(0, 0));
  tool.move(at(5, 5));
  QVERIFY(!(only(open) == before));
  tool.cancel();
  QVERIFY(only(open) == before);
  QCOMPARE(open.stack.count(), 1);
}

void TestMeasureTool::angleByThreeClicks() {
  CaseFixture open;
  MeasureTool tool(open.context());
  tool.setKind(MeasurementKind::Angle);
  click(tool, at(5, 0));
  QVERIFY(tool.isInGesture());
  click(tool, at(0, 0));
  tool.move(at(3, 3));
  QVERIFY(std::abs(angleDegrees(only(open)) - 45.0) < 1e-9);  // live
  click(tool, at(0, 0));                                      // on the vertex: sets nothing
  QVERIFY(tool.isInGesture());
  click(tool, at(0, 7));
  QVERIFY(!tool.isInGesture());
  QVERIFY(std::abs(angleDegrees(only(open)) - 90.0) < 1e-9);
  QCOMPARE(open.stack.count(), 1);
  QCOMPARE(open.stack.undoText(), QStringLiteral("Measure angle"));
}

void TestMeasureTool::angleByDragAndClick() {
  CaseFixture open;
  MeasureTool tool(open.context());
  tool.setKind(MeasurementKind::Angle);
  CaseFixture::drag(tool, at(5, 0), at(0, 0));
  QVERIFY(tool.isInGesture());
  click(tool, at(-3, 3));
  QVERIFY(!tool.isInGesture());
  QVERIFY(std::abs(angleDegrees(only(open)) - 135.0) < 1e-9);
}

void TestMeasureTool::angleStaysInItsPlane() {
  CaseFixture open;
  MeasureTool tool(open.context());
  tool.setKind(MeasurementKind::Angle);
  CaseFixture::drag(tool, at(5, 0), at(0, 0));
  // Scrolled on: still in the slice where it began. In another plane nothing happens.
  click(tool, CaseFixture::pointerAt(Point(0, 0, 110), PlaneOrientation::Coronal));
  QVERIFY(tool.isInGesture());
  click(tool, at(0, 4, 121));
  QVERIFY(!tool.isInGesture());
  QVERIFY(only(open).points[2].isApprox(Point(0, 4, 115)));
}

void TestMeasureTool::ellipseFillsTheDraggedRectangle() {
  CaseFixture open;
  MeasureTool tool(open.context());
  tool.setKind(MeasurementKind::Ellipse);
  CaseFixture::drag(tool, at(6, 4), at(-4, -2));
  const Measurement& drawn = only(open);
  QVERIFY(drawn.points[0].isApprox(Point(1, 1, 115)));
  QVERIFY(drawn.points[1].isApprox(Point(6, 1, 115)));
  QVERIFY(drawn.points[2].isApprox(Point(1, 4, 115)));
  QVERIFY(std::abs(areaMm2(drawn) - 47.12388980384690) < 1e-9);
}

void TestMeasureTool::shiftMakesACircle() {
  CaseFixture open;
  MeasureTool tool(open.context());
  tool.setKind(MeasurementKind::Ellipse);
  CaseFixture::drag(tool, at(0, 0), at(-10, 4, 115.0, true));
  QVERIFY(only(open).points[0].isApprox(Point(-5, 5, 115)));
  QVERIFY(std::abs(areaMm2(only(open)) - 78.53981633974483) < 1e-9);
}

void TestMeasureTool::sphereGrowsFromItsCentre() {
  CaseFixture open;
  MeasureTool tool(open.context());
  tool.setKind(MeasurementKind::Sphere);
  CaseFixture::drag(tool, at(1, 2), at(4, 6));
  QCOMPARE(radiusMm(only(open)), 5.0);
  QVERIFY(std::abs(volumeMl(only(open)) - 0.5235987755982988) < 1e-12);
}

void TestMeasureTool::handlesChangeTheSelectedOne() {
  CaseFixture open;
  MeasureTool tool(open.context());
  tool.setKind(MeasurementKind::Ellipse);
  CaseFixture::drag(tool, at(-5, -3), at(5, 3));
  CaseFixture::drag(tool, at(-5, 0), at(-8, 1));  // the left end
  QVERIFY(only(open).points[0].isApprox(Point(0, 0, 115)));
  QCOMPARE((only(open).points[1] - only(open).points[0]).norm(), 8.0);
  QCOMPARE((only(open).points[2] - only(open).points[0]).norm(), 3.0);
  QCOMPARE(open.stack.undoText(), QStringLiteral("Change ellipse"));
  CaseFixture::drag(tool, at(0, 3), at(0, 4, 115.0, true));
  QCOMPARE((only(open).points[1] - only(open).points[0]).norm(), 4.0);
  CaseFixture::drag(tool, at(0, 0), at(2, 1));  // its middle
  QCOMPARE(open.stack.undoText(), QStringLiteral("Move ellipse"));
  QVERIFY(only(open).points[0].isApprox(Point(2, 1, 115)));
  // There and back again is no step.
  const int count = open.stack.count();
  tool.press(at(2, 1));
  tool.move(at(6, 6));
  tool.release(at(2, 1));
  QCOMPARE(open.stack.count(), count);
  QVERIFY(measurementDefect(only(open)).isEmpty());
}

void TestMeasureTool::sphereIsResizedInAnySlice() {
  CaseFixture open;
  MeasureTool tool(open.context());
  tool.setKind(MeasurementKind::Sphere);
  CaseFixture::drag(tool, at(0, 0), at(10, 0));
  // 6 mm above the centre the cut circle has radius 8: its right end goes to 2√7, so that the radius is 8.
  const double right = std::sqrt(28.0);
  CaseFixture::drag(tool, at(8, 0, 121), at(right, 0, 121));
  QVERIFY(std::abs(radiusMm(only(open)) - 8.0) < 1e-9);
  QVERIFY(only(open).points[0].isApprox(Point(0, 0, 115)));
  QVERIFY(measurementDefect(only(open)).isEmpty());
  // Moved in a coronal view it leaves the slice in which it was drawn, whole.
  const auto coronal = [](double x, double z) {
    SlicePointer pointer = CaseFixture::pointerAt(Point(x, 0, z), PlaneOrientation::Coronal);
    pointer.thickness = 0.9;
    return pointer;
  };
  CaseFixture::drag(tool, coronal(0, 115), coronal(3, 120));
  QVERIFY(only(open).points[0].isApprox(Point(3, 0, 120)));
  QVERIFY(std::abs(radiusMm(only(open)) - 8.0) < 1e-9);
  QVERIFY(measurementDefect(only(open)).isEmpty());
}

void TestMeasureTool::selectToolMovesAndDeselects() {
  CaseFixture open;
  MeasureTool measure(open.context());
  CaseFixture::drag(measure, at(-10, 0), at(-2, 0));
  CaseEditor(open.context())
      .addBox({BoxId::None, QStringLiteral("ct.5"), QStringLiteral("A"), {0, 0, 60, 40}});
  QCOMPARE(open.selection.measurement(), MeasurementId::None);  // one thing has handles
  SelectTool tool(open.context());
  // Inside the box, on the line.
  CaseFixture::drag(tool, at(-6, 0.5), at(-6, 5.5));
  QCOMPARE(open.selection.measurement(), only(open).id);
  QCOMPARE(open.selection.box(), BoxId::None);
  QVERIFY(only(open).points[0].isApprox(Point(-10, 5, 115)));
  // A handle of it.
  CaseFixture::drag(tool, at(-10, 5), at(-12, 5));
  QCOMPARE(distanceMm(only(open)), 10.0);
  click(tool, at(300, 300));
  QCOMPARE(open.selection.measurement(), MeasurementId::None);
}

void TestMeasureTool::onlyTheSliceItLiesInIsGrabbed() {
  CaseFixture open;
  MeasureTool measure(open.context());
  CaseFixture::drag(measure, at(-10, 0), at(-2, 0));
  const MeasurementId none = MeasurementId::None;
  QVERIFY(measurementAt(open.document, at(-5, 0, 116.4), none));
  QVERIFY(!measurementAt(open.document, at(-5, 0, 116.6), none));
  QVERIFY(!measurementAt(open.document, CaseFixture::pointerAt(Point(-5, 0, 115), PlaneOrientation::Coronal),
                         none));
  QVERIFY(!measurementAt(open.document, at(-5, 3), none));
  // Images in another frame of reference do not show it.
  Measurement moved = only(open);
  moved.frameOfReferenceUid = QStringLiteral("1.2.3");
  open.document.updateMeasurement(moved);
  QVERIFY(measurementAt(open.document, at(-5, 0), none));  // these images state none
  SeriesSource source;
  source.frameOfReferenceUid = QStringLiteral("4.5.6");
  source.slices.resize(10);
  open.document.setImages(Volume::create(CaseFixture::ctGrid(), VoxelType::Int16, ValueUnit::Hounsfield,
                                         QStringLiteral("HU"), source, -1024)
                              .take(),
                          nullptr);
  QVERIFY(!measurementAt(open.document, at(-5, 0), none));
}

void TestMeasureTool::undoRedoAndDelete() {
  CaseFixture open;
  MeasureTool tool(open.context());
  CaseFixture::drag(tool, at(-10, 0), at(-7, 4));
  const Measurement drawn = only(open);
  CaseEditor editor(open.context());
  editor.renameMeasurement(drawn.id, QStringLiteral("Aorta"));
  QCOMPARE(open.stack.undoText(), QStringLiteral("Rename distance to Aorta"));
  editor.renameMeasurement(drawn.id, QStringLiteral("Aorta"));
  QCOMPARE(open.stack.count(), 2);
  editor.removeMeasurement(open.selection.measurement());
  QVERIFY(open.document.measurements().empty());
  QCOMPARE(open.selection.measurement(), MeasurementId::None);
  QCOMPARE(open.stack.undoText(), QStringLiteral("Delete Aorta"));
  for (int i = 0; i < 3; ++i) open.stack.undo();
  QVERIFY(open.document.measurements().empty());
  open.stack.redo();
  QVERIFY(only(open) == drawn);
  QCOMPARE(open.selection.measurement(), drawn.id);
  open.stack.redo();
  QCOMPARE(only(open).name, QStringLiteral("Aorta"));
  open.stack.redo();
  QVERIFY(open.document.measurements().empty());
}

void TestMeasureTool::geometry() {
  Measurement angle;
  angle.kind = MeasurementKind::Angle;
  angle.points = {Point(1, 0, 0), Point(0, 0, 0), Point(-1, 1e-9, 0)};
  QVERIFY(std::abs(angleDegrees(angle) - 180.0) < 1e-6);
  angle.points[2] = {1, 1e-7, 0};
  QVERIFY(std::abs(angleDegrees(angle) - 1e-7 * 57.29577951308232) < 1e-12);
  angle.points[2] = angle.points[1];
  QVERIFY(std::isnan(angleDegrees(angle)));
}

void TestMeasureTool::defects_data() {
  QTest::addColumn<int>("kind");
  QTest::addColumn<QList<Eigen::Vector3d>>("points");
  QTest::addColumn<bool>("good");
  const int distance = static_cast<int>(MeasurementKind::Distance);
  const int ellipse = static_cast<int>(MeasurementKind::Ellipse);
  using V = Eigen::Vector3d;
  QTest::newRow("distance") << distance << QList<V>{V(0, 0, 0), V(1, 0, 0)} << true;
  QTest::newRow("one point") << distance << QList<V>{V(0, 0, 0)} << false;
  QTest::newRow("no length") << distance << QList<V>{V(1, 0, 0), V(1, 0, 0)} << false;
  QTest::newRow("not on the plane") << distance << QList<V>{V(0, 0, 0), V(1, 0, 0.2)} << false;
  QTest::newRow("far away") << distance << QList<V>{V(0, 0, 0), V(1e5, 0, 0)} << false;
  QTest::newRow("no number") << distance << QList<V>{V(0, 0, 0), V(std::nan(""), 0, 0)} << false;
  QTest::newRow("ellipse") << ellipse << QList<V>{V(0, 0, 0), V(0, 2, 0), V(-1, 0, 0)} << true;
  QTest::newRow("skew axes") << ellipse << QList<V>{V(0, 0, 0), V(0, 2, 0), V(-1, 1, 0)} << false;
}

void TestMeasureTool::defects() {
  QFETCH(int, kind);
  QFETCH(QList<Eigen::Vector3d>, points);
  QFETCH(bool, good);
  Measurement measurement;
  measurement.kind = static_cast<MeasurementKind>(kind);
  measurement.points.assign(points.begin(), points.end());
  const QString defect = measurementDefect(measurement);
  QVERIFY2(defect.isEmpty() == good, qPrintable(defect));
}

QTEST_GUILESS_MAIN(TestMeasureTool)
#include "tst_measure_tool.moc"
