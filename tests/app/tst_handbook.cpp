#include "app/features/handbook/handbook.h"
#include "app/features/handbook/handbook_places.h"
#include "app/features/handbook/handbook_view.h"
#include "app/features/handbook/handbook_window.h"
#include "app/features/masks/mask_list.h"
#include "tests/app/handbook_text.h"
#include "tests/app/window_fixture.h"

#include <QDirIterator>
#include <QDockWidget>
#include <QFileInfo>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QMenuBar>
#include <QTextBlock>
#include <QTextDocument>
#include <QToolButton>

using namespace uptake;
using namespace uptake::test;

/// The handbook in its window, and what it says of the program's keys, menus and parts.
class TestHandbook : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase();
  void init();
  void everyFileIsInTheProgram();
  void linksLeadSomewhere_data();
  void linksLeadSomewhere();
  void keysAreThoseOfTheProgram();
  void menusAreThoseOfTheProgram();
  void messagesAreThoseOfTheProgram();
  void whatIsKnownByNameIsThere();
  void f1OpensTheChapterOfWhatHasTheFocus_data();
  void f1OpensTheChapterOfWhatHasTheFocus();
  void f1InADialogThatWaits();
  void wordsAreFound();
  void linksAndTheWayBack();
  void picturesFitTheText();

 private:
  HandbookWindow* book() const { return window_->findChild<HandbookWindow*>(); }
  HandbookView* view() const { return book()->findChild<HandbookView*>(); }
  QAction* action(const char* id) const { return window_->actions().action(QLatin1String(id)); }
  void openBook(const QString& place);
  QString shown() const { return Handbook::chapterAt(view()->source()); }
  /// The heading at the top of what is seen, or empty.
  QString headingInSight() const;

  QTemporaryDir folder_;
  std::unique_ptr<MainWindow> window_;
};

namespace {

QStringList anchorsOf(const QString& markdown) {
  QTextDocument document;
  document.setMarkdown(markdown);
  QStringList anchors;
  for (QTextBlock block = document.begin(); block.isValid(); block = block.next())
    if (block.blockFormat().headingLevel() > 0) anchors.append(Handbook::anchorOf(block.text()));
  return anchors;
}

QString menuText(QString text) {
  return text.remove(QLatin1Char('&')).remove(QStringLiteral("…")).trimmed();
}

/// All sources in some folders but those of the handbook.
QString sourcesOf(const QStringList& folders) {
  QString sources;
  for (const QString& folder : folders) {
    QDirIterator files(sourceDir() + QLatin1Char('/') + folder,
                       {QStringLiteral("*.cpp"), QStringLiteral("*.h")}, QDir::Files,
                       QDirIterator::Subdirectories);
    while (files.hasNext())
      if (const QString file = files.next(); !file.contains(QLatin1String("/handbook/")))
        sources += bookText(file);
  }
  return sources;
}

/// "File › Open recent › Clear …" of all menus, below each menu's own name.
void collectPaths(QMenu& menu, const QString& path, QStringList& paths) {
  Q_EMIT menu.aboutToShow();  // some fill themselves then
  for (const QAction* action : menu.actions()) {
    if (action->isSeparator()) continue;
    const QString here = path + QStringLiteral(" › ") + menuText(action->text());
    paths.append(here);
    if (action->menu()) collectPaths(*action->menu(), here, paths);
  }
}

}  // namespace

void TestHandbook::initTestCase() {
  isolateSettings(folder_.filePath(QStringLiteral("settings")));
  const QString failure = makePhantom(folder_.filePath(QStringLiteral("study")));
  QVERIFY2(failure.isEmpty(), qPrintable(failure));
  window_ = openWindow(folder_.filePath(QStringLiteral("study")));
  QVERIFY(window_);
}

void TestHandbook::init() {
  delete book();
  window_->activateWindow();
  QVERIFY(QTest::qWaitForWindowActive(window_.get()));
  action("tool.window")->trigger();
  window_->views().setFocus();
}

void TestHandbook::openBook(const QString& place) {
  action("help.handbook")->trigger();
  QVERIFY(book());
  book()->showPlace(place);
  QVERIFY(QTest::qWaitForWindowExposed(book()));
}

void TestHandbook::everyFileIsInTheProgram() {
  QStringList missing;
  QDirIterator files(handbookFolder(), QDir::Files, QDirIterator::Subdirectories);
  while (files.hasNext()) {
    const QString name = QDir(handbookFolder()).relativeFilePath(files.next());
    if (!name.endsWith(QLatin1String(".qrc")) && !QFile::exists(QStringLiteral(":/handbook/") + name))
      missing.append(name);
  }
  QVERIFY2(missing.isEmpty(),
           qPrintable(QStringLiteral("not in handbook.qrc: ") + missing.join(QLatin1Char(' '))));
  const Handbook handbook;
  QVERIFY(handbook.chapters().size() >= 15);
  QCOMPARE(handbook.chapters().front().id, QStringLiteral("index"));
}

