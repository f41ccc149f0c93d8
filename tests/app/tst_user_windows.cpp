#include "app/features/windowing/user_windows_dialog.h"
#include "tests/app/window_fixture.h"
#include "viewer/slice/slice_colour_bars.h"

#include <QDialogButtonBox>
#include <QPushButton>
#include <QTableWidget>

#include <algorithm>
#include <cmath>

using namespace uptake;
using namespace uptake::test;

/// Windows in the window: a person's own, that of a region, the top of the PET by its bar.
class TestUserWindows : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase();
  void init();
  void ownWindowHasAKeyAndIsKept();
  void nonsenseIsRefused();
  void windowOfWhatLiesUnderThePointer();
  void windowOfASelectedBox();
  void petBarIsDragged();

 private:
  QTemporaryDir settings_;
  QTemporaryDir folder_;
  std::unique_ptr<MainWindow> window_;
};

void TestUserWindows::initTestCase() {
  QVERIFY(settings_.isValid());
  isolateSettings(settings_.path());
  QCOMPARE(makePhantom(folder_.path()), QString());
}

void TestUserWindows::init() {
  QSettings().clear();
  window_ = openWindow(folder_.path());
  QVERIFY(window_);
}

void TestUserWindows::ownWindowHasAKeyAndIsKept() {
  const Window wanted{900.0, 120.0};
  window_->viewState().setCtWindow(wanted);
  QAction* own = window_->actions().action(QStringLiteral("window.user1"));
  QVERIFY(own && !own->isVisible());
  window_->actions().action(QStringLiteral("window.edit"))->trigger();
  auto* dialog = window_->findChild<UserWindowsDialog*>();
  QVERIFY(dialog && dialog->isVisible());
  dialog->findChild<QPushButton*>(QStringLiteral("add"))->click();
  auto* table = dialog->findChild<QTableWidget*>(QStringLiteral("windows"));
  QCOMPARE(table->rowCount(), 1);
  table->item(0, 0)->setText(QStringLiteral("Pleura & ribs"));
  dialog->findChild<QDialogButtonBox*>()->button(QDialogButtonBox::Ok)->click();
  QVERIFY(own->isVisible());
  QCOMPARE(own->text(), QStringLiteral("Pleura && ribs  900 / 120"));

  QTest::keyClick(&window_->views(), Qt::Key_1);
  QCOMPARE(window_->viewState().ctWindow(), (Window{350.0, 40.0}));
  QTest::keyClick(&window_->views(), Qt::Key_7);
  QCOMPARE(window_->viewState().ctWindow(), wanted);

  // The next window has it too.
  window_ = openWindow(folder_.path());
  QVERIFY(window_);
  QTest::keyClick(&window_->views(), Qt::Key_7);
  QCOMPARE(window_->viewState().ctWindow(), wanted);
}

void TestUserWindows::nonsenseIsRefused() {
  UserWindows windows;
  UserWindowsDialog dialog(windows, {400.0, 40.0});
  dialog.findChild<QPushButton*>(QStringLiteral("add"))->click();
  auto* table = dialog.findChild<QTableWidget*>(QStringLiteral("windows"));
  QPushButton* ok = dialog.findChild<QDialogButtonBox*>()->button(QDialogButtonBox::Ok);
  QVERIFY(ok->isEnabled());
  for (const char* width : {"0", "-5", "wide", ""}) {
    table->item(0, 1)->setText(QLatin1String(width));
    QVERIFY2(!ok->isEnabled(), width);
  }
  table->item(0, 1)->setText(QStringLiteral("250"));
  QVERIFY(ok->isEnabled());
  table->item(0, 0)->setText(QStringLiteral("  "));
  QVERIFY(!ok->isEnabled());
  QVERIFY(windows.entries().empty());
}

