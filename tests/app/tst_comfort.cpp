#include "app/features/studies/study_panel.h"
#include "app/shell/actions/keys_dialog.h"
#include "app/shell/theme/theme.h"
#include "app/shell/window/empty_page.h"
#include "io/masks/label_image.h"
#include "tests/app/window_fixture.h"

#include <QDragEnterEvent>
#include <QDropEvent>
#include <QKeySequenceEdit>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QMenuBar>
#include <QMimeData>
#include <QPushButton>
#include <QSignalSpy>
#include <QTextBrowser>
#include <QToolBar>
#include <QToolButton>
#include <QTreeWidget>

#include <set>

using namespace uptake;
using namespace uptake::test;

/// What makes the window pleasant: what to do while it is empty, files dropped on it, themes, keys.
class TestComfort : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase();
  void init();
  void emptyWindowOpensARecentStudy();
  void recentStudiesAreKeptAndForgotten();
  void foldersAreDropped();
  void masksAreDroppedOnACase();
  void themeChangesAtOnceAndIsKept();
  void everyActionIsInAMenuAndOnTheSheet();
  void keysAreReboundAndKept();
  void keysInUseAreNamedAndCanBeTaken();
  void partsOfTheWindowByKey();
  void everythingFitsASmallScreen();

 private:
  static std::unique_ptr<MainWindow> emptyWindow() {
    std::unique_ptr<MainWindow> window = std::make_unique<ProgramWindow>();
    window->resize(1280, 800);
    window->show();
    window->activateWindow();
    return QTest::qWaitForWindowActive(window.get()) ? std::move(window) : nullptr;
  }
  static bool drop(QWidget& target, const QStringList& paths);

  QTemporaryDir folder_;
  QString study_;
};

void TestComfort::initTestCase() {
  isolateSettings(folder_.path());
  study_ = folder_.filePath(QStringLiteral("study"));
  const QString failure = makePhantom(study_);
  QVERIFY2(failure.isEmpty(), qPrintable(failure));
}

void TestComfort::init() {
  QSettings().clear();
  applyTheme(*qApp, Theme::Dark);
}

bool TestComfort::drop(QWidget& target, const QStringList& paths) {
  QMimeData data;
  QList<QUrl> urls;
  for (const QString& path : paths) urls.append(QUrl::fromLocalFile(path));
  data.setUrls(urls);
  const QPoint at(600, 400);
  QDragEnterEvent enter(at, Qt::CopyAction, &data, Qt::LeftButton, {});
  QApplication::sendEvent(&target, &enter);
  if (!enter.isAccepted()) return false;
  QDropEvent event(at, Qt::CopyAction, &data, Qt::LeftButton, {});
  QApplication::sendEvent(&target, &event);
  return event.isAccepted();
}

void TestComfort::emptyWindowOpensARecentStudy() {
  {
    auto window = openWindow(study_);
    QVERIFY(window);
  }
  auto window = emptyWindow();
  QVERIFY(window);
  auto* list = window->findChild<QListWidget*>(QStringLiteral("recentStudies"));
  QVERIFY(list->isVisible());
  QCOMPARE(list->count(), 1);
  QCOMPARE(list->item(0)->text(), QStringLiteral("study"));
  const QRect row = list->visualItemRect(list->item(0));
  QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, row.center());
  QTRY_VERIFY_WITH_TIMEOUT(window->session().openCase().document().pet() != nullptr, 20000);
  QVERIFY(!list->isVisible());
  QVERIFY(window->views().isVisible());
  QTRY_VERIFY_WITH_TIMEOUT(window->session().isSettled(), 20000);
}

