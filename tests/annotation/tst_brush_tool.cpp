#include "annotation/commands/edit_command.h"
#include "annotation/tools/brush_tool.h"
#include "tests/annotation/brush_strokes.h"

#include <QSignalSpy>

using namespace uptake;
using namespace uptake::test;

class TestBrushTool : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void scrollingStartsAfresh();
  void doesNothingOutsideTheGrid();
  void makesAMaskAndALesionWhereNoneIs();
  void sparesOtherLesions();
  void paintsOverOtherLesionsAndErasesItsOwn();
  void ctrlInvertsTheWholeStroke();
  void aStrokeIsOneNamedStep();
  void cancelRestoresEveryVoxel();
  void aStrokeThatChangesNothingVanishes();
  void changesOncePerPointerEvent();
  void correctsAnAlgorithmsLesion();
  void keepsItsDiameterWithinLimits();
  void aHundredStrokesAreSmall();
  void aLongStrokeUndoesExactly();
  void survivesAMaskThatGoes();
};

namespace {

const ImageGrid kIsotropic =
    ImageGrid::create({40, 36, 30}, {1, 1, 1}, {-20, -18, -15}, Eigen::Matrix3d::Identity()).take();
const ImageGrid kAnisotropic =
    ImageGrid::create({50, 40, 14}, {0.7, 0.9, 3.0}, {-17, -18, -20}, Eigen::Matrix3d::Identity()).take();

}  // namespace

void TestBrushTool::scrollingStartsAfresh() {
  // The wheel turns three slices while the button is down: the slices between stay clean.
  CaseFixture open;
  const MaskId mask = open.addMask(kIsotropic);
  for (const BrushShape shape : {BrushShape::Disc, BrushShape::Ball}) {
    BrushTool tool(open.context());
    tool.setShape(shape);
    tool.setDiameter({4.0});
    stroke(tool,
           {CaseFixture::pointerAt(kIsotropic, 8, 18, 4), CaseFixture::pointerAt(kIsotropic, 30, 18, 24)});
    const LabelMap& labels = open.document.mask(mask)->labels;
    QCOMPARE(labels.at({8, 18, 4}), Label{1});
    QCOMPARE(labels.at({30, 18, 24}), Label{1});
    QCOMPARE(std::ranges::count(labels.slice(14), Label{1}), 0);
    QCOMPARE(labels.at({20, 18, 4}), Label{0});
    QCOMPARE(labels.at({20, 18, 24}), Label{0});
    open.stack.undo();
  }
}

void TestBrushTool::doesNothingOutsideTheGrid() {
  CaseFixture open;
  const MaskId mask = open.addMask(kIsotropic);
  BrushTool tool(open.context());
  tool.setShape(BrushShape::Ball);
  tool.setDiameter({10.0});
  // The brush reaches into the grid, the pointer does not.
  stroke(tool,
         {CaseFixture::pointerAt(kIsotropic, -1, 18, 15), CaseFixture::pointerAt(kIsotropic, -3, 5, 15)});
  stroke(tool, {CaseFixture::pointerAt(kIsotropic, 20, 18, 31)});
  QCOMPARE(countOf(open, mask, 0), kIsotropic.voxelCount());
  QCOMPARE(open.stack.count(), 0);
  // Through the grid from side to side: what lies inside is painted, up to the border.
  tool.setDiameter({2.0});
  tool.press(CaseFixture::pointerAt(kIsotropic, -30, 18, 15));
  tool.release(CaseFixture::pointerAt(kIsotropic, 70, 18, 15));
  QCOMPARE(open.document.mask(mask)->labels.extent(1), (IndexBox{{0, 17, 14}, {39, 19, 16}}));
  // A line of 40 voxels and its four neighbours at 1 mm.
  QCOMPARE(countOf(open, mask, 1), std::ptrdiff_t{200});
}

