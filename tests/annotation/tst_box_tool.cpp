#include "annotation/tools/box_tool.h"
#include "annotation/tools/select_tool.h"
#include "tests/annotation/case_fixture.h"

#include <QSignalSpy>

using namespace uptake;
using uptake::test::CaseFixture;

class TestBoxTool : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void drawsThePixelsUnderBothEnds_data();
  void drawsThePixelsUnderBothEnds();
  void drawsOnTheSliceUnderThePointer();
  void aClickMakesNoBox();
  void previewsAndCancels();
  void undoesAndRedoesByName();
  void refusesOtherPlanes_data();
  void refusesOtherPlanes();
  void movesInsideTheImage_data();
  void movesInsideTheImage();
  void resizesByEveryHandle_data();
  void resizesByEveryHandle();
  void resizesPastTheOppositeEdge();
  void aTremblingClickMovesNothing();
  void cancelsAMove();
  void theBoxToolAdjustsTheSelectedBox();
  void theBoxToolSelectsByClick();
  void picksTheSmallestAndTheSelectedEdge();
  void deselectsOnNothing();
  void showsWhatThePointerWouldDo();
  void survivesAStudyThatCloses();
};

namespace {

const ImageGrid& grid() {
  static const ImageGrid ct = CaseFixture::ctGrid();
  return ct;
}

SlicePointer at(double i, double j, double k = 4) {
  return CaseFixture::pointerAt(grid(), i, j, k);
}

BoxId addBox(CaseFixture& open, const PixelRect& rect, int slice = 4) {
  Box box;
  box.className = QStringLiteral("A");
  box.sopInstanceUid = QStringLiteral("ct.%1").arg(slice);
  box.rect = rect;
  return open.document.insertBox(box);
}

PixelRect onlyRect(const CaseFixture& open) {
  return open.document.boxes().size() == 1 ? open.document.boxes().begin()->second.rect : PixelRect{};
}

}  // namespace

void TestBoxTool::drawsThePixelsUnderBothEnds_data() {
  QTest::addColumn<double>("i0");
  QTest::addColumn<double>("j0");
  QTest::addColumn<double>("i1");
  QTest::addColumn<double>("j1");
  QTest::addColumn<QRect>("expected");  // left, top, width, height
  QTest::newRow("centres") << 10.0 << 12.0 << 20.0 << 15.0 << QRect(10, 12, 11, 4);
  QTest::newRow("up and left") << 20.0 << 15.0 << 10.0 << 12.0 << QRect(10, 12, 11, 4);
  QTest::newRow("just inside the cells") << 9.51 << 11.51 << 20.49 << 15.49 << QRect(10, 12, 11, 4);
  QTest::newRow("just outside the cells") << 9.49 << 11.49 << 20.51 << 15.51 << QRect(9, 11, 13, 6);
  QTest::newRow("one row") << 10.0 << 12.0 << 20.0 << 12.2 << QRect(10, 12, 11, 1);
  QTest::newRow("beyond the lower right") << 60.0 << 45.0 << 90.0 << 70.0 << QRect(60, 45, 4, 3);
  QTest::newRow("beyond the upper left") << 3.0 << 2.0 << -30.0 << -7.0 << QRect(0, 0, 4, 3);
  QTest::newRow("from outside") << -9.0 << 5.0 << 4.0 << 8.0 << QRect(0, 5, 5, 4);
}

void TestBoxTool::drawsThePixelsUnderBothEnds() {
  QFETCH(double, i0);
  QFETCH(double, j0);
  QFETCH(double, i1);
  QFETCH(double, j1);
  QFETCH(QRect, expected);
  CaseFixture open;
  BoxTool tool(open.context());
  CaseFixture::drag(tool, at(i0, j0), at(i1, j1));
  QCOMPARE(open.document.boxes().size(), std::size_t{1});
  const PixelRect rect = onlyRect(open);
  QCOMPARE(QRect(rect.xmin, rect.ymin, rect.width(), rect.height()), expected);
}

