#include "app/shell/actions/case_facts.h"
#include "app/shell/actions/command_search.h"
#include "tests/app/review_fixture.h"

#include <QFileInfo>
#include <QFrame>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QMenuBar>
#include <QSignalSpy>
#include <QStatusBar>
#include <QToolBar>

#include <algorithm>
#include <functional>
#include <set>

using namespace uptake;
using namespace uptake::test;

/// Actions as data: what they need, why they can't be used, and how they are found by name.
class TestActions : public QObject, private ReviewFixture {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() { makeCases(); }
  void init() { QSettings().clear(); }
  void cleanup() { window_.reset(); }
  void needsSayWhatIsMissing();
  void tablesOfSlicesOfferLess();
  void placesSayTheOrder();
  void menusOfNothingAreAway();
  void namesAreFound_data();
  void namesAreFound();
  void paletteRunsWhatIsTyped();
  void paletteRunsWhatHoldsInTheViews();
  void paletteSaysWhatCannotBeUsed();
  void keysOfDisabledActionsSayWhy();
  void textFieldsKeepTheirKeys();
  void factsFollowTheSelection();
  void withoutPetItIsSaid();
  void everyDisabledKeySaysWhy();
  void blindReadersAreToldSo();
  void tablesOfSlicesPutTheRestAway();
  void everyActionIsFound();
  void idsAndKeysAreUnique();

 private:
  /// A window with the phantom, its views with the keyboard.
  bool open();
  QAction* action(const char* id) { return window_->actions().action(QLatin1String(id)); }
  QString message() { return window_->statusBar()->currentMessage(); }
  /// The palette, opened by its key.
  QFrame* openPalette();
  static QString firstText(const QFrame& palette);

  std::unique_ptr<MainWindow> window_;
};

bool TestActions::open() {
  window_ = openWindow(root_.filePath(QStringLiteral("case1")));
  if (window_) window_->views().setFocus();
  return window_ != nullptr;
}

QFrame* TestActions::openPalette() {
  QTest::keyClick(&window_->views(), Qt::Key_K, Qt::ControlModifier);
  auto* palette = window_->findChild<QFrame*>(QStringLiteral("commandPalette"));
  return palette && palette->isVisible() ? palette : nullptr;
}

QString TestActions::firstText(const QFrame& palette) {
  return palette.findChild<QListView*>()->model()->index(0, 0).data().toString();
}

void TestActions::needsSayWhatIsMissing() {
  CaseFacts facts;
  QVERIFY(facts.reasonAgainst({}).isEmpty());
  QVERIFY(facts.reasonAgainst(Need::PixelSize | Need::Dicom).isEmpty());
  const QString openFirst = facts.reasonAgainst(Need::Study);
  QCOMPARE(facts.reasonAgainst(Need::Pet), openFirst);
  QCOMPARE(facts.reasonAgainst(Need::SelectedBox), openFirst);
  facts.met |= Need::Study;
  QVERIFY(facts.reasonAgainst(Need::Study).isEmpty());
  QCOMPARE(facts.reasonAgainst(Need::SelectedBox), QStringLiteral("Select a box first."));
  // Without a CT, selecting a box would not help.
  QCOMPARE(facts.reasonAgainst(Need::Ct | Need::SelectedBox), QStringLiteral("No CT is shown."));
  QCOMPARE(facts.reasonAgainst(Need::EditableLesion), QStringLiteral("Select a lesion first."));
  facts.met |= Need::SelectedLesion;
  facts.lock = QStringLiteral("Nodule is locked.");
  QCOMPARE(facts.reasonAgainst(Need::EditableLesion), facts.lock);
  facts.met &= ~Needs(Need::NotBlind);
  QVERIFY(facts.reasonAgainst(Need::NotBlind).contains(QLatin1String("blind")));
  QVERIFY(facts.offers(Need::NotBlind));
}

