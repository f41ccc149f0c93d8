#include "annotation/case_editor.h"
#include "annotation/commands/edit_command.h"
#include "tests/annotation/case_fixture.h"

using namespace uptake;
using uptake::test::CaseFixture;

class TestCaseEditor : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void editsBoxes();
  void resizesBoxesInsideTheImage();
  void nudgesAreOneStep();
  void nudgesStayInsideTheImage();
  void copiesABoxToAnotherSlice();
  void addsAMaskOnAnImagesGrid();
  void removesAMaskAndBringsItBack();
  void numbersLesions();
  void editsLesions();
  void removesALesionWithItsVoxels();
  void noOpsVanish();
  void menusShowOneShortLine();
};

namespace {

Box boxOn(int slice, const PixelRect& rect = {10, 12, 20, 24}) {
  Box box;
  box.sopInstanceUid = QStringLiteral("ct.%1").arg(slice);
  box.className = QStringLiteral("A");
  box.rect = rect;
  return box;
}

QString undoText(const CaseFixture& open) {
  return open.stack.undoText();
}

}  // namespace

void TestCaseEditor::editsBoxes() {
  CaseFixture open;
  CaseEditor editor(open.context());
  const BoxId id = editor.addBox(boxOn(3));
  QCOMPARE(undoText(open), QStringLiteral("Draw box A"));
  QCOMPARE(open.selection.box(), id);
  editor.setBoxClass(id, QStringLiteral("G"));
  QCOMPARE(undoText(open), QStringLiteral("Change box A to G"));
  editor.setBoxFlags(id, true, true);
  QCOMPARE(undoText(open), QStringLiteral("Change flags of box G"));
  const Box last = *open.document.box(id);
  QVERIFY(last.truncated && last.difficult && last.className == QStringLiteral("G"));
  editor.removeBox(id);
  QCOMPARE(undoText(open), QStringLiteral("Delete box G"));
  QCOMPARE(open.selection.box(), BoxId::None);
  QCOMPARE(open.document.box(id), nullptr);
  open.stack.undo();
  QVERIFY(*open.document.box(id) == last);
  QCOMPARE(open.selection.box(), id);
  while (open.stack.canUndo()) open.stack.undo();
  QVERIFY(open.document.boxes().empty());
  QCOMPARE(open.selection.box(), BoxId::None);
}

void TestCaseEditor::resizesBoxesInsideTheImage() {
  CaseFixture open;
  CaseEditor editor(open.context());
  const BoxId id = editor.addBox(boxOn(3));
  editor.setBoxRect(id, {70, 30, -5, 20});  // corners the other way round, and too wide
  QCOMPARE(open.document.box(id)->rect, (PixelRect{0, 20, 63, 30}));
  QCOMPARE(undoText(open), QStringLiteral("Resize box A"));
  editor.setBoxRect(id, {80, 0, 90, 10});  // nothing of it is in the image
  QCOMPARE(open.stack.count(), 2);
}

void TestCaseEditor::nudgesAreOneStep() {
  CaseFixture open;
  CaseEditor editor(open.context());
  const BoxId id = editor.addBox(boxOn(3));
  const BoxId other = editor.addBox(boxOn(3, {30, 30, 35, 35}));
  for (int press = 0; press < 5; ++press) editor.nudgeBox(id, 1, 0);
  editor.nudgeBox(id, 0, -10);
  QCOMPARE(open.stack.count(), 3);
  QCOMPARE(undoText(open), QStringLiteral("Move box A"));
  QCOMPARE(open.document.box(id)->rect, (PixelRect{15, 2, 25, 14}));
  editor.nudgeBox(other, 1, 0);
  QCOMPARE(open.stack.count(), 4);
  open.stack.undo();
  open.stack.undo();
  QCOMPARE(open.document.box(id)->rect, (PixelRect{10, 12, 20, 24}));
  // There and back again within the second: nothing is left to undo.
  editor.nudgeBox(id, 1, 0);
  editor.nudgeBox(id, -1, 0);
  QCOMPARE(open.stack.count(), 2);
  // After a pause it is another step.
  editor.nudgeBox(id, 1, 0);
  QTest::qSleep(1100);
  editor.nudgeBox(id, 1, 0);
  QCOMPARE(open.stack.count(), 4);
  // And what was saved is not changed behind its back.
  open.stack.setClean();
  editor.nudgeBox(id, 1, 0);
  QVERIFY(!open.stack.isClean());
  open.stack.undo();
  QVERIFY(open.stack.isClean());
}

