#include "annotation/commands/edit_command.h"
#include "annotation/commands/mask_edit.h"
#include "annotation/commands/undo_budget.h"
#include "tests/annotation/random_edits.h"

#include <QSignalSpy>
#include <QTemporaryDir>

using namespace uptake;
using namespace uptake::test;

/// What an undo history costs, and that a budget loses nothing.
class TestUndoBudget : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void hundredStrokesFit_data();
  void hundredStrokesFit();
  void spilledStepsAreUndoneExactly_data();
  void spilledStepsAreUndoneExactly();
  void aRemovedMaskCostsWhatIsPainted();
  void aLostStepStaysAndIsSaid_data();
  void aLostStepStaysAndIsSaid();
};

void TestUndoBudget::hundredStrokesFit_data() {
  QTest::addColumn<double>("diameter");
  QTest::newRow("30 mm ball") << 30.0;
  QTest::newRow("100 mm ball") << 100.0;
}

void TestUndoBudget::hundredStrokesFit() {
  QFETCH(double, diameter);
  const ImageGrid grid =
      ImageGrid::create({512, 512, 600}, {0.7, 0.7, 0.7}, Point::Zero(), Eigen::Matrix3d::Identity()).take();
  CaseFixture open;
  const MaskId mask = open.addMask(grid);
  open.selection.setProtectsOthers(false);  // strokes of three lesions cross each other
  UndoBudget budget(open.stack);
  BrushTool brush(open.context());
  brush.setShape(BrushShape::Ball);
  brush.setDiameter({diameter});
  QRandomGenerator random(3);
  std::size_t most = 0;
  for (int stroke = 0; stroke < 100; ++stroke) {
    open.selection.setSegment(mask, static_cast<Label>(1 + stroke % 3));
    const double i = 80 + random.bounded(350);
    const double j = 80 + random.bounded(350);
    const double k = 80 + random.bounded(440);
    CaseFixture::drag(brush, CaseFixture::pointerAt(grid, i, j, k),
                      CaseFixture::pointerAt(grid, i + 60 - random.bounded(120), j + 40, k));
    most = std::max(most, undoByteCount(open.stack));
  }
  QCOMPARE(open.stack.count(), 100);
  qInfo("100 strokes of %.0f mm on 512 x 512 x 600: at most %.1f MB", diameter,
        static_cast<double>(most) / 1048576.0);
  QVERIFY(most <= std::size_t{64} * 1024 * 1024);
  while (open.stack.canUndo()) open.stack.undo();
  QVERIFY(open.document.mask(mask)->labels.extent().isEmpty());
}

void TestUndoBudget::spilledStepsAreUndoneExactly_data() {
  QTest::addColumn<int>("bytes");
  QTest::newRow("everything spilled") << 1;
  QTest::newRow("some") << 60'000;
}

void TestUndoBudget::spilledStepsAreUndoneExactly() {
  QFETCH(int, bytes);
  Monkey monkey(42);
  CaseFixture& open = monkey.open();
  UndoBudget budget(open.stack, static_cast<std::size_t>(bytes));
  std::vector<QByteArray> states{snapshot(open.document)};
  const auto at = [&](int step) -> QByteArray& { return states[static_cast<std::size_t>(step)]; };
  for (int round = 0; round < 500; ++round) {
    if (round % 31 == 0)
      for (int steps = monkey.number(6); steps > 0; --steps) open.stack.undo();
    if (round % 41 == 0)
      for (int steps = monkey.number(6); steps > 0; --steps) open.stack.redo();
    const int before = open.stack.index();
    const bool mayMerge = monkey.edit();
    if (open.stack.index() > before || (mayMerge && open.stack.index() == before)) {
      states.resize(static_cast<std::size_t>(open.stack.index()) + 1);
      at(open.stack.index()) = snapshot(open.document);
    }
    QCOMPARE(snapshot(open.document), at(open.stack.index()));
  }
  QVERIFY(open.stack.count() > 100);
  for (int pass = 0; pass < 2; ++pass) {
    while (open.stack.canUndo()) {
      open.stack.undo();
      QCOMPARE(snapshot(open.document), at(open.stack.index()));
    }
    while (open.stack.canRedo()) {
      open.stack.redo();
      QCOMPARE(snapshot(open.document), at(open.stack.index()));
    }
  }
}