void TestActions::tablesOfSlicesOfferLess() {
  CaseFacts facts;
  QVERIFY(facts.offers(Need::Pet | Need::PixelSize | Need::Neighbours | Need::Dicom | Need::SelectedBox));
  QVERIFY(!facts.offers(Need::SliceTable));
  facts.met = Need::Study | Need::Image | Need::Ct | Need::SliceTable | Need::NotBlind;
  QVERIFY(facts.offers(Need::SliceTable | Need::Ct | Need::SelectedLesion | Need::UndoStep));
  for (const Need need : {Need::Pet, Need::Suv, Need::PixelSize, Need::Neighbours, Need::Dicom}) {
    QVERIFY(!facts.offers(need));
    QVERIFY(facts.reasonAgainst(need).contains(QLatin1String("table")));
  }
}

namespace {

QStringList textsOf(const QMenu& menu) {
  QStringList texts;
  for (const QAction* each : menu.actions())
    texts.append(each->isSeparator() ? QStringLiteral("---") : each->text());
  return texts;
}

}  // namespace

void TestActions::placesSayTheOrder() {
  struct Placed {
    const char* text;
    MenuPlace place;
  };
  // In whatever order they come.
  std::vector<Placed> placed{{"a", {"menu", 0, 0}},
                             {"b", {"menu", 0, 10}},
                             {"c", {"menu", 2, 0}},
                             {"d", {"menu", 2, 5}},
                             {"e", {"menu", 7}}};
  const auto byText = [](const Placed& one, const Placed& other) {
    return QLatin1String(one.text) < QLatin1String(other.text);
  };
  do {
    QWidget window;
    ActionTable actions;
    std::size_t count = 0;
    QMenu* menu = nullptr;
    for (const Placed& each : placed) {
      // Before some and after others.
      if (count++ == 2) menu = actions.addMenu(QStringLiteral("menu"), QStringLiteral("Menu"), &window);
      actions.add({.id = QLatin1String(each.text), .text = QLatin1String(each.text), .places = {each.place}},
                  &window, {});
    }
    QCOMPARE(textsOf(*menu).join(QLatin1Char(' ')), QStringLiteral("a b --- c d --- e"));
  } while (std::ranges::next_permutation(placed, byText).found);
}

void TestActions::menusOfNothingAreAway() {
  QWidget window;
  QToolBar bar;
  ActionTable actions;
  QMenu* menu = actions.addMenu(QStringLiteral("menu"), QStringLiteral("Menu"), &window);
  QMenu* inner = actions.addMenu(QStringLiteral("inner"), QStringLiteral("Inner"), &window, {{"menu"}});
  actions.addToolBar(QStringLiteral("bar"), &bar);
  QVERIFY(!menu->menuAction()->isVisible());
  actions.add({.id = QStringLiteral("first"), .text = QStringLiteral("First"), .places = {{"bar", 0}}},
              &window, {});
  actions.add({.id = QStringLiteral("own"),
               .text = QStringLiteral("Own"),
               .needs = Need::Pet,
               .places = {{"inner"}, {"bar", 1}}},
              &window, {});
  actions.placeWidget(new QLineEdit, {"bar", 2}, Need::Dicom);
  const auto seen = [&bar] {
    QString kinds;
    for (const QAction* each : bar.actions())
      if (each->isVisible()) kinds.append(QLatin1Char(each->isSeparator() ? '|' : 'x'));
    return kinds;
  };
  QVERIFY(menu->menuAction()->isVisible() && inner->menuAction()->isVisible());
  QCOMPARE(seen(), QStringLiteral("x|x|x"));
  CaseFacts table;
  table.met = Need::Study | Need::Image | Need::Ct | Need::SliceTable | Need::NotBlind;
  actions.setFacts(table);
  QVERIFY(!menu->menuAction()->isVisible() && !inner->menuAction()->isVisible());
  QCOMPARE(seen(), QStringLiteral("x"));
  actions.setFacts({});
  QVERIFY(menu->menuAction()->isVisible() && inner->menuAction()->isVisible());
  QCOMPARE(seen(), QStringLiteral("x|x|x"));
  actions.setThere(QStringLiteral("own"), false);
  QVERIFY(!menu->menuAction()->isVisible());
  QCOMPARE(seen(), QStringLiteral("x|x"));
}