void TestCaseEditor::nudgesStayInsideTheImage() {
  CaseFixture open;
  CaseEditor editor(open.context());
  const BoxId id = editor.addBox(boxOn(3, {50, 40, 60, 45}));
  editor.nudgeBox(id, 10, 10);
  QCOMPARE(open.document.box(id)->rect, (PixelRect{53, 42, 63, 47}));
  editor.nudgeBox(id, 1, 1);
  editor.nudgeBox(id, -1000, 0);
  QCOMPARE(open.document.box(id)->rect, (PixelRect{0, 42, 10, 47}));
  // A file's box that sticks out may come in, by as much as asked, and goes no further out.
  const BoxId outside = editor.addBox(boxOn(3, {58, -4, 70, 5}));
  editor.nudgeBox(outside, 1, -1);
  QCOMPARE(open.document.box(outside)->rect, (PixelRect{58, -4, 70, 5}));
  editor.nudgeBox(outside, -2, 1);
  QCOMPARE(open.document.box(outside)->rect, (PixelRect{56, -3, 68, 6}));
}

void TestCaseEditor::copiesABoxToAnotherSlice() {
  CaseFixture open;
  CaseEditor editor(open.context());
  Box box = boxOn(3);
  box.difficult = true;
  box.fileObject = 2;
  const BoxId id = editor.addBox(box);
  const BoxId copy = editor.copyBoxToSlice(id, QStringLiteral("ct.4"));
  QVERIFY(copy != id && copy != BoxId::None);
  QCOMPARE(open.selection.box(), copy);
  QCOMPARE(undoText(open), QStringLiteral("Copy box A"));
  box.id = copy;
  box.sopInstanceUid = QStringLiteral("ct.4");
  box.fileObject = -1;
  QVERIFY(*open.document.box(copy) == box);
  // Again: the equal box that is there, not a second one on top of it.
  QCOMPARE(editor.copyBoxToSlice(id, QStringLiteral("ct.4")), copy);
  QCOMPARE(editor.copyBoxToSlice(id, QStringLiteral("ct.3")), BoxId::None);
  QCOMPARE(editor.copyBoxToSlice(id, QString()), BoxId::None);
  QCOMPARE(open.stack.count(), 2);
  open.stack.undo();
  QCOMPARE(open.document.boxes().size(), std::size_t{1});
  QCOMPARE(open.selection.box(), id);  // as before the copy
}

void TestCaseEditor::addsAMaskOnAnImagesGrid() {
  CaseFixture open;
  CaseEditor editor(open.context());
  const auto ct = open.document.ct();
  const Result<MaskId> first = editor.addMask(QStringLiteral("Reader 1"), *ct);
  QVERIFY(first.ok());
  QCOMPARE(undoText(open), QStringLiteral("Add mask Reader 1"));
  const MaskLayer& mask = *open.document.mask(*first);
  QVERIFY(mask.labels.grid().sameAs(ct->grid()));
  QCOMPARE(mask.source.seriesInstanceUid, QStringLiteral("ct"));
  QCOMPARE(mask.source.slices.size(), std::size_t{10});
  QCOMPARE(mask.segments.size(), std::size_t{1});
  QCOMPARE(mask.segments[0].label, QStringLiteral("Lesion 1"));
  QCOMPARE(mask.segments[0].algorithm, SegmentAlgorithm::Manual);
  QCOMPARE(open.selection.mask(), *first);
  QCOMPARE(open.selection.segment(), Label{1});

  const Result<MaskId> second = editor.addMask(QStringLiteral("Reader 2"), *ct);
  QVERIFY(*second != *first);
  open.stack.undo();
  QCOMPARE(open.selection.mask(), *first);
  open.stack.undo();
  QVERIFY(open.document.masks().empty());
  QCOMPARE(open.selection.mask(), MaskId::None);
  open.stack.redo();
  open.stack.redo();
  QCOMPARE(open.document.maskPosition(*first), 0);
  QCOMPARE(open.document.maskPosition(*second), 1);
  QCOMPARE(open.selection.mask(), *second);
}

