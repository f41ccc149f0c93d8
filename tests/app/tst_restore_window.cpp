#include "annotation/journal/journal_folder.h"
#include "app/features/restore/restore_dialog.h"
#include "tests/annotation/case_content.h"
#include "tests/app/window_fixture.h"

#include <QDir>
#include <QDockWidget>
#include <QLabel>
#include <QMessageBox>
#include <QPushButton>
#include <QTimer>
#include <QTreeWidget>
#include <QUndoView>

#include <functional>

using namespace uptake;
using namespace uptake::test;

/// Unsaved work, from the window that died to the one that gets it back; and the history list.
class TestRestoreWindow : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase();
  void init();
  void offeredAtTheNextStart();
  void offeredWhenItsStudyIsOpened();
  void laterKeepsIt();
  void throwingAwayAsks();
  void imagesThatAreGoneAreAskedFor();
  void closingCleanlyLeavesNothing_data();
  void closingCleanlyLeavesNothing();
  void theHistoryListJumps();

 private:
  std::unique_ptr<MainWindow> open() const;
  /// Draws, and ends as a program that dies does: its journal stays, unlocked.
  QByteArray dieDrawing() const;
  /// Answers dialogs as they come up, in this order; the names of those that came.
  void answerWith(const QStringList& buttons);
  QStringList journals() const {
    return QDir(journals_).entryList({QStringLiteral("*.journal")}, QDir::Files);
  }

  QTemporaryDir root_;
  std::unique_ptr<QTemporaryDir> dir_;
  QString study_;
  QString journals_;
  QTimer answering_;
  QStringList answers_;
  QStringList texts_;
};

void TestRestoreWindow::initTestCase() {
  isolateSettings(root_.filePath(QStringLiteral("settings")));
  const QString failed = makePhantom(root_.filePath(QStringLiteral("phantom")));
  QVERIFY2(failed.isEmpty(), qPrintable(failed));
  connect(&answering_, &QTimer::timeout, this, [this] {
    QWidget* dialog = QApplication::activeModalWidget();
    if (!dialog || answers_.isEmpty()) return;
    auto* button = dialog->findChild<QPushButton*>(answers_.front());
    if (!button || !button->isVisible()) return;
    answers_.removeFirst();
    for (const QLabel* label : dialog->findChildren<QLabel*>()) texts_.append(label->text());
    // Later: a timer whose answer opens the next dialog would not fire for that one.
    QMetaObject::invokeMethod(button, &QPushButton::click, Qt::QueuedConnection);
  });
}

void TestRestoreWindow::init() {
  QSettings().clear();
  dir_ = std::make_unique<QTemporaryDir>();
  study_ = dir_->filePath(QStringLiteral("study"));
  journals_ = dir_->filePath(QStringLiteral("journals"));
  QVERIFY(QDir().mkpath(study_));
  QVERIFY(QFile::link(root_.filePath(QStringLiteral("phantom")), study_ + QStringLiteral("/images")));
  answers_.clear();
  texts_.clear();
  answering_.stop();
}

void TestRestoreWindow::answerWith(const QStringList& buttons) {
  answers_ = buttons;
  answering_.start(50);
}

std::unique_ptr<MainWindow> TestRestoreWindow::open() const {
  std::unique_ptr<MainWindow> window = std::make_unique<ProgramWindow>();
  window->resize(1280, 800);
  window->show();
  window->session().annotations().journal().setFolder(journals_);
  return window;
}

QByteArray TestRestoreWindow::dieDrawing() const {
  const auto window = open();
  bool annotated = false;
  connect(&window->session().annotations(), &Keeper::annotationsLoaded, window.get(),
          [&] { annotated = true; });
  window->openPaths({study_});
  if (!QTest::qWaitFor([&] { return annotated && window->session().isSettled(); }, 60000)) return {};
  Session& session = window->session();
  CaseEditor editor(session.openCase().toolContext());
  (void)editor.addMask(QStringLiteral("Reader"), *session.openCase().document().pet());
  window->tools().setKind(ToolKind::Brush);
  SliceView* view = window->views().shownViews().front();
  const QPoint middle = view->rect().center();
  QTest::mousePress(view, Qt::LeftButton, {}, middle);
  QTest::mouseMove(view, middle + QPoint(20, 10));
  QTest::mouseRelease(view, Qt::LeftButton, {}, middle + QPoint(20, 10));
  Box box;
  box.sopInstanceUid = session.openCase().document().ct()->source().slices[2].sopInstanceUid;
  box.className = QStringLiteral("G");
  box.rect = {3, 5, 40, 30};
  editor.addBox(box);
  const QByteArray content = contentOf(session.openCase().document());
  session.annotations().journal().end(JournalRecorder::End::Keep);
  return content;
}