void TestActions::namesAreFound_data() {
  QTest::addColumn<QString>("typed");
  QTest::addColumn<bool>("found");
  QTest::newRow("nothing") << QString() << true;
  QTest::newRow("a word") << QStringLiteral("holes") << true;
  QTest::newRow("beginnings, in any order") << QStringLiteral("ho fi") << true;
  QTest::newRow("another case") << QStringLiteral("FILL") << true;
  QTest::newRow("accents") << QStringLiteral("f\u00edll") << true;
  QTest::newRow("inside a word") << QStringLiteral("oles") << true;
  QTest::newRow("run together") << QStringLiteral("fiho") << true;
  QTest::newRow("the section") << QStringLiteral("lesions") << true;
  QTest::newRow("the id") << QStringLiteral("lesion.fill") << true;
  QTest::newRow("the key") << QStringLiteral("ctrl+f") << true;
  QTest::newRow("one word of two") << QStringLiteral("fill gaps") << false;
  QTest::newRow("letters of anywhere") << QStringLiteral("flhls") << false;
}

void TestActions::namesAreFound() {
  QFETCH(QString, typed);
  QFETCH(bool, found);
  const CommandNames names{QStringLiteral("Fill holes"), QStringLiteral("Lesions"),
                           QStringLiteral("lesion.fillHoles"), QStringLiteral("Ctrl+F")};
  QCOMPARE(matchOf(typed, names).has_value(), found);
}

void TestActions::paletteRunsWhatIsTyped() {
  QVERIFY(open());
  QFrame* palette = openPalette();
  QVERIFY(palette);
  auto* field = palette->findChild<QLineEdit*>();
  QTest::keyClicks(field, QStringLiteral("smooth im"));
  QCOMPARE(firstText(*palette), QStringLiteral("Smooth images"));
  const bool before = window_->viewState().smoothImages();
  QTest::keyClick(field, Qt::Key_Return);
  QTRY_COMPARE(window_->viewState().smoothImages(), !before);
  QCOMPARE(QApplication::focusWidget(), &window_->views());
  QTRY_VERIFY(!window_->findChild<QFrame*>(QStringLiteral("commandPalette")));
  // What was used last comes first.
  palette = openPalette();
  QVERIFY(palette);
  QCOMPARE(firstText(*palette), QStringLiteral("Smooth images"));
  QTest::keyClick(palette->findChild<QLineEdit*>(), Qt::Key_Escape);
  QTRY_VERIFY(!window_->findChild<QFrame*>(QStringLiteral("commandPalette")));
  QCOMPARE(window_->viewState().smoothImages(), !before);
}

void TestActions::paletteRunsWhatHoldsInTheViews() {
  QVERIFY(open());
  QFrame* palette = openPalette();
  QVERIFY(palette);
  auto* field = palette->findChild<QLineEdit*>();
  QTest::keyClicks(field, QStringLiteral("next image"));
  QCOMPARE(firstText(*palette), QStringLiteral("Next image"));
  const Point before = window_->viewState().crosshair();
  QTest::keyClick(field, Qt::Key_Return);
  QTRY_VERIFY((window_->viewState().crosshair() - before).norm() > 0.0);
}

void TestActions::paletteSaysWhatCannotBeUsed() {
  QVERIFY(open());
  QFrame* palette = openPalette();
  QVERIFY(palette);
  auto* field = palette->findChild<QLineEdit*>();
  auto* list = palette->findChild<QListView*>();
  QTest::keyClicks(field, QStringLiteral("straighten"));
  const QString told = list->model()->index(0, 0).data(Qt::AccessibleTextRole).toString();
  QVERIFY2(told.contains(QLatin1String("not turned")), qPrintable(told));
  QTest::keyClick(field, Qt::Key_Return);
  QVERIFY(palette->isVisible());
  field->setText(QStringLiteral("no command of this name"));
  QCOMPARE(list->model()->rowCount(), 0);
  QTest::keyClick(field, Qt::Key_Return);
  QVERIFY(palette->isVisible());
}