void TestCaseEditor::removesAMaskAndBringsItBack() {
  CaseFixture open;
  CaseEditor editor(open.context());
  const MaskId first = open.addMask(CaseFixture::ctGrid());
  const MaskId second = open.addMask(CaseFixture::ctGrid());
  const MaskId third = open.addMask(CaseFixture::ctGrid());
  const std::vector<LabelEdit> runs{{1000, 50, 0, 2}};
  open.document.applyRuns(second, runs);
  const auto labels = open.labels(second);
  open.selection.setSegment(second, 3);
  editor.removeMask(second);
  QCOMPARE(undoText(open), QStringLiteral("Delete mask mask"));
  QCOMPARE(open.document.mask(second), nullptr);
  QCOMPARE(open.selection.mask(), third);
  // The removed mask is held by its command and counts, as far as it is painted: one slice of 64 × 48.
  QVERIFY(undoByteCount(open.stack) > 64 * 48 * sizeof(Label));
  QVERIFY(undoByteCount(open.stack) < 2 * 64 * 48 * sizeof(Label));
  editor.removeMask(third);
  QCOMPARE(open.selection.mask(), first);
  editor.removeMask(first);
  QCOMPARE(open.selection.mask(), MaskId::None);
  while (open.stack.canUndo()) open.stack.undo();
  QCOMPARE(open.document.maskPosition(first), 0);
  QCOMPARE(open.document.maskPosition(second), 1);
  QCOMPARE(open.document.maskPosition(third), 2);
  QVERIFY(open.labels(second) == labels);
  QCOMPARE(open.selection.mask(), second);
  QCOMPARE(open.selection.segment(), Label{3});
}

void TestCaseEditor::numbersLesions() {
  CaseFixture open;
  CaseEditor editor(open.context());
  const MaskId mask = open.addMask(CaseFixture::ctGrid(), 3);
  QCOMPARE(editor.addSegment(mask), Label{4});
  QCOMPARE(undoText(open), QStringLiteral("Add Lesion 4"));
  QCOMPARE(open.selection.segment(), Label{4});
  QVERIFY(open.document.mask(mask)->segment(4)->colour == lesionColour(4));
  editor.removeSegment(mask, 2);
  QCOMPARE(editor.addSegment(mask), Label{5});
  open.stack.undo();
  QCOMPARE(open.selection.segment(), Label{4});
  // The highest number is taken: the gap is filled.
  Segment last;
  last.number = 65535;
  open.document.setSegment(mask, last);
  QCOMPARE(editor.addSegment(mask), Label{2});
  for (int number = 1; number < 65535; ++number) {
    last.number = static_cast<Label>(number);
    open.document.setSegment(mask, last);
  }
  const int steps = open.stack.count();
  QCOMPARE(editor.addSegment(mask), Label{0});
  QCOMPARE(open.stack.count(), steps);
}

void TestCaseEditor::editsLesions() {
  CaseFixture open;
  CaseEditor editor(open.context());
  const MaskId mask = open.addMask(CaseFixture::ctGrid());
  editor.renameMask(mask, QStringLiteral("Corrected"));
  QCOMPARE(undoText(open), QStringLiteral("Rename mask mask to Corrected"));
  editor.renameSegment(mask, 2, QStringLiteral("Hilar 100%1"));
  QCOMPARE(undoText(open), QStringLiteral("Rename Lesion 2 to Hilar 100%1"));
  editor.setSegmentColour(mask, 2, {1, 2, 3});
  QCOMPARE(undoText(open), QStringLiteral("Change colour of Hilar 100%1"));
  QCOMPARE(open.document.mask(mask)->segment(2)->colour, (Rgb{1, 2, 3}));
  QCOMPARE(open.selection.segment(), Label{1});
  while (open.stack.canUndo()) open.stack.undo();
  QCOMPARE(open.document.mask(mask)->name, QStringLiteral("mask"));
  QCOMPARE(open.document.mask(mask)->segment(2)->label, QStringLiteral("Lesion 2"));
  QVERIFY(open.document.mask(mask)->segment(2)->colour == Rgb{});
}