void TestComfort::recentStudiesAreKeptAndForgotten() {
  QTemporaryDir elsewhere;
  const QString gone = elsewhere.filePath(QStringLiteral("gone"));
  QVERIFY(QDir().mkpath(gone));
  {
    RecentStudies recent;
    recent.add({gone});
    recent.add({study_ + QStringLiteral("/CT"), study_ + QStringLiteral("/PET")});
    recent.add({study_});
    recent.add({gone});  // again: to the front, once
    QCOMPARE(recent.list().size(), std::size_t{3});
    for (int number = 0; number < 20; ++number) recent.add({elsewhere.filePath(QString::number(number))});
    QCOMPARE(recent.list().size(), std::size_t{RecentStudies::kMost});
    recent.clear();
    recent.add({study_ + QStringLiteral("/CT"), study_ + QStringLiteral("/PET")});
    recent.add({gone});
  }
  QVERIFY(QDir().rmdir(gone));
  // No name of a patient, only paths.
  for (const QString& key : QSettings().allKeys())
    QVERIFY(!QSettings().value(key).toString().contains(QLatin1String("PHANTOM")));

  auto window = emptyWindow();
  QVERIFY(window);
  auto* list = window->findChild<QListWidget*>(QStringLiteral("recentStudies"));
  QCOMPARE(list->count(), 2);
  QVERIFY(list->item(0)->toolTip().contains(QLatin1String("not there")));
  QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, list->visualItemRect(list->item(0)).center());
  QTest::qWait(100);
  QVERIFY(window->session().project().index().patients.empty());  // nothing was opened

  auto* menu = window->findChild<QMenu*>(QStringLiteral("recentMenu"));
  Q_EMIT menu->aboutToShow();
  QCOMPARE(menu->actions().size(), 4);  // two studies, a line, and what empties the list
  QVERIFY(!menu->actions()[0]->isEnabled());
  QVERIFY(menu->actions()[1]->isEnabled());

  // Del takes one off; the action takes off all.
  list->setFocus();
  list->setCurrentRow(0);
  QTest::keyClick(list, Qt::Key_Delete);
  QCOMPARE(list->count(), 1);
  window->actions().action(QStringLiteral("file.recent.clear"))->trigger();
  QVERIFY(!list->isVisible());
  QVERIFY(!menu->menuAction()->isEnabled());
  QVERIFY(RecentStudies().list().empty());
}

void TestComfort::foldersAreDropped() {
  auto window = emptyWindow();
  QVERIFY(window);
  QVERIFY(!drop(*window, {folder_.filePath(QStringLiteral("is-not-there"))}));
  QVERIFY(drop(*window, {study_ + QStringLiteral("/CT"), study_ + QStringLiteral("/PET")}));
  QTRY_VERIFY_WITH_TIMEOUT(
      window->session().openCase().document().pet() && window->session().openCase().document().ct(), 20000);
  QCOMPARE(window->session().project().index().roots.size(), 2);
  QTRY_VERIFY_WITH_TIMEOUT(window->session().isSettled(), 20000);
}

void TestComfort::masksAreDroppedOnACase() {
  const QString first = folder_.filePath(QStringLiteral("liver.nii.gz"));
  const QString second = folder_.filePath(QStringLiteral("spleen.nrrd"));
  auto window = openWindow(study_);
  QVERIFY(window);
  LabelMap labels = LabelMap::create(window->session().openCase().document().ct()->grid()).take();
  labels.fill(1000, 50, 1);
  QVERIFY(writeLabelImage(labels, first).ok());
  QVERIFY(writeLabelImage(labels, second).ok());
  QVERIFY(drop(*window, {first, second}));
  QTRY_COMPARE_WITH_TIMEOUT(window->session().openCase().document().masks().size(), std::size_t{2}, 20000);
  const auto& masks = window->session().openCase().document().masks();
  QCOMPARE(masks[0]->name, QStringLiteral("liver"));
  QCOMPARE(masks[1]->name, QStringLiteral("spleen"));
  QCOMPARE(masks[1]->labels.count(1), std::ptrdiff_t{50});
  QVERIFY(window->session().openCase().study());  // the case stayed open
  QVERIFY(window->session().openCase().hasUnsavedChanges());

  // Without a case it is opened as an image, in the numbers of its file.
  auto empty = emptyWindow();
  drop(*empty, {first});
  QTRY_VERIFY_WITH_TIMEOUT(empty->session().openCase().document().ct(), 20000);
  QCOMPARE(empty->session().openCase().document().ct()->unit(), ValueUnit::Other);
  QVERIFY(empty->session().openCase().document().masks().empty());
}