void TestActions::keysOfDisabledActionsSayWhy() {
  QVERIFY(open());
  QVERIFY(!action("view.straight")->isEnabled());
  QTest::keyClick(&window_->views(), Qt::Key_T, Qt::ControlModifier);
  QCOMPARE(message(), QStringLiteral("The planes are not turned."));
  QVERIFY(action("view.straight")->toolTip().endsWith(message()));
  window_->statusBar()->clearMessage();
  window_->viewState().setRotation(window_->viewState().rotation(), Direction::UnitX(), 0.3);
  QTest::keyClick(&window_->views(), Qt::Key_T, Qt::ControlModifier);
  QVERIFY(window_->viewState().isStraight());
  QVERIFY(message().isEmpty());
}

void TestActions::textFieldsKeepTheirKeys() {
  QVERIFY(open());
  QLineEdit field(window_.get());
  field.show();
  field.setFocus();
  window_->statusBar()->clearMessage();
  QTest::keyClick(&field, Qt::Key_T, Qt::ControlModifier);
  QVERIFY(message().isEmpty());
}

void TestActions::factsFollowTheSelection() {
  QVERIFY(open());
  Session& session = window_->session();
  QVERIFY(window_->actions().facts() == factsOf(session));
  session.openCase().selection().setSegment(MaskId::None, 0);
  QVERIFY(!window_->actions().facts().met.testFlag(Need::SelectedMask));
  const Result<MaskId> mask = CaseEditor(session.openCase().toolContext())
                                  .addMask(QStringLiteral("M"), *session.openCase().document().pet());
  QVERIFY(mask);
  session.openCase().selection().setSegment(*mask, 1);
  QVERIFY(window_->actions().facts().met.testFlag(Need::SelectedMask));
  QVERIFY(window_->actions().facts().met.testFlag(Need::EditableMask));
  QVERIFY(window_->actions().facts().met.testFlag(Need::UnsavedChanges));
  MaskLocks locks;
  locks.all = true;
  session.openCase().document().setMaskLocks(*mask, locks);
  QVERIFY(!window_->actions().facts().met.testFlag(Need::EditableMask));
  QVERIFY(window_->actions().facts().reasonAgainst(Need::EditableMask).contains(QLatin1String("locked")));
  session.openCase().selection().setSegment(MaskId::None, 0);
  QVERIFY(!window_->actions().facts().met.testFlag(Need::SelectedMask));
  session.openCase().undoStack().undo();
  QVERIFY(!window_->actions().facts().met.testFlag(Need::UnsavedChanges));
}

void TestActions::withoutPetItIsSaid() {
  QVERIFY(open());
  QVERIFY(action("fusion.checkerboard")->isEnabled());
  CaseDocument& document = window_->session().openCase().document();
  document.setImages(document.ct(), nullptr);
  QVERIFY(!action("fusion.checkerboard")->isEnabled());
  // Grey, not away: another series may be shown next.
  QVERIFY(action("fusion.checkerboard")->isVisible());
  QTest::keyClick(&window_->views(), Qt::Key_K);
  QCOMPARE(message(), QStringLiteral("No PET is shown."));
  QCOMPARE(window_->viewState().fusionMode(), FusionMode::Blend);
}

