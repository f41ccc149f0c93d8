#include "app/features/masks/mask_list.h"
#include "app/shell/views/compare_controls.h"
#include "tests/app/window_fixture.h"

#include <QComboBox>
#include <QSplitter>
#include <QToolButton>

#include <set>

using namespace uptake;
using namespace uptake::test;

/// The arrangements of the views, switched as a person switches them.
class TestLayouts : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase();
  void init() { QSettings().clear(); }
  void keysShowEveryLayout();
  void choicesAreKeptByKindOfStudy();
  void whatCannotBeShownSaysWhy();
  void sizesOutliveTheWindow();
  void oneViewAloneAndBack();
  void keysGoFromViewToView();
  void compareShowsTwoMasksAndTheirDifference();
  void theTeachingPairHasWindowsOfItsOwn();
  void viewsAreKept();

 private:
  static QAction* layoutAction(MainWindow& window, Layout layout) {
    return window.actions().action(QStringLiteral("view.layout.") + layoutId(layout));
  }
  static bool press(MainWindow& window, int digit) {
    window.views().setFocus();
    QTest::keyClick(&window.views(), static_cast<Qt::Key>(Qt::Key_0 + digit), Qt::AltModifier);
    return QTest::qWaitFor([&] { return window.views().isSettled(); });
  }

  QTemporaryDir folder_;
  QString study_;
};

void TestLayouts::initTestCase() {
  isolateSettings(folder_.path());
  study_ = folder_.filePath(QStringLiteral("study"));
  const QString failure = makePhantom(study_);
  QVERIFY2(failure.isEmpty(), qPrintable(failure));
}

void TestLayouts::keysShowEveryLayout() {
  auto window = openWindow(study_);
  QVERIFY(window);
  QCOMPARE(window->views().layoutChoice(), Layout::Read);
  struct Expected {
    Layout layout;
    std::size_t slices;
    bool mip;
  };
  const std::vector<Expected> all{{Layout::Read, 3, true},         {Layout::Mpr, 3, true},
                                  {Layout::ThreeByThree, 9, true}, {Layout::CtOnly, 3, false},
                                  {Layout::PetOnly, 3, true},      {Layout::Compare, 3, false},
                                  {Layout::Teaching, 2, false},    {Layout::Volume, 3, false}};
  int digit = 0;
  for (const Expected& expected : all) {
    QVERIFY(press(*window, ++digit));
    QCOMPARE(window->views().layoutChoice(), expected.layout);
    QVERIFY(layoutAction(*window, expected.layout)->isChecked());
    QCOMPARE(window->views().shownViews().size(), expected.slices);
    QCOMPARE(window->views().mip() && window->views().mip()->isVisible(), expected.mip);
    // All are seen, none lies on another, and each is large enough to read in.
    QRegion covered;
    for (QWidget* pane : window->views().shownPanes()) {
      QVERIFY(pane->isVisible());
      QVERIFY(pane->width() >= 150 && pane->height() >= 150);
      const QRect place(pane->mapTo(&window->views(), QPoint(0, 0)), pane->size());
      QVERIFY(!covered.intersects(place));
      covered += place;
    }
    const auto* button = window->findChild<QToolButton*>(QStringLiteral("layouts"));
    QCOMPARE(button->icon().pixmap(20, 20).toImage(),
             layoutAction(*window, expected.layout)->icon().pixmap(20, 20).toImage());
  }
  std::set<std::pair<SliceContent, PlaneOrientation>> grid;
  QVERIFY(press(*window, 3));
  for (SliceView* view : window->views().shownViews()) grid.emplace(view->content(), view->orientation());
  QCOMPARE(grid.size(), std::size_t{9});
}