void TestBoxTool::drawsOnTheSliceUnderThePointer() {
  CaseFixture open;
  BoxTool tool(open.context());
  QCOMPARE(tool.className(), QStringLiteral("A"));
  tool.setClassName(QStringLiteral("G"));
  CaseFixture::drag(tool, at(10, 10, 6.4), at(20, 20, 6.4));
  const Box& box = open.document.boxes().begin()->second;
  QCOMPARE(box.sopInstanceUid, QStringLiteral("ct.6"));
  QCOMPARE(box.className, QStringLiteral("G"));
  QCOMPARE(box.fileObject, -1);
  QCOMPARE(open.selection.box(), box.id);
}

void TestBoxTool::aClickMakesNoBox() {
  CaseFixture open;
  BoxTool tool(open.context());
  CaseFixture::drag(tool, at(10, 10), at(10, 10));
  CaseFixture::drag(tool, at(10, 10), at(10.9, 10));  // 0.63 mm, less than two screen pixels
  CaseFixture::drag(tool, at(-20, 10), at(-10, 20));  // beside the image
  QVERIFY(open.document.boxes().empty());
  QCOMPARE(open.stack.count(), 0);
  // There and back again is no box either, and leaves nothing of the preview.
  tool.press(at(10, 10));
  tool.move(at(20, 20));
  QCOMPARE(open.document.boxes().size(), std::size_t{1});
  tool.release(at(10, 10));
  QVERIFY(open.document.boxes().empty());
  QCOMPARE(open.stack.count(), 0);
}

void TestBoxTool::previewsAndCancels() {
  CaseFixture open;
  BoxTool tool(open.context());
  const BoxId other = addBox(open, {1, 1, 5, 5});
  open.selection.setBox(other);
  tool.press(at(30, 30));
  QVERIFY(tool.isInGesture());
  tool.move(at(40, 40));
  QCOMPARE(open.document.boxes().size(), std::size_t{2});
  QCOMPARE(open.stack.count(), 0);
  tool.cancel();
  QVERIFY(!tool.isInGesture());
  QCOMPARE(onlyRect(open), (PixelRect{1, 1, 5, 5}));
  QCOMPARE(open.selection.box(), other);
  tool.release(at(40, 40));
  QCOMPARE(open.stack.count(), 0);
}

void TestBoxTool::undoesAndRedoesByName() {
  CaseFixture open;
  BoxTool draw(open.context());
  SelectTool select(open.context());
  CaseFixture::drag(draw, at(10, 10), at(20, 20));
  QCOMPARE(open.stack.undoText(), QStringLiteral("Draw box A"));
  CaseFixture::drag(select, at(15, 15), at(18, 16));
  QCOMPARE(open.stack.undoText(), QStringLiteral("Move box A"));
  CaseFixture::drag(select, at(23.5, 21.5), at(30.5, 30.5));
  QCOMPARE(open.stack.undoText(), QStringLiteral("Resize box A"));
  QCOMPARE(open.stack.count(), 3);
  const PixelRect last = onlyRect(open);
  QCOMPARE(last, (PixelRect{13, 11, 30, 30}));

  const BoxId id = open.selection.box();
  open.stack.undo();
  QCOMPARE(onlyRect(open), (PixelRect{13, 11, 23, 21}));
  open.stack.undo();
  QCOMPARE(onlyRect(open), (PixelRect{10, 10, 20, 20}));
  open.stack.undo();
  QVERIFY(open.document.boxes().empty());
  QCOMPARE(open.selection.box(), BoxId::None);
  while (open.stack.canRedo()) open.stack.redo();
  QCOMPARE(onlyRect(open), last);
  QCOMPARE(open.selection.box(), id);
}

void TestBoxTool::refusesOtherPlanes_data() {
  QTest::addColumn<SlicePointer>("pointer");
  const Point inside = grid().toPatient({20, 20, 4});
  QTest::newRow("coronal") << CaseFixture::pointerAt(inside, PlaneOrientation::Coronal);
  QTest::newRow("sagittal") << CaseFixture::pointerAt(inside, PlaneOrientation::Sagittal);
  SlicePointer oblique = CaseFixture::pointerAt(inside);
  oblique.plane.down = Direction(0, 1, 0.01).normalized();
  QTest::newRow("half a degree oblique") << oblique;
  QTest::newRow("above the last slice") << at(20, 20, 9.6);
  QTest::newRow("below the first slice") << at(20, 20, -0.6);
}