void TestBrushTool::makesAMaskAndALesionWhereNoneIs() {
  CaseFixture open;
  BrushTool tool(open.context());
  QSignalSpy said(&tool, &Tool::said);
  const SlicePointer pointer = CaseFixture::pointerAt(CaseFixture::ctGrid(), 20, 18, 5);
  tool.setErasing(true);
  stroke(tool, {pointer});
  QCOMPARE(said.count(), 1);
  QVERIFY(said.takeFirst().at(0).toString().contains(QStringLiteral("no mask to erase")));
  QVERIFY(!tool.isInGesture());
  tool.setErasing(false);
  stroke(tool, {pointer});
  QCOMPARE(open.document.masks().size(), std::size_t{1});
  const MaskId made = open.document.masks().front()->id;
  QVERIFY(open.document.mask(made)->labels.grid().sameAs(CaseFixture::ctGrid()));
  QVERIFY(countOf(open, made, 1) > 0);
  QCOMPARE(open.stack.count(), 1);
  QCOMPARE(open.stack.undoText(), QStringLiteral("Brush stroke on Lesion 1"));
  open.stack.undo();
  QVERIFY(open.document.masks().empty());

  // A mask whose lesion is not there gets one with the stroke.
  const MaskId mask = open.addMask(kIsotropic);
  open.selection.setSegment(mask, 9);
  const SlicePointer inside = CaseFixture::pointerAt(kIsotropic, 20, 18, 15);
  stroke(tool, {inside});
  QVERIFY(open.document.mask(mask)->segment(4));
  QVERIFY(countOf(open, mask, 4) > 0);
  QCOMPARE(open.selection.segment(), Label{4});
  open.stack.undo();
  QVERIFY(!open.document.mask(mask)->segment(4));
  QCOMPARE(countOf(open, mask, 0), kIsotropic.voxelCount());
  QCOMPARE(tool.cursorAt(inside), ToolCursor::Brush);
}

void TestBrushTool::sparesOtherLesions() {
  CaseFixture open;
  const MaskId mask = open.addMask(kIsotropic);
  BrushTool tool(open.context());
  QSignalSpy said(&tool, &Tool::said);
  tool.setDiameter({10.0});
  const auto dab = [&](double i) { stroke(tool, {CaseFixture::pointerAt(kIsotropic, i, 18, 15)}); };
  dab(15);
  const auto before = open.labels(mask);
  open.selection.setSegment(mask, 2);
  dab(20);
  const auto after = open.labels(mask);
  for (std::size_t voxel = 0; voxel < after.size(); ++voxel)
    if (before[voxel] == 1) QCOMPARE(after[voxel], Label{1});
  QVERIFY(countOf(open, mask, 2) > 0 && countOf(open, mask, 2) < 81);
  QVERIFY(said.isEmpty());
  // Where there is nothing but another lesion, that is why nothing happens.
  dab(15);
  tool.setDiameter({4.0});
  dab(13);
  QCOMPARE(open.stack.count(), 2);
  QVERIFY(said.last().first().toString().contains(QStringLiteral("part of Lesion 1")));
  QCOMPARE(countOf(open, mask, 1), std::ptrdiff_t{81});
}

void TestBrushTool::paintsOverOtherLesionsAndErasesItsOwn() {
  CaseFixture open;
  open.selection.setProtectsOthers(false);
  const MaskId mask = open.addMask(kIsotropic);
  BrushTool tool(open.context());
  QSignalSpy said(&tool, &Tool::said);
  tool.setDiameter({10.0});
  const auto dab = [&](double i) { stroke(tool, {CaseFixture::pointerAt(kIsotropic, i, 18, 15)}); };
  dab(15);
  const auto onlyFirst = open.labels(mask);
  open.selection.setSegment(mask, 2);
  dab(20);
  const auto both = open.labels(mask);
  QCOMPARE(countOf(open, mask, 2), std::ptrdiff_t{81});
  QVERIFY(countOf(open, mask, 1) < 81);
  // Voxels of 1 mm³.
  QCOMPARE(said.count(), 1);
  QCOMPARE(said.last().first().toString(),
           QStringLiteral("Taken from other lesions: %1 ml of Lesion 1.")
               .arg(static_cast<double>(81 - countOf(open, mask, 1)) / 1000.0, 0, 'f', 3));
  open.stack.undo();
  QVERIFY(open.labels(mask) == onlyFirst);
  open.stack.redo();
  QVERIFY(open.labels(mask) == both);

  tool.setErasing(true);
  const std::ptrdiff_t firstBefore = countOf(open, mask, 1);
  dab(17);
  QCOMPARE(countOf(open, mask, 1), firstBefore);
  QVERIFY(countOf(open, mask, 2) < 81);
  QCOMPARE(open.stack.undoText(), QStringLiteral("Erase on Lesion 2"));
  open.stack.undo();
  QVERIFY(open.labels(mask) == both);
}

void TestBrushTool::ctrlInvertsTheWholeStroke() {
  CaseFixture open;
  const MaskId mask = open.addMask(kIsotropic);
  BrushTool tool(open.context());
  tool.setDiameter({6.0});
  SlicePointer left = CaseFixture::pointerAt(kIsotropic, 10, 18, 15);
  SlicePointer right = CaseFixture::pointerAt(kIsotropic, 30, 18, 15);
  stroke(tool, {left, right});
  const std::ptrdiff_t painted = countOf(open, mask, 1);
  // As at its press: letting Ctrl go half way does not turn the stroke round.
  left.invert = true;
  stroke(tool, {left, right});
  QCOMPARE(countOf(open, mask, 1), std::ptrdiff_t{0});
  QCOMPARE(open.stack.undoText(), QStringLiteral("Erase on Lesion 1"));
  open.stack.undo();
  QCOMPARE(countOf(open, mask, 1), painted);
  open.stack.undo();
  tool.setErasing(true);
  stroke(tool, {left, right});
  QCOMPARE(countOf(open, mask, 1), painted);
}