void TestLayouts::choicesAreKeptByKindOfStudy() {
  {
    auto window = openWindow(study_ + QStringLiteral("/CT"));
    QVERIFY(window);
    QCOMPARE(window->views().layoutChoice(), Layout::CtOnly);
    QVERIFY(press(*window, 7));
    QCOMPARE(window->views().layoutChoice(), Layout::Teaching);
  }
  {
    auto window = openWindow(study_ + QStringLiteral("/PET"));
    QVERIFY(window);
    QCOMPARE(window->views().layoutChoice(), Layout::PetOnly);
  }
  {
    auto window = openWindow(study_);
    QVERIFY(window);
    QCOMPARE(window->views().layoutChoice(), Layout::Read);  // nobody chose one for PET with CT
    QVERIFY(press(*window, 2));
    QVERIFY(press(*window, 6));  // Compare is for a task
  }
  auto window = openWindow(study_);
  QVERIFY(window);
  QCOMPARE(window->views().layoutChoice(), Layout::Mpr);
  window = openWindow(study_ + QStringLiteral("/CT"));
  QVERIFY(window);
  QCOMPARE(window->views().layoutChoice(), Layout::Teaching);
  // The command line's is for once.
  window = std::make_unique<ProgramWindow>();
  window->setLayoutChoice(Layout::CtOnly);
  window->show();
  window->openPaths({study_});
  QVERIFY(QTest::qWaitFor([&] { return window->session().openCase().document().pet() != nullptr; }, 20000));
  QCOMPARE(window->views().layoutChoice(), Layout::CtOnly);
  QTRY_VERIFY_WITH_TIMEOUT(window->session().isSettled(), 20000);
  window = openWindow(study_);
  QVERIFY(window);
  QCOMPARE(window->views().layoutChoice(), Layout::Mpr);
}

void TestLayouts::whatCannotBeShownSaysWhy() {
  auto window = openWindow(study_ + QStringLiteral("/CT"));
  QVERIFY(window);
  for (const Layout layout : {Layout::Read, Layout::ThreeByThree, Layout::PetOnly}) {
    QVERIFY(!layoutAction(*window, layout)->isEnabled());
    QVERIFY2(layoutAction(*window, layout)->toolTip().contains(QLatin1String("PET; none")),
             qPrintable(layoutAction(*window, layout)->toolTip()));
  }
  QVERIFY(layoutAction(*window, Layout::Mpr)->isEnabled());
  QVERIFY(!layoutAction(*window, Layout::Mpr)->toolTip().contains(QLatin1Char('\n')));
  QVERIFY(press(*window, 1));
  QCOMPARE(window->views().layoutChoice(), Layout::CtOnly);
}

void TestLayouts::sizesOutliveTheWindow() {
  const auto middleHandle = [](MainWindow& window) {
    QSplitter* columns = nullptr;
    for (QSplitter* splitter : window.views().findChildren<QSplitter*>())
      if (splitter->orientation() == Qt::Horizontal) columns = splitter;
    return columns;
  };
  int width = 0;
  {
    auto window = openWindow(study_);
    QVERIFY(window);
    QSplitter* columns = middleHandle(*window);
    QWidget* handle = columns->handle(1);
    const int before = window->views().shownViews().front()->width();
    QTest::mousePress(handle, Qt::LeftButton, {}, QPoint(1, 100));
    QTest::mouseMove(handle, QPoint(-60, 100));
    QTest::mouseMove(handle, QPoint(-60, 100));
    QTest::mouseRelease(handle, Qt::LeftButton, {}, QPoint(0, 100));
    width = window->views().shownViews().front()->width();
    QVERIFY2(width < before - 40, qPrintable(QStringLiteral("%1 %2").arg(before).arg(width)));
    // Another layout has a division of its own.
    QVERIFY(press(*window, 2));
    QVERIFY(window->views().shownViews().front()->width() > width + 40);
    QVERIFY(press(*window, 1));
    QVERIFY(std::abs(window->views().shownViews().front()->width() - width) <= 3);

    // Rows run through the columns.
    QSplitter* left = nullptr;
    for (QSplitter* splitter : window->views().findChildren<QSplitter*>())
      if (splitter->orientation() == Qt::Vertical) left = splitter;
    QWidget* rowHandle = left->handle(1);
    QTest::mousePress(rowHandle, Qt::LeftButton, {}, QPoint(100, 1));
    QTest::mouseMove(rowHandle, QPoint(100, 50));
    QTest::mouseMove(rowHandle, QPoint(100, 50));
    QTest::mouseRelease(rowHandle, Qt::LeftButton, {}, QPoint(100, 0));
    QList<int> tops;
    for (QSplitter* splitter : window->views().findChildren<QSplitter*>())
      if (splitter->orientation() == Qt::Vertical) tops.append(splitter->sizes().front());
    QCOMPARE(tops.size(), 2);
    QCOMPARE(tops[0], tops[1]);
    QVERIFY(tops[0] > window->views().height() / 2 + 20);
  }
  auto window = openWindow(study_);
  QVERIFY(window);
  QVERIFY(std::abs(window->views().shownViews().front()->width() - width) <= 3);
  window->actions().action(QStringLiteral("view.arrange.sizes"))->trigger();
  QTRY_VERIFY(std::abs(window->views().shownViews().front()->width() - window->views().width() / 2) < 10);
}