void TestBoxTool::refusesOtherPlanes() {
  QFETCH(SlicePointer, pointer);
  SlicePointer end = pointer;
  end.position += 8.0 * pointer.plane.right + 8.0 * pointer.plane.down;
  CaseFixture open;
  addBox(open, {10, 10, 30, 30});
  BoxTool draw(open.context());
  SelectTool select(open.context());
  for (Tool* tool : {static_cast<Tool*>(&draw), static_cast<Tool*>(&select)}) {
    QSignalSpy said(tool, &Tool::said);
    CaseFixture::drag(*tool, pointer, end);
    QCOMPARE(said.count(), 1);
    QVERIFY(said.at(0).at(0).toString().contains(QStringLiteral("stored slices")));
    QCOMPARE(tool->cursorAt(pointer), ToolCursor::Arrow);
  }
  QCOMPARE(onlyRect(open), (PixelRect{10, 10, 30, 30}));
  QCOMPARE(open.stack.count(), 0);
}

void TestBoxTool::movesInsideTheImage_data() {
  QTest::addColumn<double>("di");
  QTest::addColumn<double>("dj");
  QTest::addColumn<QPoint>("moved");
  QTest::newRow("whole pixels") << 7.0 << -3.0 << QPoint(7, -3);
  QTest::newRow("to the nearest pixel") << 2.6 << 1.4 << QPoint(3, 1);
  QTest::newRow("far right and down") << 500.0 << 500.0 << QPoint(33, 27);
  QTest::newRow("far left and up") << -500.0 << -500.0 << QPoint(-20, -15);
}

void TestBoxTool::movesInsideTheImage() {
  QFETCH(double, di);
  QFETCH(double, dj);
  QFETCH(QPoint, moved);
  CaseFixture open;
  addBox(open, {20, 15, 30, 20});
  SelectTool tool(open.context());
  CaseFixture::drag(tool, at(25.2, 17.3), at(25.2 + di, 17.3 + dj));
  QCOMPARE(onlyRect(open), (PixelRect{20, 15, 30, 20}.moved(moved.x(), moved.y())));
  QCOMPARE(open.stack.count(), 1);
}

void TestBoxTool::resizesByEveryHandle_data() {
  QTest::addColumn<int>("x");
  QTest::addColumn<int>("y");
  for (int y = -1; y <= 1; ++y)
    for (int x = -1; x <= 1; ++x)
      if (x != 0 || y != 0) QTest::addRow("%d %d", x, y) << x << y;
}

void TestBoxTool::resizesByEveryHandle() {
  QFETCH(int, x);
  QFETCH(int, y);
  CaseFixture open;
  const PixelRect before{20, 15, 40, 30};
  addBox(open, before);
  SelectTool tool(open.context());
  // The middle of the handle, on the outer border of the outermost pixels.
  const double i = x < 0 ? 19.5 : x > 0 ? 40.5 : 30.0;
  const double j = y < 0 ? 14.5 : y > 0 ? 30.5 : 22.0;
  CaseFixture::drag(tool, at(i, j), at(i + 4, j + 3));
  PixelRect expected = before;
  if (x < 0) expected.xmin += 4;
  if (x > 0) expected.xmax += 4;
  if (y < 0) expected.ymin += 3;
  if (y > 0) expected.ymax += 3;
  QCOMPARE(onlyRect(open), expected);
  // As far as the image goes, and the far edge stays. 6 screen pixels are 2.1 mm = 3 columns: 2.9 grabs.
  open.stack.undo();
  CaseFixture::drag(tool, at(i + 2.9 * x, j + 2.2 * y), at(x < 0 ? -70 : 200, y < 0 ? -70 : 200));
  expected = before;
  if (x < 0) expected.xmin = 0;
  if (x > 0) expected.xmax = 63;
  if (y < 0) expected.ymin = 0;
  if (y > 0) expected.ymax = 47;
  QCOMPARE(onlyRect(open), expected);
  open.stack.undo();
  // 3.1 columns away is beyond reach.
  CaseFixture::drag(tool, at(i + 3.1 * x, j + 2.5 * y), at(30, 40));
  QCOMPARE(onlyRect(open), before);
}