void TestRestoreWindow::offeredAtTheNextStart() {
  const QByteArray drawn = dieDrawing();
  QVERIFY(!drawn.isEmpty());
  QCOMPARE(journals().size(), 1);
  const QStringList before = journals();
  const auto window = open();
  answerWith({QStringLiteral("restoreWork")});
  QVERIFY(window->offerAtStart());
  QTRY_VERIFY_WITH_TIMEOUT(contentOf(window->session().openCase().document()) == drawn, 60000);
  QVERIFY(window->session().openCase().hasUnsavedChanges());
  QCOMPARE(window->session().openCase().undoStack().count(), 1);
  QVERIFY(window->session().openCase().undoStack().undoText().startsWith(QLatin1String("Restore")));
  // What was shown: the mask, the box, the last steps.
  const QString shown = texts_.join(QLatin1Char('\n'));
  for (const char* word : {"Mask Reader, new", "1 box", "Brush stroke on Lesion 1", "Draw box G"})
    QVERIFY2(shown.contains(QLatin1String(word)), qPrintable(shown));
  // The journal is now that of this session.
  QTRY_COMPARE(journals().size(), 1);
  QVERIFY(journals() != before);
  window->session().openCase().undoStack().undo();
  QVERIFY(window->session().openCase().document().masks().empty());
  QCOMPARE(journals().size(), 0);
}

void TestRestoreWindow::offeredWhenItsStudyIsOpened() {
  const QByteArray drawn = dieDrawing();
  const auto window = open();
  answerWith({QStringLiteral("restoreWork")});
  window->openPaths({study_});
  QTRY_VERIFY_WITH_TIMEOUT(contentOf(window->session().openCase().document()) == drawn, 60000);
  QVERIFY(answers_.isEmpty());
}

void TestRestoreWindow::laterKeepsIt() {
  const QByteArray drawn = dieDrawing();
  {
    const auto window = open();
    answerWith({QStringLiteral("later")});
    QVERIFY(!window->offerAtStart());
    QCOMPARE(journals().size(), 1);
    // Not asked again in this session by itself, but from the menu.
    bool annotated = false;
    connect(&window->session().annotations(), &Keeper::annotationsLoaded, this, [&] { annotated = true; });
    window->openPaths({study_});
    QTRY_VERIFY_WITH_TIMEOUT(annotated && window->session().isSettled(), 60000);
    QTest::qWait(200);
    QVERIFY(!QApplication::activeModalWidget());
    answerWith({QStringLiteral("restoreWork")});
    window->actions().action(QStringLiteral("file.restore"))->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(contentOf(window->session().openCase().document()) == drawn, 60000);
    window->session().annotations().discardUnsaved();
  }
  QCOMPARE(journals().size(), 0);
}

void TestRestoreWindow::throwingAwayAsks() {
  QVERIFY(!dieDrawing().isEmpty());
  const auto window = open();
  // Cancelled, it is still there; then thrown away for good.
  QTimer cancel;
  bool cancelled = false;
  connect(&cancel, &QTimer::timeout, this, [&] {
    auto* box = qobject_cast<QMessageBox*>(QApplication::activeModalWidget());
    if (!box || cancelled) return;
    cancelled = true;
    box->button(QMessageBox::Cancel)->click();
    QCOMPARE(journals().size(), 1);
    answerWith({QStringLiteral("throwAway"), QStringLiteral("away")});
  });
  cancel.start(30);
  answerWith({QStringLiteral("throwAway")});
  QVERIFY(!window->offerAtStart());
  QVERIFY(cancelled);
  QCOMPARE(journals().size(), 0);
}