void TestComfort::themeChangesAtOnceAndIsKept() {
  auto window = openWindow(study_);
  QVERIFY(window);
  QAction* light = window->actions().action(QStringLiteral("view.light"));
  QVERIFY(!light->isChecked());
  QAction* open = window->actions().action(QStringLiteral("file.open"));
  const auto ink = [open] {
    const QImage image = open->icon().pixmap(40, 40).toImage();
    int darkest = 255;
    for (int y = 0; y < image.height(); ++y)
      for (int x = 0; x < image.width(); ++x)
        if (image.pixelColor(x, y).alpha() == 255)
          darkest = std::min(darkest, image.pixelColor(x, y).lightness());
    return darkest;
  };
  QTest::qWait(200);  // sizes of a new window settle
  const QImage view = window->views().shownViews().front()->grabImage();
  const QImage darkWindow = window->grab().toImage();
  QVERIFY(darkWindow.pixelColor(600, 40).lightness() < 80);
  QVERIFY(ink() > 150);
  light->trigger();
  QTest::qWait(100);
  const QImage lightWindow = window->grab().toImage();
  QVERIFY(lightWindow.pixelColor(darkWindow.width() - 10, 40).lightness() > 180);
  QVERIFY(ink() < 100);
  // Images and what lies between them stay as they were.
  QCOMPARE(window->views().shownViews().front()->grabImage(), view);
  const QRect area(window->views().mapTo(window.get(), QPoint(0, 0)), window->views().size());
  for (int y = area.top() + 2; y < area.bottom() - 2; y += 3) {
    const QColor handle = lightWindow.pixelColor(area.left() + area.width() / 2, y);
    if (handle.lightness() > 60 && handle.saturation() < 40) QFAIL("a light line between the views");
  }
  // The texts with colours of their own, too: tags in the evidence are as quiet as the theme says.
  window->actions().action(QStringLiteral("view.suv"))->trigger();
  auto* evidence = window->findChild<QTextBrowser*>();
  const auto quiet = [] { return QApplication::palette().color(QPalette::PlaceholderText).name(); };
  QVERIFY(evidence->toHtml().contains(quiet()));
  const QString before = quiet();
  light->trigger();
  QVERIFY(quiet() != before);
  QTRY_VERIFY(evidence->toHtml().contains(quiet()));
  QVERIFY(!evidence->toHtml().contains(before));
  light->trigger();
  QCOMPARE(storedTheme(), Theme::Light);
  window.reset();
  window = emptyWindow();
  QVERIFY(window->actions().action(QStringLiteral("view.light"))->isChecked());
}

void TestComfort::everyActionIsInAMenuAndOnTheSheet() {
  auto window = emptyWindow();
  QVERIFY(window);
  std::set<QAction*> inMenus;
  const std::function<void(const QList<QAction*>&)> collect = [&](const QList<QAction*>& actions) {
    for (QAction* action : actions) {
      inMenus.insert(action);
      if (!action->menu()) continue;
      Q_EMIT action->menu()->aboutToShow();
      collect(action->menu()->actions());
    }
  };
  collect(window->menuBar()->actions());
  KeysDialog sheet(window->actions());
  std::set<QString> keys;
  for (const auto& entry : window->actions().entries()) {
    QVERIFY2(inMenus.contains(entry.action), qPrintable(entry.id));
    QVERIFY2(sheet.findChild<QKeySequenceEdit*>(entry.id), qPrintable(entry.id));
    QVERIFY2(!entry.action->text().isEmpty(), qPrintable(entry.id));
    // Default keys are nobody else's.
    for (const QKeySequence& each : entry.keys)
      QVERIFY2(keys.insert(each.toString()).second, qPrintable(entry.id + each.toString()));
    const QString shown = entry.action->shortcut().toString(QKeySequence::NativeText);
    QVERIFY2(shown.isEmpty() || entry.action->toolTip().contains(shown), qPrintable(entry.action->toolTip()));
  }
}

namespace {

void typeKeys(QKeySequenceEdit& edit, Qt::Key key, Qt::KeyboardModifiers modifiers = {}) {
  edit.setFocus();
  // It waits a second for more keys.
  QSignalSpy finished(&edit, &QKeySequenceEdit::editingFinished);
  QTest::keyClick(edit.findChild<QLineEdit*>() ? static_cast<QWidget*>(&edit) : &edit, key, modifiers);
  QVERIFY(QTest::qWaitFor([&] { return !finished.isEmpty(); }));
}

}  // namespace

void TestComfort::keysAreReboundAndKept() {
  {
    auto window = openWindow(study_);
    QVERIFY(window);
    KeysDialog sheet(window->actions(), window.get());
    sheet.show();
    QVERIFY(QTest::qWaitForWindowActive(&sheet));
    auto* edit = sheet.findChild<QKeySequenceEdit*>(QStringLiteral("view.annotations"));
    typeKeys(*edit, Qt::Key_Q);
    sheet.close();
    window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(window.get()));
    QTest::keyClick(window.get(), Qt::Key_H);
    QVERIFY(window->viewState().annotationsVisible());  // not its key any more
    QTest::keyClick(window.get(), Qt::Key_Q);
    QVERIFY(!window->viewState().annotationsVisible());
    QVERIFY(window->actions()
                .action(QStringLiteral("view.annotations"))
                ->toolTip()
                .contains(QLatin1String("(Q)")));
  }
  auto window = openWindow(study_);
  QVERIFY(window);
  QTest::keyClick(window.get(), Qt::Key_Q);
  QVERIFY(!window->viewState().annotationsVisible());
  window->actions().resetKeys();
  QTest::keyClick(window.get(), Qt::Key_H);
  QVERIFY(window->viewState().annotationsVisible());
}