/// Each key of something that cannot be used now, pressed in the views.
void TestActions::everyDisabledKeySaysWhy() {
  QVERIFY(open());
  Session& session = window_->session();
  session.openCase().selection().setSegment(MaskId::None, 0);
  CaseDocument& document = session.openCase().document();
  document.setImages(document.ct(), nullptr);
  int pressed = 0;
  for (const ActionTable::Entry& entry : window_->actions().entries()) {
    QVERIFY2(entry.action->isEnabled() == (entry.reason.isEmpty() && entry.action->isVisible()),
             qPrintable(entry.id));
    if (entry.reason.isEmpty() || entry.action->shortcut().count() != 1) continue;
    window_->statusBar()->clearMessage();
    window_->views().setFocus();
    const QKeyCombination keys = entry.action->shortcut()[0];
    QTest::keyClick(&window_->views(), keys.key(), keys.keyboardModifiers());
    QVERIFY2(message() == entry.reason, qPrintable(entry.id + QStringLiteral(": ") + message()));
    QVERIFY2(entry.action->toolTip().endsWith(entry.reason), qPrintable(entry.id));
    ++pressed;
  }
  QVERIFY2(pressed > 25, qPrintable(QString::number(pressed)));
}

void TestActions::blindReadersAreToldSo() {
  makeCollection();
  window_ = openAs(QStringLiteral("Ann"));
  QVERIFY(window_);
  QVERIFY(action("file.folder")->isEnabled());
  QVERIFY(beginBlindReading(*window_));
  QVERIFY(!action("file.folder")->isEnabled());
  QVERIFY(action("file.folder")->isVisible());
  QVERIFY(action("file.folder")->toolTip().contains(QLatin1String("blind")));
  for (const char* id : {"review.accept", "review.reject", "review.dispute", "review.lesion.dispute"})
    QVERIFY2(action(id)->isEnabled(), id);
  const QString study = caseOf(*window_);
  draw(*window_);
  QVERIFY(action("file.save")->isEnabled());
  key(*window_, Qt::Key_Return);  // read, next case
  QTRY_VERIFY_WITH_TIMEOUT(caseOf(*window_) != study, 20000);
  QVERIFY(waitForCase(*window_, caseOf(*window_)));
  key(*window_, Qt::Key_PageUp);
  QVERIFY(waitForCase(*window_, study));
  QVERIFY(action("file.folder")->isEnabled());
}

namespace {

/// What a table of slices has no use for, by the beginnings of ids: it has no PET, no millimetres, no
/// neighbouring slices, no patient.
bool isAwayForTables(const QString& id) {
  constexpr const char* kAway[]{
      "quantity.",
      "fusion.",
      "box.",
      "review.",
      "compare.",
      "file.saveAsNew",
      "file.importMask",
      "file.importBox",
      "file.exportMask",
      "file.exportWithoutPatient",
      "file.privacy",
      "file.pairing",
      "file.imageFiles",
      "edit.copyNext",
      "edit.copyPrevious",
      "view.suv",
      "view.cycle",
      "window.pet",
      "tool.hotSpot",
      "tool.thresholdBox",
      "view.mip.",
      "view.straight",
      "view.lesion",
      "slice.slab.",
      "window.file",
      "tool.select",
      "tool.box",
      "tool.grow",
      "tool.ball",
      "tool.distance",
      "tool.angle",
      "tool.ellipse",
      "tool.sphere",
      "tool.note",
      "mask.lungs",
      "mask.newLungs",
      "lesion.fill",
      "lesion.smooth",
      "lesion.grow",
      "lesion.shrink",
      "lesion.keep",
      "lesion.remove",
      "lesion.split",
      "lesion.unite",
      "lesion.intersect",
      "lesion.subtract",
      "lesion.inLungs",
      "lesion.outOfLungs",
      "lesion.copyTo",
      "lesion.moveTo",
      "go.left",
      "go.right",
      "go.previousDisagreement",
      "go.nextDisagreement",
      "view.volume.",
      "file.export.turntable",
      "file.export.surfaces",
  };
  return std::ranges::any_of(kAway, [&id](const char* each) { return id.startsWith(QLatin1String(each)); });
}

QStringList shownIds(MainWindow& window) {
  QStringList ids;
  for (const ActionTable::Entry& entry : window.actions().entries())
    if (entry.action->isVisible()) ids.append(entry.id);
  return ids;
}

}  // namespace

