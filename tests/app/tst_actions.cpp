#include "app/shell/actions/case_facts.h"
#include "app/shell/actions/command_search.h"
#include "tests/app/window_fixture.h"

#include <QFrame>
#include <QLineEdit>
#include <QListView>
#include <QStatusBar>

#include <set>

using namespace uptake;
using namespace uptake::test;

/// Actions as data: what they need, why they can't be used, and how they are found by name.
class TestActions : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase();
  void init() { QSettings().clear(); }
  void cleanup() { window_.reset(); }
  void needsSayWhatIsMissing();
  void tablesOfSlicesOfferLess();
  void namesAreFound_data();
  void namesAreFound();
  void paletteRunsWhatIsTyped();
  void paletteRunsWhatHoldsInTheViews();
  void paletteSaysWhatCannotBeUsed();
  void keysOfDisabledActionsSayWhy();
  void textFieldsKeepTheirKeys();
  void factsFollowTheSelection();
  void withoutPetItIsSaid();
  void idsAndKeysAreUnique();

 private:
  /// A window with the phantom, its views with the keyboard.
  bool open();
  QAction* action(const char* id) { return window_->actions().action(QLatin1String(id)); }
  QString message() { return window_->statusBar()->currentMessage(); }
  /// The palette, opened by its key.
  QFrame* openPalette();
  static QString firstText(const QFrame& palette);

  QTemporaryDir settings_;
  QTemporaryDir folder_;
  std::unique_ptr<MainWindow> window_;
};

void TestActions::initTestCase() {
  QVERIFY(settings_.isValid());
  isolateSettings(settings_.path());
  const QString failure = makePhantom(folder_.path());
  QVERIFY2(failure.isEmpty(), qPrintable(failure));
}

bool TestActions::open() {
  window_ = openWindow(folder_.path());
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