void TestComfort::keysInUseAreNamedAndCanBeTaken() {
  auto window = emptyWindow();
  QVERIFY(window);
  KeysDialog sheet(window->actions(), window.get());
  sheet.show();
  QVERIFY(QTest::qWaitForWindowActive(&sheet));
  auto* take = sheet.findChild<QPushButton*>(QStringLiteral("take"));
  auto* message = sheet.findChild<QLabel*>(QStringLiteral("message"));
  QVERIFY(!take->isVisible());
  typeKeys(*sheet.findChild<QKeySequenceEdit*>(QStringLiteral("view.text")), Qt::Key_H);
  QVERIFY2(message->text().contains(QLatin1String("Show annotations")), qPrintable(message->text()));
  QAction* text = window->actions().action(QStringLiteral("view.text"));
  QAction* annotations = window->actions().action(QStringLiteral("view.annotations"));
  QCOMPARE(text->shortcut(), QKeySequence(Qt::Key_I));
  QVERIFY(take->isVisible());
  QTest::mouseClick(take, Qt::LeftButton);
  QCOMPARE(text->shortcut(), QKeySequence(Qt::Key_H));
  QVERIFY(annotations->shortcuts().isEmpty());
  QTest::qWait(50);  // the list was filled anew; the old fields go
  // Space is held, not pressed.
  typeKeys(*sheet.findChild<QKeySequenceEdit*>(QStringLiteral("view.annotations")), Qt::Key_Space);
  QVERIFY(annotations->shortcuts().isEmpty());
  QVERIFY(message->text().contains(QLatin1String("Space")));
  // The search leaves what fits.
  sheet.findChild<QLineEdit*>(QStringLiteral("search"))->setText(QStringLiteral("brush"));
  auto* tree = sheet.findChild<QTreeWidget*>();
  int shown = 0;
  for (int section = 0; section < tree->topLevelItemCount(); ++section)
    for (int row = 0; row < tree->topLevelItem(section)->childCount(); ++row)
      if (!tree->topLevelItem(section)->child(row)->isHidden()) {
        ++shown;
        QVERIFY(tree->topLevelItem(section)->child(row)->text(0).contains(QLatin1String("brush"),
                                                                          Qt::CaseInsensitive));
      }
  QVERIFY(shown >= 4);
}

void TestComfort::partsOfTheWindowByKey() {
  auto window = openWindow(study_);
  QVERIFY(window);
  window->views().setFocus();
  std::vector<QWidget*> visited;
  for (int step = 0; step < 5; ++step) {
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_F6);
    visited.push_back(QApplication::focusWidget());
  }
  QVERIFY(window->findChild<StudyPanel*>()->isAncestorOf(visited[0]) ||
          visited[0] == window->findChild<StudyPanel*>());
  QVERIFY(window->findChild<AnnotationPanel*>()->isAncestorOf(visited[1]));
  QVERIFY(window->findChild<QToolBar*>()->isAncestorOf(visited[2]));
  QVERIFY(window->findChild<StatusLine*>()->isAncestorOf(visited[3]));
  QCOMPARE(visited[4], &window->views());
  QTest::keyClick(&window->views(), Qt::Key_F6, Qt::ShiftModifier);
  QCOMPARE(QApplication::focusWidget(), visited[3]);
}

void TestComfort::everythingFitsASmallScreen() {
  auto window = openWindow(study_);
  QVERIFY(window);
  QVERIFY(window->minimumSizeHint().width() <= 1280 && window->minimumSizeHint().height() <= 800);
  const auto* bar = window->findChild<QToolBar*>();
  QVERIFY2(bar->sizeHint().width() <= 1280, qPrintable(QString::number(bar->sizeHint().width())));
  for (QToolButton* button : bar->findChildren<QToolButton*>())
    if (button->objectName() == QLatin1String("qt_toolbar_ext_button"))
      QVERIFY(!button->isVisible());
    else
      QVERIFY2(button->isVisible() && bar->rect().contains(button->geometry()),
               qPrintable(button->toolTip()));
}

QTEST_MAIN(TestComfort)
#include "tst_comfort.moc"