void TestUserWindows::windowOfWhatLiesUnderThePointer() {
  SliceView* view = viewOf(*window_, SliceContent::Ct);
  QVERIFY(view);
  const auto ct = window_->session().openCase().document().ct();
  QVERIFY(ct);
  // A place in the lung and one in the liver or the spine: the darkest and the brightest of a line of probes.
  const Window before = window_->viewState().ctWindow();
  std::vector<Window> windows;
  for (const QPointF part : {QPointF(0.35, 0.5), QPointF(0.5, 0.5)}) {
    const QPoint pixel(static_cast<int>(view->width() * part.x()),
                       static_cast<int>(view->height() * part.y()));
    QTest::mouseMove(view, pixel);
    QTest::qWait(50);
    QTest::keyClick(&window_->views(), Qt::Key_A);
    const Window window = window_->viewState().ctWindow();
    // What most voxels in 15 mm hold lies inside it.
    const Point centre = view->toPatient(pixel);
    const Direction right = view->plane().right;
    const Direction down = view->plane().down;
    int inside = 0;
    int all = 0;
    for (double y = -10.0; y <= 10.0; y += 1.0)
      for (double x = -10.0; x <= 10.0; x += 1.0) {
        if (std::hypot(x, y) > 10.0) continue;
        const auto value = ct->valueAt(centre + x * right + y * down);
        if (!value) continue;
        ++all;
        if (*value >= window.low() - 1.0 && *value <= window.high() + 1.0) ++inside;
      }
    QVERIFY(all > 100);
    QVERIFY(inside >= 0.8 * all);
    QVERIFY(window.width < 2500.0);
    windows.push_back(window);
  }
  QVERIFY(std::ranges::any_of(windows, [&](const Window& window) { return window != before; }));
}

void TestUserWindows::windowOfASelectedBox() {
  const auto ct = window_->session().openCase().document().ct();
  QVERIFY(ct);
  const int k = ct->grid().size().z() / 2;
  CaseEditor editor(window_->session().openCase().toolContext());
  Box box;
  box.sopInstanceUid = ct->source().slices[static_cast<std::size_t>(k)].sopInstanceUid;
  box.className = QStringLiteral("A");
  const int x = ct->grid().size().x() / 2;
  const int y = ct->grid().size().y() / 2;
  box.rect = {x - 8, y - 8, x + 8, y + 8};
  editor.addBox(box);
  QTest::keyClick(&window_->views(), Qt::Key_A);
  std::vector<double> values;
  values.reserve(289);
  for (int j = y - 8; j <= y + 8; ++j)
    for (int i = x - 8; i <= x + 8; ++i) values.push_back(ct->value({i, j, k}));
  std::sort(values.begin(), values.end());
  const Window window = window_->viewState().ctWindow();
  // 289 values: the 2nd and 98th percentile are the ranks 6 and 282.
  QCOMPARE(values.size(), std::size_t{289});
  const double width = std::max(20.0, std::ceil(values.at(282)) - std::floor(values.at(6)));
  QCOMPARE(window.width, width);
}

void TestUserWindows::petBarIsDragged() {
  SliceView* view = viewOf(*window_, SliceContent::Fused);
  QVERIFY(view);
  ViewState& state = window_->viewState();
  state.setPetWindow({6.0, 3.0});
  const auto bars = sliceColourBars(SliceContent::Fused, window_->session().openCase().document(), state, {},
                                    QSizeF(view->size()));
  QVERIFY(bars.pet && bars.ct);
  const QRectF bar = bars.pet->rect;
  const auto at = [&](double fraction) {
    return QPoint(static_cast<int>(bar.center().x()),
                  static_cast<int>(std::lround(bar.bottom() - fraction * bar.height())));
  };
  const Window ct = state.ctWindow();
  const Point crosshair = state.crosshair();
  QTest::mousePress(view, Qt::LeftButton, {}, at(0.5));
  QTest::mouseMove(view, at(0.4));
  QTest::mouseMove(view, at(0.25));
  // What was at the half, SUV 3, is at the quarter now.
  QVERIFY(std::abs(state.petWindow().high() - 12.0) < 0.6);
  QCOMPARE(state.petWindow().low(), 0.0);
  QTest::mouseRelease(view, Qt::LeftButton, {}, at(0.25));
  QCOMPARE(state.ctWindow(), ct);
  QCOMPARE(state.crosshair(), crosshair);
  // Hidden bars cannot be dragged.
  const double top = state.petWindow().high();
  state.setColourBarsVisible(false);
  QTest::mousePress(view, Qt::LeftButton, {}, at(0.5));
  QTest::mouseMove(view, at(0.4));
  QTest::mouseMove(view, at(0.25));
  QTest::mouseRelease(view, Qt::LeftButton, {}, at(0.25));
  QCOMPARE(state.petWindow().high(), top);
}

QTEST_MAIN(TestUserWindows)
#include "tst_user_windows.moc"