void TestHandbook::linksLeadSomewhere_data() {
  QTest::addColumn<QString>("file");
  for (const QString& file : bookFiles()) QTest::newRow(qPrintable(QFileInfo(file).fileName())) << file;
}

void TestHandbook::linksLeadSomewhere() {
  QFETCH(QString, file);
  static const QRegularExpression link(QStringLiteral("\\]\\(([^)]+)\\)"));
  const QString text = proseOf(bookText(file));
  QStringList dead;
  for (auto found = link.globalMatch(text); found.hasNext();) {
    const QString target = found.next().captured(1);
    if (target.startsWith(QLatin1String("http"))) continue;
    const QString name = target.section(QLatin1Char('#'), 0, 0);
    const QString path = name.isEmpty() ? file : QFileInfo(file).dir().filePath(name);
    const QString anchor = target.section(QLatin1Char('#'), 1);
    if (!QFile::exists(path) || (!anchor.isEmpty() && !anchorsOf(bookText(path)).contains(anchor)))
      dead.append(target);
  }
  QVERIFY2(dead.isEmpty(), qPrintable(dead.join(QLatin1Char(' '))));
}

/// "`Ctrl+S`" and the like are keys of some action, or held, or of a widget.
void TestHandbook::keysAreThoseOfTheProgram() {
  static const QRegularExpression key(
      QStringLiteral("^((Ctrl|Shift|Alt)\\+)*([A-Z0-9]|F\\d+|Left|Right|Up|Down|Home|End|PgUp|PgDn|PgDown|"
                     "Return|Esc|Del|Tab|"
                     "Space|Backspace|[][.,?])$"));
  // Held, or of lists and text fields.
  const QSet<QString> others{QStringLiteral("Space"), QStringLiteral("Ctrl+C"), QStringLiteral("Return"),
                             QStringLiteral("F2")};
  QSet<QString> known;
  QSet<QString> second;
  for (const ActionTable::Entry& entry : window_->actions().entries())
    for (const QKeySequence& keys : entry.action->shortcuts()) {
      known.insert(keys.toString(QKeySequence::PortableText));
      if (keys.count() < 2) continue;
      for (int n = 0; n < 2; ++n)
        second.insert(QKeySequence(keys[static_cast<uint>(n)]).toString(QKeySequence::PortableText));
    }
  QStringList wrong;
  int count = 0;
  for (const QString& file : bookFiles())
    for (const QString& span : codeSpans(bookText(file))) {
      if (!key.match(span).hasMatch()) continue;
      const QString keys = QKeySequence(span).toString(QKeySequence::PortableText);
      ++count;
      if (!known.contains(keys) && !second.contains(keys) && !others.contains(span))
        wrong.append(QFileInfo(file).fileName() + QStringLiteral(": ") + span);
    }
  QVERIFY(count > 100);
  QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(QLatin1Char('\n'))));
}

/// "*File › Open folder*" is in the menus.
void TestHandbook::menusAreThoseOfTheProgram() {
  QStringList paths;
  for (const QAction* menu : window_->menuBar()->actions())
    if (menu->menu()) collectPaths(*menu->menu(), menuText(menu->text()), paths);
  static const QRegularExpression path(QStringLiteral("(?<!\\*)\\*([A-Z][^*]* › [^*]+)\\*"));
  QStringList wrong;
  int count = 0;
  for (const QString& file : bookFiles()) {
    const QString text = proseOf(bookText(file)).simplified();
    for (auto found = path.globalMatch(text); found.hasNext();) {
      ++count;
      const QString wanted = found.next().captured(1);
      if (!paths.contains(wanted)) wrong.append(QFileInfo(file).fileName() + QStringLiteral(": ") + wanted);
    }
  }
  QVERIFY(count > 30);
  QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(QLatin1Char('\n'))));
}

/// What the first column of a table in the chapter about troubles quotes.
void TestHandbook::messagesAreThoseOfTheProgram() {
  static const QRegularExpression inTwoLines(QStringLiteral("\"\\s*\n\\s*\""));
  const QString sources =
      sourcesOf({QStringLiteral("app"), QStringLiteral("io"), QStringLiteral("viewer")}).remove(inTwoLines);
  static const QRegularExpression quote(QStringLiteral("\"([^\"]+)\""));
  QStringList wrong;
  int count = 0;
  for (const QString& line :
       bookText(handbookFolder() + QStringLiteral("troubleshooting.md")).split(QLatin1Char('\n'))) {
    if (!line.startsWith(QLatin1String("| \""))) continue;
    for (auto found = quote.globalMatch(line.section(QLatin1Char('|'), 1, 1)); found.hasNext();)
      for (const QString& part : found.next().captured(1).split(QStringLiteral("…"), Qt::SkipEmptyParts)) {
        ++count;
        if (!sources.contains(part.trimmed())) wrong.append(part);
      }
  }
  QVERIFY(count > 20);
  QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(QLatin1Char('\n'))));
}