void TestBoxTool::resizesPastTheOppositeEdge() {
  CaseFixture open;
  addBox(open, {20, 15, 29, 24});
  SelectTool tool(open.context());
  // The left border (19.5) goes to 35.5: the box now lies between the old right border (29.5) and there.
  tool.press(at(19.5, 20));
  tool.move(at(29.5, 20));
  QCOMPARE(onlyRect(open), (PixelRect{29, 15, 29, 24}));  // both borders meet: one pixel is left
  tool.move(at(35.5, 20));
  QCOMPARE(onlyRect(open), (PixelRect{30, 15, 35, 24}));
  tool.move(at(24.5, 20));
  QCOMPARE(onlyRect(open), (PixelRect{25, 15, 29, 24}));
  tool.release(at(35.5, 20));
  QCOMPARE(onlyRect(open), (PixelRect{30, 15, 35, 24}));
  // The lower right corner past the upper left one.
  CaseFixture::drag(tool, at(35.5, 24.5), at(9.5, 4.5));
  QCOMPARE(onlyRect(open), (PixelRect{10, 5, 29, 14}));
  QCOMPARE(open.stack.count(), 2);
}

void TestBoxTool::aTremblingClickMovesNothing() {
  CaseFixture open;
  const BoxId id = addBox(open, {20, 15, 30, 25});
  SelectTool tool(open.context());
  CaseFixture::drag(tool, at(25, 20), at(25.9, 20));  // a pixel of the image, but not of the hand
  QCOMPARE(onlyRect(open), (PixelRect{20, 15, 30, 25}));
  QCOMPARE(open.selection.box(), id);
  // There and back again leaves no step.
  tool.press(at(25, 20));
  tool.move(at(35, 30));
  tool.release(at(25, 20));
  QCOMPARE(onlyRect(open), (PixelRect{20, 15, 30, 25}));
  QCOMPARE(open.stack.count(), 0);
}

void TestBoxTool::cancelsAMove() {
  CaseFixture open;
  Box box;
  box.sopInstanceUid = QStringLiteral("ct.4");
  box.className = QStringLiteral("b");
  box.rect = {20, 15, 30, 25};
  box.difficult = true;
  box.fileObject = 3;
  box.id = open.document.insertBox(box);
  SelectTool tool(open.context());
  tool.press(at(25, 20));
  tool.move(at(35, 30));
  QVERIFY(onlyRect(open) != box.rect);
  tool.cancel();
  QVERIFY(*open.document.box(box.id) == box);
  QCOMPARE(open.stack.count(), 0);
}

void TestBoxTool::theBoxToolAdjustsTheSelectedBox() {
  CaseFixture open;
  const BoxId id = addBox(open, {20, 15, 30, 25});
  BoxTool tool(open.context());
  open.selection.setBox(id);
  CaseFixture::drag(tool, at(25, 20), at(30, 20));
  QCOMPARE(onlyRect(open), (PixelRect{25, 15, 35, 25}));
  CaseFixture::drag(tool, at(35.5, 20), at(45.5, 20));
  QCOMPARE(onlyRect(open), (PixelRect{25, 15, 45, 25}));
  // Not selected: a drag over it draws.
  open.selection.setBox(BoxId::None);
  CaseFixture::drag(tool, at(30, 20), at(40, 22));
  QCOMPARE(open.document.boxes().size(), std::size_t{2});
  // Selected, but on another slice: a drag draws.
  open.selection.setBox(id);
  CaseFixture::drag(tool, at(30, 20, 5), at(40, 22, 5));
  QCOMPARE(open.document.boxes().size(), std::size_t{3});
}