void TestActions::tablesOfSlicesPutTheRestAway() {
  const QString table = root_.filePath(QStringLiteral("set/table.pkl"));
  QVERIFY(QDir().mkpath(QFileInfo(table).path()));
  if (python().isEmpty() ||
      runProcess(python(), {sourceDir() + QStringLiteral("/tests/scripts/make_lungrads.py"), table,
                            QStringLiteral("5"), QStringLiteral("6")})
              .exitCode != 0)
    QSKIP("python3-pandas is absent");
  QVERIFY(open());
  const QStringList before = shownIds(*window_);
  QSignalSpy read(&window_->session().annotations(), &Keeper::annotationsLoaded);
  window_->openPaths({table});
  QTRY_COMPARE_WITH_TIMEOUT(read.count(), 1, 20000);
  for (const ActionTable::Entry& entry : window_->actions().entries()) {
    const bool isAway = isAwayForTables(entry.id) || !entry.isThere;
    QVERIFY2(entry.action->isVisible() == !isAway, qPrintable(entry.id));
    // The palette shows it nevertheless.
    QVERIFY2(!isAwayForTables(entry.id) || !entry.reason.isEmpty(), qPrintable(entry.id));
  }
  // A key of what is away says why.
  window_->views().setFocus();
  QTest::keyClick(&window_->views(), Qt::Key_M);
  QVERIFY2(message().contains(QLatin1String("no pixel size")), qPrintable(message()));
  QCOMPARE(window_->tools().kind(), ToolKind::Window);
  QTest::keyClick(&window_->views(), Qt::Key_P);
  QVERIFY2(message().contains(QLatin1String("no PET")), qPrintable(message()));
  QTest::keyClick(&window_->views(), Qt::Key_B);
  QCOMPARE(window_->tools().kind(), ToolKind::Brush);

  QSignalSpy loaded(&window_->session().images(), &StudyImages::imagesLoaded);
  window_->openPaths({root_.filePath(QStringLiteral("case1"))});
  QTRY_VERIFY_WITH_TIMEOUT(loaded.count() > 0, 60000);
  QCOMPARE(shownIds(*window_), before);
}

/// In a menu, and by its name.
void TestActions::everyActionIsFound() {
  QVERIFY(open());
  std::set<const QAction*> inMenus;
  const std::function<void(const QList<QAction*>&)> collect = [&](const QList<QAction*>& actions) {
    for (const QAction* each : actions) {
      inMenus.insert(each);
      if (!each->menu()) continue;
      Q_EMIT each->menu()->aboutToShow();
      collect(each->menu()->actions());
    }
  };
  collect(window_->menuBar()->actions());
  QFrame* palette = openPalette();
  QVERIFY(palette);
  auto* field = palette->findChild<QLineEdit*>();
  const QAbstractItemModel* found = palette->findChild<QListView*>()->model();
  for (const ActionTable::Entry& entry : window_->actions().entries()) {
    QVERIFY2(inMenus.contains(entry.action), qPrintable(entry.id));
    if (!entry.isThere || entry.id == QLatin1String("help.command")) continue;
    field->setText(entry.plainText());
    QStringList texts;
    for (int row = 0; row < found->rowCount(); ++row) texts.append(found->index(row, 0).data().toString());
    QVERIFY2(texts.contains(entry.plainText()), qPrintable(entry.id));
  }
}

void TestActions::idsAndKeysAreUnique() {
  QVERIFY(open());
  std::set<QString> ids;
  std::set<std::pair<QWidget*, QString>> keys;
  for (const ActionTable::Entry& entry : window_->actions().entries()) {
    QVERIFY2(ids.insert(entry.id).second, qPrintable(entry.id));
    QVERIFY2(!entry.plainText().isEmpty() && !entry.section.isEmpty(), qPrintable(entry.id));
    for (const QKeySequence& each : entry.keys)
      QVERIFY2(keys.emplace(entry.scope, each.toString()).second, qPrintable(entry.id));
    // What can be used gives no reason against it.
    QVERIFY2(entry.reason.isEmpty() || !entry.action->isEnabled(), qPrintable(entry.id));
  }
}

QTEST_MAIN(TestActions)
#include "tst_actions.moc"
