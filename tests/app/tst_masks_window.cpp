#include "app/features/masks/mask_list.h"
#include "tests/app/window_fixture.h"

#include <QAbstractItemModelTester>
#include <QDoubleSpinBox>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTreeView>

using namespace uptake;
using namespace uptake::test;

/// The list of masks and the operations on lesions in the real window, by mouse and keys.
class TestMasksWindow : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase();
  void init();
  void modelIsSound();
  void eyeAndLockAreClicked();
  void keysHideAndStep();
  void namesAreEdited();
  void lesionsGrowByWhatIsAsked();
  void escapeAsksForNothing();
  void lockedLesionsAreNotRemoved();
  void lungsAreFound();

 private:
  static QTreeView* listOf(MainWindow& window) {
    return window.findChild<QTreeView*>(QStringLiteral("masks"));
  }
  static MaskModel* modelOf(MainWindow& window) { return static_cast<MaskModel*>(listOf(window)->model()); }
  static void click(QTreeView& list, const QModelIndex& index) {
    QTest::mouseClick(list.viewport(), Qt::LeftButton, {}, list.visualRect(index).center());
  }
  /// A window with a CT mask of two lesions of 5 × 5 × 5 voxels.
  std::unique_ptr<MainWindow> openWithMask(MaskId* mask);

  QTemporaryDir folder_;
  QString study_;
};

void TestMasksWindow::initTestCase() {
  isolateSettings(folder_.path());
  study_ = folder_.filePath(QStringLiteral("study"));
  const QString failure = makePhantom(study_);
  QVERIFY2(failure.isEmpty(), qPrintable(failure));
}

void TestMasksWindow::init() {
  QSettings().clear();
}

std::unique_ptr<MainWindow> TestMasksWindow::openWithMask(MaskId* mask) {
  auto window = openWindow(study_);
  if (!window) return nullptr;
  auto* panel = window->findChild<MaskList*>();
  panel->addMask(false);
  panel->addLesion();
  CaseDocument& document = window->session().openCase().document();
  *mask = document.masks().front()->id;
  const ImageGrid& grid = document.masks().front()->labels.grid();
  std::vector<LabelEdit> runs;
  for (const Label number : {Label{1}, Label{2}})
    for (int k = 10; k < 15; ++k)
      for (int j = 30; j < 35; ++j) runs.push_back({grid.offset(20 + 20 * number, j, k), 5, 0, number});
  document.applyRuns(*mask, runs);
  QTest::qWait(100);
  return window;
}

void TestMasksWindow::modelIsSound() {
  MaskId mask{};
  auto window = openWithMask(&mask);
  QVERIFY(window);
  MaskModel* model = modelOf(*window);
  QAbstractItemModelTester tester(model, QAbstractItemModelTester::FailureReportingMode::QtTest);
  QCOMPARE(model->rowCount(), 1);
  const QModelIndex row = model->index(0, 0);
  QCOMPARE(model->rowCount(row), 2);
  QCOMPARE(model->index(0, MaskModel::kWhere).data().toString(), QStringLiteral("CT grid"));
  const double volume =
      125.0 * window->session().openCase().document().mask(mask)->labels.grid().voxelVolume().value;
  QCOMPARE(model->index(0, MaskModel::kWhere, row).data().toString(),
           QStringLiteral("%1 ml").arg(volume, 0, 'f', volume < 10 ? 2 : 1));
  auto* panel = window->findChild<MaskList*>();
  panel->addMask(true);
  panel->addLesion();
  QCOMPARE(model->rowCount(), 2);
  QCOMPARE(model->index(1, MaskModel::kWhere).data().toString(), QStringLiteral("PET grid"));
  QUndoStack& stack = window->session().openCase().undoStack();
  while (stack.canUndo()) stack.undo();
  QCOMPARE(model->rowCount(), 0);
  while (stack.canRedo()) stack.redo();
  QCOMPARE(model->rowCount(), 2);
  // From the middle of the list and back into its place.
  CaseEditor(window->session().openCase().toolContext()).removeSegment(mask, 1);
  QCOMPARE(model->rowCount(model->index(0, 0)), 1);
  CaseEditor(window->session().openCase().toolContext()).removeMask(mask);
  QCOMPARE(model->rowCount(), 1);
  stack.undo();
  stack.undo();
  QCOMPARE(model->rowCount(model->index(0, 0)), 2);
}