void TestBrushTool::aStrokeIsOneNamedStep() {
  CaseFixture open;
  const MaskId mask = open.addMask(kIsotropic);
  open.selection.setSegment(mask, 3);
  BrushTool tool(open.context());
  std::vector<SlicePointer> path;
  for (int step = 0; step < 20; ++step) path.push_back(CaseFixture::pointerAt(kIsotropic, 8 + step, 18, 15));
  stroke(tool, path);
  QCOMPARE(open.stack.count(), 1);
  QCOMPARE(open.stack.undoText(), QStringLiteral("Brush stroke on Lesion 3"));
}

void TestBrushTool::cancelRestoresEveryVoxel() {
  CaseFixture open;
  const MaskId mask = open.addMask(kAnisotropic);
  QRandomGenerator random(7);
  BrushTool tool(open.context());
  for (Label lesion = 1; lesion <= 3; ++lesion) {
    open.selection.setSegment(mask, lesion);
    stroke(tool, wander(kAnisotropic, PlaneOrientation::Axial, 9.0, random));
  }
  const auto before = open.labels(mask);
  for (const bool erasing : {false, true}) {
    open.selection.setSegment(mask, 2);
    tool.setErasing(erasing);
    tool.setShape(BrushShape::Ball);
    tool.setDiameter({20.0});
    const auto path = wander(kAnisotropic, PlaneOrientation::Coronal, 9.0, random);
    tool.press(path[0]);
    tool.move(path[1]);
    tool.move(path[2]);
    QVERIFY(open.labels(mask) != before);
    tool.cancel();
    QVERIFY(!tool.isInGesture());
    QVERIFY(open.labels(mask) == before);
    tool.release(path[3]);
    QVERIFY(open.labels(mask) == before);
    QCOMPARE(open.stack.count(), 3);
  }
}

void TestBrushTool::aStrokeThatChangesNothingVanishes() {
  CaseFixture open;
  open.addMask(kIsotropic);
  BrushTool tool(open.context());
  const SlicePointer pointer = CaseFixture::pointerAt(kIsotropic, 20, 18, 15);
  tool.setErasing(true);
  stroke(tool, {pointer});
  QCOMPARE(open.stack.count(), 0);
  tool.setErasing(false);
  stroke(tool, {pointer});
  stroke(tool, {pointer});
  QCOMPARE(open.stack.count(), 1);
}

void TestBrushTool::changesOncePerPointerEvent() {
  CaseFixture open;
  open.addMask(kIsotropic);
  BrushTool tool(open.context());
  tool.setDiameter({4.0});
  QSignalSpy changes(&open.document, &CaseDocument::maskVoxelsChanged);
  tool.press(CaseFixture::pointerAt(kIsotropic, 10, 18, 15));
  QCOMPARE(changes.count(), 1);
  tool.move(CaseFixture::pointerAt(kIsotropic, 20, 18, 15));
  QCOMPARE(changes.count(), 2);
  // Only what is new, so that a view redraws no more than that.
  QCOMPARE(changes.at(1).at(1).value<IndexBox>(), (IndexBox{{11, 16, 15}, {22, 20, 15}}));
  tool.release(CaseFixture::pointerAt(kIsotropic, 20, 18, 15));
  QCOMPARE(changes.count(), 2);
}

void TestBrushTool::correctsAnAlgorithmsLesion() {
  CaseFixture open;
  const MaskId mask = open.addMask(kIsotropic);
  Segment predicted = *open.document.mask(mask)->segment(2);
  predicted.algorithm = SegmentAlgorithm::Automatic;
  predicted.algorithmName = QStringLiteral("nnU-Net");
  open.document.setSegment(mask, predicted);
  BrushTool tool(open.context());
  const SlicePointer pointer = CaseFixture::pointerAt(kIsotropic, 20, 18, 15);
  stroke(tool, {pointer});
  QCOMPARE(open.document.mask(mask)->segment(2)->algorithm, SegmentAlgorithm::Automatic);
  open.selection.setSegment(mask, 2);
  stroke(tool, {CaseFixture::pointerAt(kIsotropic, 8, 18, 15)});
  QCOMPARE(open.document.mask(mask)->segment(2)->algorithm, SegmentAlgorithm::SemiAutomatic);
  QCOMPARE(open.document.mask(mask)->segment(2)->algorithmName, QStringLiteral("nnU-Net; corrected by hand"));
  open.stack.undo();
  QVERIFY(*open.document.mask(mask)->segment(2) == predicted);
  open.stack.redo();
  QCOMPARE(open.document.mask(mask)->segment(2)->algorithm, SegmentAlgorithm::SemiAutomatic);
}