void TestHandbook::whatIsKnownByNameIsThere() {
  const QString sources = sourcesOf({QStringLiteral("app")});
  QStringList wrong;
  for (const QString& subject : handbookSubjects()) {
    const QString name = subject.section(QLatin1Char(' '), 0, 0);
    const QString place = subject.section(QLatin1Char(' '), 1);
    const QString inSource = name.startsWith(QLatin1String("uptake::"))
                                 ? QStringLiteral("class %1 ").arg(name.mid(8))
                                 : QStringLiteral("\"%1\"").arg(name);
    if (!sources.contains(inSource)) wrong.append(name + QStringLiteral(" is not in the program"));
    const QString chapter =
        bookText(handbookFolder() + place.section(QLatin1Char('#'), 0, 0) + QStringLiteral(".md"));
    const QString anchor = place.section(QLatin1Char('#'), 1);
    if (chapter.isEmpty() || (!anchor.isEmpty() && !anchorsOf(chapter).contains(anchor)))
      wrong.append(place + QStringLiteral(" is not in the handbook"));
  }
  QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(QLatin1Char('\n'))));
}

void TestHandbook::f1OpensTheChapterOfWhatHasTheFocus_data() {
  QTest::addColumn<QString>("shownBy");  // an action
  QTest::addColumn<QString>("widget");   // the name of what gets the focus, or empty: the views
  QTest::addColumn<QString>("chapter");
  const auto row = [](const char* name, const char* shownBy, const char* widget, const char* chapter) {
    QTest::newRow(name) << QString::fromLatin1(shownBy) << QString::fromLatin1(widget)
                        << QString::fromLatin1(chapter);
  };
  row("views", "", "", "read");
  row("views, with the box tool", "tool.box", "", "boxes");
  row("views, with the brush", "tool.brush", "", "masks");
  row("views, with a measuring tool", "tool.distance", "", "measure");
  row("views, with the note tool", "tool.note", "", "measure");
  row("studies", "", "studies", "open");
  row("masks", "", "masks", "masks");
  row("options of a tool", "tool.hotSpot", "part", "masks");
  row("worklist", "review.worklist", "worklist", "many-readers");
  row("steps", "edit.history", "steps", "open");
}

void TestHandbook::f1OpensTheChapterOfWhatHasTheFocus() {
  QFETCH(QString, shownBy);
  QFETCH(QString, widget);
  QFETCH(QString, chapter);
  if (!shownBy.isEmpty()) window_->actions().action(shownBy)->trigger();
  if (!widget.isEmpty()) {
    // The list of masks is there when there is one.
    if (widget == QLatin1String("masks")) window_->findChild<MaskList*>()->addMask(true);
    auto* target = window_->findChild<QWidget*>(widget);
    QVERIFY(target);
    if (auto* dock = qobject_cast<QDockWidget*>(target)) target = dock->widget();
    target->setFocus();
    QTRY_VERIFY(target->hasFocus() || target->isAncestorOf(QApplication::focusWidget()));
  }
  QTest::keyClick(QApplication::focusWidget(), Qt::Key_F1);
  QVERIFY(book() && book()->isVisible());
  QCOMPARE(shown(), chapter);
  const auto* chapters = book()->findChild<QListWidget*>(QStringLiteral("chapters"));
  QCOMPARE(chapters->currentItem()->text(), view()->document()->begin().text());
}

void TestHandbook::f1InADialogThatWaits() {
  bool isAnswered = false;
  QTimer::singleShot(0, this, [this, &isAnswered] {
    QWidget* dialog = nullptr;
    if (!QTest::qWaitFor([&] { return (dialog = QApplication::activeModalWidget()) != nullptr; })) return;
    QTest::keyClick(dialog->findChild<QLineEdit*>(QStringLiteral("search")), Qt::Key_F1);
    auto* inDialog = dialog->findChild<HandbookWindow*>();
    if (inDialog && QTest::qWaitForWindowActive(inDialog)) {
      // It can be used while the dialog waits.
      auto* browser = inDialog->findChild<HandbookView*>();
      const QString opened = Handbook::chapterAt(browser->source());
      QTest::mouseClick(inDialog->findChild<QListWidget*>(QStringLiteral("chapters"))->viewport(),
                        Qt::LeftButton, {}, {20, 10});
      isAnswered =
          opened == QLatin1String("keys") && Handbook::chapterAt(browser->source()) == QLatin1String("index");
    }
    dialog->close();
  });
  action("help.keys")->trigger();
  QVERIFY(isAnswered);
}