void TestCaseEditor::removesALesionWithItsVoxels() {
  CaseFixture open;
  CaseEditor editor(open.context());
  const MaskId mask = open.addMask(CaseFixture::ctGrid());
  const std::vector<LabelEdit> runs{{0, 1, 0, 2}, {60, 10, 0, 2}, {70, 5, 0, 1}, {30719, 1, 0, 2}};
  open.document.applyRuns(mask, runs);
  const auto before = open.labels(mask);
  open.selection.setSegment(mask, 2);
  editor.removeSegment(mask, 2);
  QCOMPARE(undoText(open), QStringLiteral("Delete Lesion 2"));
  QCOMPARE(open.document.mask(mask)->labels.count(2), 0);
  QCOMPARE(open.document.mask(mask)->labels.count(1), 5);
  QCOMPARE(open.document.mask(mask)->segment(2), nullptr);
  QCOMPARE(open.selection.segment(), Label{3});
  open.stack.undo();
  QVERIFY(open.labels(mask) == before);
  QCOMPARE(open.document.mask(mask)->segments.size(), std::size_t{3});
  QCOMPARE(open.selection.segment(), Label{2});
  editor.removeSegment(mask, 1);
  editor.removeSegment(mask, 2);
  editor.removeSegment(mask, 3);
  QCOMPARE(open.selection.mask(), mask);
  QCOMPARE(open.selection.segment(), Label{0});
}

void TestCaseEditor::noOpsVanish() {
  CaseFixture open;
  CaseEditor editor(open.context());
  const BoxId box = open.document.insertBox(boxOn(3));
  const MaskId mask = open.addMask(CaseFixture::ctGrid());
  editor.setBoxClass(box, QStringLiteral("A"));
  editor.setBoxRect(box, {20, 24, 10, 12});
  editor.setBoxFlags(box, false, false);
  editor.nudgeBox(box, 0, 0);
  editor.renameMask(mask, QStringLiteral("mask"));
  editor.renameSegment(mask, 2, QStringLiteral("Lesion 2"));
  editor.setSegmentColour(mask, 2, Rgb{});
  // Nothing of these exists.
  const auto noBox = static_cast<BoxId>(99);
  const auto noMask = static_cast<MaskId>(99);
  editor.setBoxClass(noBox, QStringLiteral("B"));
  editor.setBoxRect(noBox, {1, 1, 2, 2});
  editor.setBoxFlags(noBox, true, true);
  editor.removeBox(noBox);
  editor.nudgeBox(noBox, 1, 1);
  QCOMPARE(editor.copyBoxToSlice(noBox, QStringLiteral("ct.1")), BoxId::None);
  editor.renameMask(noMask, QStringLiteral("x"));
  editor.removeMask(noMask);
  QCOMPARE(editor.addSegment(noMask), Label{0});
  editor.renameSegment(mask, 9, QStringLiteral("x"));
  editor.setSegmentColour(noMask, 1, {1, 1, 1});
  editor.removeSegment(mask, 9);
  QCOMPARE(open.stack.count(), 0);
}

void TestCaseEditor::menusShowOneShortLine() {
  CaseFixture open;
  CaseEditor editor(open.context());
  const MaskId mask = open.addMask(CaseFixture::ctGrid());
  editor.renameSegment(mask, 1, QStringLiteral("two\nlines ") + QString(200, QLatin1Char('x')));
  QVERIFY(!undoText(open).contains(QLatin1Char('\n')));
  QVERIFY(undoText(open).size() < 70);
}

QTEST_GUILESS_MAIN(TestCaseEditor)
#include "tst_case_editor.moc"