void TestLayouts::oneViewAloneAndBack() {
  auto window = openWindow(study_);
  QVERIFY(window);
  SliceView* pet = viewOf(*window, SliceContent::Pet);
  const QSize before = pet->size();
  QTest::mouseDClick(pet, Qt::LeftButton, {}, pet->rect().center());
  QVERIFY(window->views().isMaximised());
  QTRY_VERIFY(pet->width() > window->views().width() - 12 && pet->height() > window->views().height() - 12);
  QCOMPARE(window->views().shownPanes().size(), std::size_t{1});
  QTest::mouseDClick(pet, Qt::LeftButton, {}, pet->rect().center());
  QTRY_VERIFY((pet->size() - before).width() <= 2 && pet->size().height() - before.height() <= 2);

  // By key, whichever view is the active one; the MIP, too.
  SliceView* ct = viewOf(*window, SliceContent::Ct);
  QTest::mouseClick(ct, Qt::LeftButton, {}, ct->rect().center());
  QTest::keyClick(&window->views(), Qt::Key_Return, Qt::AltModifier);
  QVERIFY(ct->isVisible() && !pet->isVisible());
  QTest::keyClick(&window->views(), Qt::Key_Tab, Qt::ControlModifier);
  QVERIFY(window->views().isMaximised());
  QVERIFY(!ct->isVisible());
  QTest::keyClick(&window->views(), Qt::Key_Return, Qt::AltModifier);
  QCOMPARE(window->views().shownPanes().size(), std::size_t{4});
  QTest::mouseDClick(window->views().mip(), Qt::LeftButton, {}, QPoint(50, 50));
  QVERIFY(window->views().mip()->isVisible() && !ct->isVisible());
  QVERIFY(press(*window, 2));  // another layout shows all of it
  QCOMPARE(window->views().shownPanes().size(), std::size_t{4});
}

void TestLayouts::keysGoFromViewToView() {
  auto window = openWindow(study_);
  QVERIFY(window);
  window->views().setFocus();
  std::set<QWidget*> visited;
  for (int step = 0; step < 4; ++step) {
    visited.insert(window->views().activePane());
    QTest::keyClick(&window->views(), Qt::Key_Tab, Qt::ControlModifier);
  }
  QCOMPARE(visited.size(), std::size_t{4});
  QWidget* first = window->views().activePane();
  QTest::keyClick(&window->views(), Qt::Key_Tab, Qt::ControlModifier);
  QVERIFY(window->views().activePane() != first);
  QTest::keyClick(&window->views(), Qt::Key_Backtab, Qt::ControlModifier | Qt::ShiftModifier);
  QCOMPARE(window->views().activePane(), first);
  // Keys mean it.
  SliceView* pet = viewOf(*window, SliceContent::Pet);
  while (window->views().activePane() != pet)
    QTest::keyClick(&window->views(), Qt::Key_Tab, Qt::ControlModifier);
  QTest::keyClick(&window->views(), Qt::Key_F);
  QCOMPARE(pet->content(), SliceContent::Fused);
}