void TestBoxTool::theBoxToolSelectsByClick() {
  CaseFixture open;
  const BoxId id = addBox(open, {20, 15, 30, 25});
  BoxTool tool(open.context());
  CaseFixture::drag(tool, at(25, 20), at(25, 20));
  QCOMPARE(open.selection.box(), id);
  CaseFixture::drag(tool, at(5, 40), at(5, 40));
  QCOMPARE(open.selection.box(), BoxId::None);
  QCOMPARE(open.stack.count(), 0);
}

void TestBoxTool::picksTheSmallestAndTheSelectedEdge() {
  CaseFixture open;
  const BoxId large = addBox(open, {10, 10, 50, 40});
  const BoxId small = addBox(open, {20, 15, 40, 30});
  SelectTool tool(open.context());
  const auto click = [&](double i, double j) {
    CaseFixture::drag(tool, at(i, j), at(i, j));
    return open.selection.box();
  };
  QCOMPARE(click(30, 22), small);
  QCOMPARE(click(45, 35), large);
  QCOMPARE(click(30, 22), small);  // also when the large one is selected
  // Two boxes with the same edge: the selected one's handle wins, whichever it is.
  const BoxId twin = addBox(open, {20, 15, 40, 30});
  QCOMPARE(click(30, 22), twin);
  open.selection.setBox(small);
  QCOMPARE(click(20, 22), small);
  // A corner of the large box is taken before the inside of a smaller one that covers it.
  addBox(open, {5, 5, 16, 16});
  QCOMPARE(click(9.5, 9.5), large);
  // On another slice there is none of them.
  CaseFixture::drag(tool, at(30, 22, 5), at(30, 22, 5));
  QCOMPARE(open.selection.box(), BoxId::None);
}

void TestBoxTool::deselectsOnNothing() {
  CaseFixture open;
  open.selection.setBox(addBox(open, {20, 15, 30, 25}));
  SelectTool tool(open.context());
  tool.press(at(50, 40));
  QVERIFY(!tool.isInGesture());
  QCOMPARE(open.selection.box(), BoxId::None);
}

void TestBoxTool::showsWhatThePointerWouldDo() {
  CaseFixture open;
  const BoxId id = addBox(open, {20, 15, 40, 30});
  SelectTool select(open.context());
  BoxTool draw(open.context());
  QCOMPARE(select.cursorAt(at(5, 5)), ToolCursor::Arrow);
  QCOMPARE(draw.cursorAt(at(5, 5)), ToolCursor::Cross);
  QCOMPARE(draw.cursorAt(at(30, 22)), ToolCursor::Cross);
  open.selection.setBox(id);
  for (const Tool* tool : {static_cast<const Tool*>(&select), static_cast<const Tool*>(&draw)}) {
    QCOMPARE(tool->cursorAt(at(30, 22)), ToolCursor::Move);
    QCOMPARE(tool->cursorAt(at(19.5, 22)), ToolCursor::ResizeHorizontal);
    QCOMPARE(tool->cursorAt(at(30, 30.5)), ToolCursor::ResizeVertical);
    QCOMPARE(tool->cursorAt(at(19.5, 14.5)), ToolCursor::ResizeFalling);
    QCOMPARE(tool->cursorAt(at(40.5, 14.5)), ToolCursor::ResizeRising);
  }
  // A mirrored view: falling and rising change places.
  SlicePointer mirrored = at(19.5, 14.5);
  mirrored.plane.right = -mirrored.plane.right;
  QCOMPARE(select.cursorAt(mirrored), ToolCursor::ResizeRising);
}

void TestBoxTool::survivesAStudyThatCloses() {
  CaseFixture open;
  BoxTool tool(open.context());
  tool.press(at(10, 10));
  tool.move(at(20, 20));
  open.document.clear();
  tool.move(at(25, 25));
  tool.release(at(25, 25));
  QVERIFY(open.document.boxes().empty());
  QCOMPARE(open.stack.count(), 0);
  tool.press(at(10, 10));
  QVERIFY(!tool.isInGesture());
}

QTEST_GUILESS_MAIN(TestBoxTool)
#include "tst_box_tool.moc"