void TestUndoBudget::aRemovedMaskCostsWhatIsPainted() {
  const ImageGrid grid =
      ImageGrid::create({512, 512, 100}, {0.7, 0.7, 2.0}, Point::Zero(), Eigen::Matrix3d::Identity()).take();
  CaseFixture open;
  const MaskId mask = open.addMask(grid);
  std::vector<LabelEdit> runs;
  for (int k = 0; k < 100; ++k) runs.push_back({grid.offset(100, 100, k), 40, 0, 1});
  open.document.applyRuns(mask, runs);
  const QByteArray before = snapshot(open.document);
  UndoBudget budget(open.stack, 1024 * 1024);
  CaseEditor editor(open.context());
  editor.removeMask(mask);  // 52 MB of labels
  QVERIFY(undoByteCount(open.stack) < 1024 * 1024);
  open.stack.undo();
  QCOMPARE(snapshot(open.document), before);
  open.stack.redo();
  open.stack.undo();
  QCOMPARE(snapshot(open.document), before);
}

void TestUndoBudget::aLostStepStaysAndIsSaid_data() {
  QTest::addColumn<bool>("cut");
  QTest::addColumn<bool>("removed");
  QTest::newRow("cut file") << true << false;
  QTest::newRow("overwritten file") << false << false;
  QTest::newRow("cut file, removed mask") << true << true;
}

/// The temporary file of the history is damaged: undo goes on with the other steps and throws nothing.
void TestUndoBudget::aLostStepStaysAndIsSaid() {
  QFETCH(bool, cut);
  QFETCH(bool, removed);
  const QTemporaryDir folder;
  qputenv("TMPDIR", folder.path().toLocal8Bit());
  {
    CaseFixture open;
    const ImageGrid grid = CaseFixture::ctGrid();
    const MaskId mask = open.addMask(grid);
    UndoBudget budget(open.stack, 1);
    QSignalSpy lost(&budget, &UndoBudget::stepLost);
    const auto paint = [&](int column) {
      pushLesionEdit(open.context(), mask, {{grid.offset(column, 5, 2), 3, 0, 1}}, {},
                     QStringLiteral("paint"));
    };
    paint(2);
    if (removed)
      CaseEditor(open.context()).removeMask(mask);
    else
      paint(20);
    const QByteArray before = snapshot(open.document);
    // It has no name; the system lists it among what is open here.
    QString path;
    const QDir openFiles(QStringLiteral("/proc/self/fd"));
    for (const QString& each : openFiles.entryList(QDir::System | QDir::Files | QDir::NoDotAndDotDot))
      if (QFile::symLinkTarget(openFiles.filePath(each)).startsWith(folder.path()))
        path = openFiles.filePath(each);
    if (path.isEmpty()) QSKIP("this system does not show open files");
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadWrite));
    const qint64 size = file.size();
    QVERIFY(size > 0);
    if (cut)
      QVERIFY(file.resize(0));
    else
      QCOMPARE(file.write(QByteArray(static_cast<qsizetype>(size), '\x7f')), size);
    file.close();

    const int steps = open.stack.count();
    open.stack.undo();
    QCOMPARE(snapshot(open.document), before);
    QCOMPARE(lost.count(), 1);
    QCOMPARE(open.stack.count(), steps - 1);
    while (open.stack.canUndo()) open.stack.undo();
    QCOMPARE(snapshot(open.document), before);
    QCOMPARE(lost.count(), 1);
    if (!removed) {
      paint(30);
      QCOMPARE(open.labels(mask)[static_cast<std::size_t>(grid.offset(31, 5, 2))], Label{1});
    }
  }
  qunsetenv("TMPDIR");
}

QTEST_GUILESS_MAIN(TestUndoBudget)
#include "tst_undo_budget.moc"