void TestLayouts::compareShowsTwoMasksAndTheirDifference() {
  auto window = openWindow(study_);
  QVERIFY(window);
  auto* panel = window->findChild<MaskList*>();
  for (int mask = 0; mask < 3; ++mask) panel->addMask(true);
  const auto& masks = window->session().openCase().document().masks();
  QCOMPARE(masks.size(), std::size_t{3});
  QVERIFY(press(*window, 6));
  const std::vector<SliceView*> views = window->views().shownViews();
  QCOMPARE(*views[0]->display().onlyMask, masks[0]->id);
  QCOMPARE(*views[1]->display().onlyMask, masks[1]->id);
  QCOMPARE(*views[2]->display().difference, std::pair(masks[0]->id, masks[1]->id));

  // Another B, in its box above the view, by keys; they are the box's while it has the keyboard.
  auto* box = views[1]->parentWidget()->findChild<QComboBox*>(QStringLiteral("compareB"));
  QVERIFY(box && box->isVisible());
  QCOMPARE(box->currentText(), masks[1]->name);
  box->setFocus();
  const Point before = window->viewState().crosshair();
  QTest::keyClick(box, Qt::Key_Down);
  QTRY_COMPARE(*views[1]->display().onlyMask, masks[2]->id);
  QCOMPARE(views[2]->display().difference->second, masks[2]->id);
  QVERIFY(window->viewState().crosshair() == before);

  // All three views turn to another plane, and scroll together.
  auto* plane = views[2]->parentWidget()->findChild<QComboBox*>(QStringLiteral("comparePlane"));
  plane->setFocus();
  QTest::keyClick(plane, Qt::Key_Down);
  QTRY_COMPARE(window->views().shownViews().front()->orientation(), PlaneOrientation::Coronal);
  for (SliceView* view : window->views().shownViews()) {
    QCOMPARE(view->orientation(), PlaneOrientation::Coronal);
    QVERIFY(view->isVisible());
  }
  QCOMPARE(window->views().shownViews()[2]->display().difference->second, masks[2]->id);
  window->views().setFocus();
  QTest::keyClick(&window->views(), Qt::Key_PageDown);
  const double y = window->views().shownViews()[0]->plane().origin.y();
  QVERIFY(y != before.y());
  for (SliceView* view : window->views().shownViews()) QCOMPARE(view->plane().origin.y(), y);

  // A mask that goes away is compared no more.
  const MaskId gone = window->views().compare().first();
  CaseEditor(window->session().openCase().toolContext()).removeMask(gone);
  QVERIFY(window->views().compare().first() != gone);
  QCOMPARE(*window->views().shownViews()[0]->display().onlyMask, window->views().compare().first());
}

void TestLayouts::theTeachingPairHasWindowsOfItsOwn() {
  auto window = openWindow(study_);
  QVERIFY(window);
  QVERIFY(press(*window, 7));
  SliceView* left = window->views().shownViews()[0];
  SliceView* right = window->views().shownViews()[1];
  QCOMPARE(*left->display().ctWindow, (Window{1400.0, -700.0}));
  QCOMPARE(*right->display().ctWindow, (Window{350.0, 40.0}));
  QVERIFY(left->grabImage() != right->grabImage());
  // A preset is for the active one; the other and the window of the other layouts stay.
  QTest::mouseClick(right, Qt::LeftButton, {}, right->rect().center());
  QTest::keyClick(&window->views(), Qt::Key_4);
  QCOMPARE(*right->display().ctWindow, (Window{2000.0, 500.0}));
  QCOMPARE(*left->display().ctWindow, (Window{1400.0, -700.0}));
  QCOMPARE(window->viewState().ctWindow(), (Window{350.0, 40.0}));
  QVERIFY(press(*window, 7));
  QCOMPARE(*right->display().ctWindow, (Window{350.0, 40.0}));
}

void TestLayouts::viewsAreKept() {
  auto window = openWindow(study_);
  QVERIFY(window);
  QVERIFY(press(*window, 3));
  const std::vector<SliceView*> grid = window->views().shownViews();
  const auto count = window->views().findChildren<SliceView*>().size();
  QVERIFY(press(*window, 1));
  QVERIFY(press(*window, 3));
  QVERIFY(window->views().shownViews() == grid);
  QCOMPARE(window->views().findChildren<SliceView*>().size(), count);
}

QTEST_MAIN(TestLayouts)
#include "tst_layouts.moc"