void TestMasksWindow::eyeAndLockAreClicked() {
  MaskId mask{};
  auto window = openWithMask(&mask);
  QVERIFY(window);
  QTreeView* list = listOf(*window);
  MaskModel* model = modelOf(*window);
  const auto layer = [&] { return window->session().openCase().document().mask(mask); };
  const int steps = window->session().openCase().undoStack().count();
  click(*list, model->indexOf({mask, 2}, MaskModel::kShown));
  QVERIFY(!layer()->display.shows(2) && layer()->display.shows(1));
  click(*list, model->indexOf({mask, 0}, MaskModel::kShown));
  QVERIFY(!layer()->display.visible);
  // What is asked for is shown, its mask with it.
  click(*list, model->indexOf({mask, 2}, MaskModel::kShown));
  QVERIFY(layer()->display.shows(2) && layer()->display.visible);
  click(*list, model->indexOf({mask, 1}, MaskModel::kLocked));
  QVERIFY(!layer()->locks.allows(1) && layer()->locks.allows(2));
  click(*list, model->indexOf({mask, 0}, MaskModel::kLocked));
  QVERIFY(!layer()->locks.allows(2));
  click(*list, model->indexOf({mask, 0}, MaskModel::kLocked));
  click(*list, model->indexOf({mask, 1}, MaskModel::kLocked));
  QVERIFY(layer()->locks == MaskLocks());
  QCOMPARE(window->session().openCase().undoStack().count(), steps);  // no edits
  // The menu tells the same.
  click(*list, model->indexOf({mask, 1}));
  QAction* shown = window->actions().action(QStringLiteral("lesion.shown"));
  QVERIFY(shown->isChecked());
  shown->trigger();
  QVERIFY(!layer()->display.shows(1));
  QVERIFY(!shown->isChecked());
  window->actions().action(QStringLiteral("lesion.showOnly"))->trigger();
  QVERIFY(layer()->display.shows(1) && !layer()->display.shows(2));
  window->actions().action(QStringLiteral("mask.showAll"))->trigger();
  QVERIFY(layer()->display == MaskDisplay());
}

void TestMasksWindow::keysHideAndStep() {
  MaskId mask{};
  auto window = openWithMask(&mask);
  QVERIFY(window);
  QTreeView* list = listOf(*window);
  MaskModel* model = modelOf(*window);
  click(*list, model->indexOf({mask, 1}));
  QCOMPARE(window->session().openCase().selection().segment(), Label{1});
  const ImageGrid& grid = window->session().openCase().document().mask(mask)->labels.grid();
  QVERIFY((window->viewState().crosshair() - grid.toPatient({42, 32, 12})).norm() < 1e-6);
  list->setFocus();
  QTest::keyClick(list, Qt::Key_Down);
  QCOMPARE(window->session().openCase().selection().segment(), Label{2});
  QTest::keyClick(list, Qt::Key_Space);
  QVERIFY(!window->session().openCase().document().mask(mask)->display.shows(2));
  auto* panel = window->findChild<AnnotationPanel*>();
  panel->step(1);
  QCOMPARE(window->session().openCase().selection().segment(), Label{1});
  panel->step(-1);
  QCOMPARE(window->session().openCase().selection().segment(), Label{2});
  QVERIFY((window->viewState().crosshair() - grid.toPatient({62, 32, 12})).norm() < 1e-6);
}

void TestMasksWindow::namesAreEdited() {
  MaskId mask{};
  auto window = openWithMask(&mask);
  QVERIFY(window);
  QTreeView* list = listOf(*window);
  const QModelIndex name = modelOf(*window)->indexOf({mask, 2});
  click(*list, name);
  QTest::keyClick(list, Qt::Key_F2);
  auto* editor = list->findChild<QLineEdit*>();
  QVERIFY(editor);
  QTest::keyClicks(editor, QStringLiteral("Left hilus"));
  QTest::keyClick(editor, Qt::Key_Return);
  QTRY_COMPARE(window->session().openCase().document().mask(mask)->segment(2)->label,
               QStringLiteral("Left hilus"));
  QVERIFY(window->session().openCase().undoStack().undoText().contains(QLatin1String("Left hilus")));
}