void TestRestoreWindow::imagesThatAreGoneAreAskedFor() {
  const QByteArray drawn = dieDrawing();
  const QString moved = dir_->filePath(QStringLiteral("moved"));
  QVERIFY(QDir().rename(study_, moved));
  {
    const auto window = open();
    QTimer later;
    bool asked = false;
    connect(&later, &QTimer::timeout, this, [&] {
      auto* box = qobject_cast<QMessageBox*>(QApplication::activeModalWidget());
      if (!box) return;
      asked = box->text().contains(study_);
      for (QAbstractButton* button : box->buttons())
        if (box->buttonRole(button) == QMessageBox::RejectRole) button->click();
    });
    later.start(30);
    answerWith({QStringLiteral("restoreWork")});
    window->offerAtStart();
    QVERIFY(asked);
    QVERIFY(texts_.join(QLatin1Char(' ')).contains(QLatin1String("no longer in")));
    QCOMPARE(journals().size(), 1);
  }
  // Where they are now, the work is offered and comes back.
  const auto window = open();
  answerWith({QStringLiteral("restoreWork")});
  window->openPaths({moved});
  QTRY_VERIFY_WITH_TIMEOUT(contentOf(window->session().openCase().document()) == drawn, 60000);
}

void TestRestoreWindow::closingCleanlyLeavesNothing_data() {
  QTest::addColumn<bool>("saves");
  QTest::newRow("saved") << true;
  QTest::newRow("discarded") << false;
}

void TestRestoreWindow::closingCleanlyLeavesNothing() {
  QFETCH(bool, saves);
  {
    const auto window = open();
    bool annotated = false;
    connect(&window->session().annotations(), &Keeper::annotationsLoaded, this, [&] { annotated = true; });
    window->openPaths({study_});
    QTRY_VERIFY_WITH_TIMEOUT(annotated && window->session().isSettled(), 60000);
    CaseEditor editor(window->session().openCase().toolContext());
    Box box;
    box.sopInstanceUid = window->session().openCase().document().ct()->source().slices[2].sopInstanceUid;
    box.className = QStringLiteral("G");
    box.rect = {3, 5, 40, 30};
    editor.addBox(box);
    QCOMPARE(journals().size(), 1);
    QTimer answer;
    connect(&answer, &QTimer::timeout, this, [&] {
      if (auto* question = qobject_cast<QMessageBox*>(QApplication::activeModalWidget()))
        question->button(saves ? QMessageBox::Save : QMessageBox::Discard)->click();
    });
    answer.start(50);
    QVERIFY(window->close());
  }
  QCOMPARE(QDir(journals_).entryList(QDir::Files), QStringList());
}

void TestRestoreWindow::theHistoryListJumps() {
  const auto window = openWindow(study_);
  QVERIFY(window);
  CaseEditor editor(window->session().openCase().toolContext());
  Box box;
  box.sopInstanceUid = window->session().openCase().document().ct()->source().slices[2].sopInstanceUid;
  std::vector<QByteArray> states{contentOf(window->session().openCase().document())};
  for (const char* name : {"A", "B", "E"}) {
    box.className = QLatin1String(name);
    box.rect = {3, 5, 40 + static_cast<int>(states.size()), 30};
    editor.addBox(box);
    states.push_back(contentOf(window->session().openCase().document()));
  }
  auto* dock = window->findChild<QDockWidget*>(QStringLiteral("history"));
  QVERIFY(dock && !dock->isVisible());
  window->views().setFocus();
  QTest::keyClick(window.get(), Qt::Key_H, Qt::ControlModifier);
  QTRY_VERIFY(dock->isVisible());
  auto* list = dock->findChild<QUndoView*>(QStringLiteral("steps"));
  QCOMPARE(list->model()->rowCount(), 4);
  QCOMPARE(list->model()->index(2, 0).data().toString(), QStringLiteral("Draw box B"));
  for (const int row : {1, 3, 0, 2}) {
    QTest::mouseClick(list->viewport(), Qt::LeftButton, {},
                      list->visualRect(list->model()->index(row, 0)).center());
    QCOMPARE(window->session().openCase().undoStack().index(), row);
    QCOMPARE(contentOf(window->session().openCase().document()), states[static_cast<std::size_t>(row)]);
  }
}

QTEST_MAIN(TestRestoreWindow)
#include "tst_restore_window.moc"