void TestHandbook::wordsAreFound() {
  openBook(QStringLiteral("index"));
  auto* search = book()->findChild<QLineEdit*>(QStringLiteral("search"));
  auto* hits = book()->findChild<QListWidget*>(QStringLiteral("hits"));
  auto* places = book()->findChild<QLabel*>(QStringLiteral("places"));
  QTest::keyClick(book(), Qt::Key_F, Qt::ControlModifier);
  QTRY_VERIFY(search->hasFocus());
  QTest::keyClicks(search, QStringLiteral("interpolate boxes"));
  QTRY_VERIFY(hits->isVisible() && hits->count() > 0);
  // The section that is about it comes before those that mention it.
  QCOMPARE(hits->item(0)->text(), QStringLiteral("Boxes › Interpolate"));
  QTest::keyClick(search, Qt::Key_Return);
  QCOMPARE(shown(), QStringLiteral("boxes"));
  QVERIFY(view()->placeCount() > 1);
  const int first = view()->currentPlace();
  QVERIFY(first > 0);
  QVERIFY(places->text().startsWith(QString::number(first)));
  QVERIFY(view()->viewport()->rect().contains(view()->cursorRect()));
  QTest::keyClick(book(), Qt::Key_F3);
  QCOMPARE(view()->currentPlace(), first % view()->placeCount() + 1);
  QTest::keyClick(book(), Qt::Key_F3, Qt::ShiftModifier);
  QCOMPARE(view()->currentPlace(), first);
  // Words that stand nowhere together.
  search->setText(QStringLiteral("interpolate pickle"));
  QVERIFY(!hits->isVisible());
  QTest::keyClick(book(), Qt::Key_Escape);
  QVERIFY(search->text().isEmpty());
  QVERIFY(book()->findChild<QListWidget*>(QStringLiteral("chapters"))->isVisible());
  QTest::keyClick(book(), Qt::Key_Escape);
  QVERIFY(!book()->isVisible());
}

QString TestHandbook::headingInSight() const {
  for (int y = 0; y < view()->viewport()->height() / 2; y += 8) {
    const QTextBlock block = view()->cursorForPosition({40, y}).block();
    if (block.blockFormat().headingLevel() > 0) return block.text();
  }
  return {};
}

void TestHandbook::linksAndTheWayBack() {
  openBook(QStringLiteral("boxes#classes"));
  QCOMPARE(shown(), QStringLiteral("boxes"));
  QTRY_COMPARE(headingInSight(), QStringLiteral("Classes"));
  auto* back = book()->findChild<QToolButton*>(QStringLiteral("back"));
  auto* forward = book()->findChild<QToolButton*>(QStringLiteral("forward"));
  // A click on the link to another chapter.
  QTextCursor link = view()->document()->find(QStringLiteral("command line"));
  QVERIFY(!link.isNull());
  view()->setTextCursor(link);
  view()->ensureCursorVisible();
  QTest::mouseClick(view()->viewport(), Qt::LeftButton, {}, view()->cursorRect().center() - QPoint(8, 0));
  QCOMPARE(shown(), QStringLiteral("command-line"));
  QTRY_COMPARE(headingInSight(), QStringLiteral("Boxes and masks"));
  QTest::mouseClick(back, Qt::LeftButton);
  QCOMPARE(shown(), QStringLiteral("boxes"));
  QVERIFY(forward->isEnabled());
  QTest::keyClick(book(), Qt::Key_Right, Qt::AltModifier);
  QCOMPARE(shown(), QStringLiteral("command-line"));
}

void TestHandbook::picturesFitTheText() {
  openBook(QStringLiteral("read"));
  for (const QSize& size : {QSize(700, 500), QSize(1400, 800)}) {
    book()->resize(size);
    QTRY_COMPARE(book()->size(), size);
    QTest::qWait(150);
    int pictures = 0;
    for (QTextBlock block = view()->document()->begin(); block.isValid(); block = block.next())
      for (auto part = block.begin(); !part.atEnd(); ++part) {
        const QTextImageFormat format = part.fragment().charFormat().toImageFormat();
        if (!format.isValid()) continue;
        ++pictures;
        const auto width = [&] {
          const QUrl address(format.name());
          const auto image =
              view()->document()->resource(QTextDocument::ImageResource, address).value<QImage>();
          return image.deviceIndependentSize().width();
        };
        QTRY_VERIFY(width() > 100 && width() <= view()->viewport()->width());
      }
    QVERIFY(pictures >= 3);
  }
}

QTEST_MAIN(TestHandbook)
#include "tst_handbook.moc"