void TestMasksWindow::lesionsGrowByWhatIsAsked() {
  MaskId mask{};
  auto window = openWithMask(&mask);
  QVERIFY(window);
  click(*listOf(*window), modelOf(*window)->indexOf({mask, 1}));
  const LabelMap& labels = window->session().openCase().document().mask(mask)->labels;
  const auto ask = [&](double value) {
    window->actions().action(QStringLiteral("lesion.grow"))->trigger();
    auto* popup = window->findChild<QWidget*>(QStringLiteral("askPopup"));
    auto* box = popup ? popup->findChild<QDoubleSpinBox*>() : nullptr;
    if (!box || !QTest::qWaitFor([&] { return box->hasFocus(); })) return -1.0;
    const double before = box->value();
    if (value > 0.0) {
      box->selectAll();
      QTest::keyClicks(box, box->locale().toString(value));  // as this language writes it
    }
    QTest::keyClick(box, Qt::Key_Return);
    return before;
  };
  const double along = labels.grid().spacing().x();
  // Less than the largest side of a voxel would change nothing.
  const double offered = std::max(3.0, std::ceil(labels.grid().spacing().maxCoeff() * 2.0) / 2.0);
  QCOMPARE(ask(std::ceil(along * 10.0) / 10.0 * 2.0), offered);
  QTRY_VERIFY(labels.count(1) > 125);
  QCOMPARE(labels.at({45, 32, 12}), Label{1});
  QVERIFY(window->session().openCase().undoStack().undoText().startsWith(QLatin1String("Grow Lesion 1")));
  QTRY_VERIFY(!window->findChild<QWidget*>(QStringLiteral("askPopup")));
  // It is remembered.
  const std::ptrdiff_t grown = labels.count(1);
  QCOMPARE(ask(0.0), std::ceil(along * 10.0) / 10.0 * 2.0);
  QTRY_VERIFY(labels.count(1) > grown);
}

void TestMasksWindow::escapeAsksForNothing() {
  MaskId mask{};
  auto window = openWithMask(&mask);
  QVERIFY(window);
  click(*listOf(*window), modelOf(*window)->indexOf({mask, 1}));
  const int steps = window->session().openCase().undoStack().count();
  window->actions().action(QStringLiteral("lesion.shrink"))->trigger();
  auto* popup = window->findChild<QWidget*>(QStringLiteral("askPopup"));
  QVERIFY(popup);
  QTest::keyClick(popup, Qt::Key_Escape);
  QTRY_VERIFY(!window->findChild<QWidget*>(QStringLiteral("askPopup")));
  QTest::qWait(50);
  QCOMPARE(window->session().openCase().undoStack().count(), steps);
}

void TestMasksWindow::lockedLesionsAreNotRemoved() {
  MaskId mask{};
  auto window = openWithMask(&mask);
  QVERIFY(window);
  QTreeView* list = listOf(*window);
  QSignalSpy said(&window->session().messages(), &Messages::said);
  click(*list, modelOf(*window)->indexOf({mask, 1}));
  click(*list, modelOf(*window)->indexOf({mask, 1}, MaskModel::kLocked));
  list->setFocus();
  QTest::keyClick(list, Qt::Key_Delete);
  QVERIFY(window->session().openCase().document().mask(mask)->segment(1));
  QVERIFY(said.last().first().toString().contains(QLatin1String("locked")));
  click(*list, modelOf(*window)->indexOf({mask, 1}, MaskModel::kLocked));
  QTest::keyClick(list, Qt::Key_Delete);
  QVERIFY(!window->session().openCase().document().mask(mask)->segment(1));
}

void TestMasksWindow::lungsAreFound() {
  auto window = openWindow(study_);
  QVERIFY(window);
  QSignalSpy said(&window->session().messages(), &Messages::said);
  window->actions().action(QStringLiteral("mask.newLungs"))->trigger();
  QTRY_VERIFY_WITH_TIMEOUT(!window->session().openCase().lesionEditor().job().isRunning(), 60000);
  const CaseDocument& document = window->session().openCase().document();
  QVERIFY2(document.masks().size() == 1,
           qPrintable(said.isEmpty() ? QString() : said.last().first().toString()));
  const MaskLayer& mask = *document.masks().front();
  const double volume = static_cast<double>(mask.labels.count(1)) * mask.labels.grid().voxelVolume().value;
  qInfo() << "lungs of the phantom" << volume << "ml" << said.last().first().toString();
  QVERIFY(volume > 1500.0 && volume < 8000.0);
  window->session().openCase().undoStack().undo();
  QVERIFY(document.masks().empty());
}

QTEST_MAIN(TestMasksWindow)
#include "tst_masks_window.moc"