void TestBrushTool::keepsItsDiameterWithinLimits() {
  CaseFixture open;
  BrushTool tool(open.context());
  QSignalSpy changes(&tool, &BrushTool::settingsChanged);
  tool.setDiameter({0.1});
  QCOMPARE(tool.diameter().value, 2.0);
  tool.setDiameter({1e9});
  QCOMPARE(tool.diameter().value, 100.0);
  QCOMPARE(changes.count(), 2);
  // Down and up again meet the same sizes.
  std::vector<double> down;
  for (; tool.diameter().value > 2.0; tool.stepDiameter(-1)) down.push_back(tool.diameter().value);
  QCOMPARE(down.size(), std::size_t{32});
  for (auto size = down.rbegin(); size != down.rend(); ++size) {
    tool.stepDiameter(+1);
    QCOMPARE(tool.diameter().value, *size);
  }
  tool.stepDiameter(+1);
  QCOMPARE(tool.diameter().value, 100.0);
  tool.setDiameter({9.5});
  tool.stepDiameter(+1);
  QCOMPARE(tool.diameter().value, 10.0);
  tool.stepDiameter(-3);
  QCOMPARE(tool.diameter().value, 7.0);
}

void TestBrushTool::aHundredStrokesAreSmall() {
  // 512 × 512 × 300 at 0.7 mm, 157 MB of labels: a hundred ball strokes of 30 mm keep a few MB of history.
  const ImageGrid grid =
      ImageGrid::create({512, 512, 300}, {0.7, 0.7, 0.7}, Point::Zero(), Eigen::Matrix3d::Identity()).take();
  CaseFixture open;
  const MaskId mask = open.addMask(grid);
  BrushTool tool(open.context());
  tool.setShape(BrushShape::Ball);
  tool.setDiameter({30.0});
  QRandomGenerator random(3);
  for (int step = 0; step < 100; ++step) {
    std::vector<SlicePointer> path;
    const double i = 60 + random.bounded(390);
    const double j = 60 + random.bounded(390);
    const double k = 30 + random.bounded(240);
    for (int move = 0; move < 10; ++move)
      path.push_back(CaseFixture::pointerAt(grid, i + 3 * move, j + 2 * move, k));
    path.front().extend = true;  // one lesion, however far apart its strokes are
    stroke(tool, path);
  }
  QVERIFY(countOf(open, mask, 1) > 5'000'000);
  const std::size_t bytes = undoByteCount(open.stack);
  qInfo("%lld voxels painted, %zu bytes of history, %zu a run",
        static_cast<long long>(countOf(open, mask, 1)), bytes, sizeof(LabelEdit));
  QVERIFY(bytes < 10'000'000);
}

void TestBrushTool::aLongStrokeUndoesExactly() {
  // Hundreds of thousands of slivers, more than are kept unjoined while the button is down.
  const ImageGrid grid =
      ImageGrid::create({300, 200, 160}, {0.7, 0.7, 0.7}, Point::Zero(), Eigen::Matrix3d::Identity()).take();
  CaseFixture open;
  const MaskId mask = open.addMask(grid);
  BrushTool tool(open.context());
  tool.setShape(BrushShape::Ball);
  tool.setDiameter({100.0});
  std::vector<SlicePointer> path;
  for (int step = 0; step < 60; ++step)
    path.push_back(CaseFixture::pointerAt(grid, 80 + 2.3 * step, 100 + 0.4 * step, 80));
  stroke(tool, path);
  const auto painted = open.labels(mask);
  // One run a row: 143 slices of at most 143 + 24 rows.
  QVERIFY(undoByteCount(open.stack) < 143 * 167 * sizeof(LabelEdit));
  open.stack.undo();
  QCOMPARE(countOf(open, mask, 0), grid.voxelCount());
  open.stack.redo();
  QVERIFY(open.labels(mask) == painted);
}

void TestBrushTool::survivesAMaskThatGoes() {
  CaseFixture open;
  const MaskId mask = open.addMask(kIsotropic);
  BrushTool tool(open.context());
  for (const bool cancels : {true, false}) {
    open.selection.setSegment(mask, 1);
    tool.press(CaseFixture::pointerAt(kIsotropic, 10, 18, 15));
    auto taken = open.document.takeMask(mask);
    if (cancels)
      tool.cancel();
    else
      tool.release(CaseFixture::pointerAt(kIsotropic, 20, 18, 15));
    QVERIFY(!tool.isInGesture());
    QCOMPARE(open.stack.count(), 0);
    open.document.insertMask(std::move(taken));
  }
}

QTEST_GUILESS_MAIN(TestBrushTool)
#include "tst_brush_tool.moc"
