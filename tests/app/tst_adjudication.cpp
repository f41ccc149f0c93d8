#include "app/features/compare/box_comparison.h"
#include "app/features/compare/prediction_comparison.h"
#include "app/features/review/audit_dialog.h"
#include "app/features/review/worklist_model.h"
#include "app/shell/views/compare_controls.h"
#include "core/mask/lesion_colours.h"
#include "tests/app/review_fixture.h"

#include <QDirIterator>
#include <QDockWidget>
#include <QFileInfo>
#include <QJsonArray>
#include <QLabel>
#include <QStatusBar>
#include <QTableView>
#include <QTreeView>

using namespace uptake;
using namespace uptake::test;

/// Blind readings, and their adjudication: masks and boxes of several readers side by side.
class TestAdjudication : public QObject, private ReviewFixture {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() { makeCases(); }
  void init() { makeCollection(); }
  void blindReadingHidesTheOthers();
  void readingsAreComparedWhateverElseThereIs();
  void boxesOfOthersAreTakenOver();
};

void TestAdjudication::blindReadingHidesTheOthers() {
  QString study;
  for (const char* reader : {"Ann", "Bob"}) {
    auto window = openAs(QString::fromLatin1(reader));
    QVERIFY(window);
    study = caseOf(*window);
    if (QLatin1String(reader) == QLatin1String("Ann")) QVERIFY(beginBlindReading(*window));
    QVERIFY(window->session().annotations().isReadBlind());
    QVERIFY(window->session().openCase().document().masks().empty());  // not even Bob sees Ann's
    key(*window, Qt::Key_L);
    auto* table = window->findChild<QTreeView*>(QStringLiteral("worklist"));
    QCOMPARE(table->model()->index(0, WorklistModel::kReaders).data().toString(), QString());
    QCOMPARE(table->model()->index(0, WorklistModel::kLesions).data(), QVariant());
    QCOMPARE(
        window->findChild<QLabel*>(QStringLiteral("caseSentence"))->text().contains(QLatin1String("Ann")),
        false);
    AuditDialog dialog(window->session(), window->review());
    for (const ReviewEvent& event : dialog.report().events)
      QVERIFY(event.studyInstanceUid.isEmpty() || event.reader == QLatin1String(reader));
    draw(*window, QLatin1String(reader) == QLatin1String("Ann") ? 6 : 8);
    key(*window, Qt::Key_Return);
    QTRY_VERIFY_WITH_TIMEOUT(caseOf(*window) != study, 20000);
    window->review().waitForWritten();
    // Now that it is finished, the others' readings are there, each under its name and locked.
    QVERIFY(waitForCase(*window, caseOf(*window)));
    key(*window, Qt::Key_PageUp);
    QVERIFY(waitForCase(*window, study));
    QVERIFY(!window->session().annotations().isReadBlind());
    QCOMPARE(stateOf(*window), CaseState::Read);
  }
  {
    auto window = openAs(QStringLiteral("Bob"));
    QVERIFY(window);
    QVERIFY(waitForCase(*window, study));
    const auto& masks = window->session().openCase().document().masks();
    QCOMPARE(masks.size(), std::size_t{2});
    QCOMPARE(masks[0]->name, QStringLiteral("Ann: Mask"));
    QCOMPARE(masks[1]->name, QStringLiteral("Bob: Mask"));
    QVERIFY(masks[0]->locks.all && masks[1]->locks.all);
    QCOMPARE(masks[0]->labels.count(1), std::ptrdiff_t{36});
    QCOMPARE(masks[1]->labels.count(1), std::ptrdiff_t{64});
    QVERIFY(!window->session().openCase().hasUnsavedChanges());
    // Side by side, and as before in the next case.
    QCOMPARE(window->views().layoutChoice(), Layout::Compare);
    QCOMPARE(window->views().compare().first(), masks[0]->id);
    QCOMPARE(window->views().compare().second(), masks[1]->id);
    QVERIFY(!lookAlike(masks[0]->segments.front().colour, masks[1]->segments.front().colour));
    // There is no prediction to go through; what there is can be gone through, and the key says how.
    key(*window, Qt::Key_Period, Qt::NoModifier);
    const QString message = window->statusBar()->currentMessage();
    QVERIFY2(message.contains(QLatin1String("where two masks differ")), qPrintable(message));
    QCoreApplication::processEvents();
    comparisonOf(*window).choosePrediction(masks[1]->id);
    QVERIFY(window->statusBar()->currentMessage().isEmpty());
    QTRY_VERIFY_WITH_TIMEOUT(comparisonOf(*window).isSettled(), 20000);
    key(*window, Qt::Key_Period, Qt::NoModifier);
    QVERIFY(comparisonOf(*window).current() >= 0);
    QVERIFY(!window->session().openCase().hasUnsavedChanges());
    // The final one takes a lesion of Bob's.
    const MaskId final = CaseEditor(window->session().openCase().toolContext())
                             .addMask(QStringLiteral("Final"), *window->session().openCase().document().pet())
                             .take();
    window->session().openCase().lesionEditor().copyTo({masks[1]->id, 1}, final);
    QTRY_VERIFY(window->session().openCase().document().mask(final)->labels.count(2) == 64);
    QCOMPARE(window->review().actOfAccepting(), ReviewAct::Adjudicated);
    key(*window, Qt::Key_Return);
    QTRY_VERIFY_WITH_TIMEOUT(caseOf(*window) != study, 20000);
    QTRY_COMPARE(window->views().layoutChoice(), Layout::Read);
    window->review().waitForWritten();
  }
  const QJsonObject seen = audit();
  QCOMPARE(seen[QStringLiteral("cases")][0][QStringLiteral("state")].toString(), QStringLiteral("annotated"));
  QCOMPARE(seen[QStringLiteral("cases")][0][QStringLiteral("read_by")].toArray().size(), 2);
  QCOMPARE(seen[QStringLiteral("cases")][0][QStringLiteral("lesions")].toInt(), 1);
  {
    // Ann verifies the final one: she is no author of it.
    auto window = openAs(QStringLiteral("Ann"));
    QVERIFY(window);
    QVERIFY(waitForCase(*window, study));
    QCOMPARE(window->review().actOfAccepting(), ReviewAct::Verified);
    key(*window, Qt::Key_Return);
    QTRY_VERIFY_WITH_TIMEOUT(caseOf(*window) != study, 20000);
    window->review().waitForWritten();
  }
  QCOMPARE(audit()[QStringLiteral("cases")][0][QStringLiteral("state")].toString(), QStringLiteral("final"));
}

void TestAdjudication::readingsAreComparedWhateverElseThereIs() {
  QString study;
  QString pet;
  for (const char* reader : {"Ann", "Bob"}) {
    auto window = openAs(QString::fromLatin1(reader));
    QVERIFY(window);
    study = caseOf(*window);
    if (QLatin1String(reader) == QLatin1String("Ann")) QVERIFY(beginBlindReading(*window));
    pet =
        QFileInfo(window->session().openCase().document().pet()->source().slices.front().file).absolutePath();
    draw(*window);
    key(*window, Qt::Key_Return);
    QTRY_VERIFY_WITH_TIMEOUT(caseOf(*window) != study, 20000);
    window->review().waitForWritten();
  }
  // Two masks of one name come with the images, as structure sets do.
  QString reading;
  QDirIterator files(project_ + QStringLiteral("/readers"), {QStringLiteral("*.dcm")}, QDir::Files,
                     QDirIterator::Subdirectories);
  if (files.hasNext()) reading = files.next();
  QVERIFY(!reading.isEmpty());
  const QString cli = program(QStringLiteral("uptake-cli"));
  const QString labels = dir_->filePath(QStringLiteral("labels.nii.gz"));
  QCOMPARE(runProcess(cli, {QStringLiteral("seg2mask"), reading, QStringLiteral("--source"), pet,
                            QStringLiteral("--out"), labels})
               .exitCode,
           0);
  for (const char* folder : {"one", "two"}) {
    const QString file = QStringLiteral("%1/%2/mask.dcm").arg(collection_, QLatin1String(folder));
    QVERIFY(QDir().mkpath(QFileInfo(file).path()));
    const ProcessOutput made =
        runProcess(cli, {QStringLiteral("mask2seg"), QStringLiteral("--source"), pet,
                         QStringLiteral("--mask"), labels, QStringLiteral("--out"), file});
    QVERIFY2(made.exitCode == 0, made.err.constData());
  }
  auto window = openAs(QStringLiteral("Bob"));
  QVERIFY(window);
  QVERIFY(waitForCase(*window, study));
  const auto& masks = window->session().openCase().document().masks();
  QCOMPARE(masks.size(), std::size_t{4});
  QCOMPARE(window->views().layoutChoice(), Layout::Compare);
  const auto nameOf = [&](MaskId id) { return window->session().openCase().document().mask(id)->name; };
  QCOMPARE(nameOf(window->views().compare().first()), QStringLiteral("Ann: Mask"));
  QCOMPARE(nameOf(window->views().compare().second()), QStringLiteral("Bob: Mask"));
  for (std::size_t a = 0; a < masks.size(); ++a)
    for (std::size_t b = 0; b < a; ++b) {
      QVERIFY(masks[a]->name != masks[b]->name);
      QVERIFY(!lookAlike(masks[a]->segments.front().colour, masks[b]->segments.front().colour));
    }
  QVERIFY(!window->session().openCase().hasUnsavedChanges());
}

void TestAdjudication::boxesOfOthersAreTakenOver() {
  // On one image: both draw the left box, a little apart; Bob draws one on the right as well.
  const auto boxOn = [](MainWindow& window, const QString& name, const PixelRect& rect) {
    Box box;
    box.sopInstanceUid = window.session().openCase().document().ct()->source().slices[5].sopInstanceUid;
    box.className = name;
    box.rect = rect;
    return box;
  };
  const PixelRect anns{4, 6, 20, 24};
  const PixelRect bobs{5, 6, 21, 25};
  const PixelRect right{40, 10, 52, 30};
  QString study;
  for (const char* reader : {"Ann", "Bob"}) {
    const bool isAnn = QLatin1String(reader) == QLatin1String("Ann");
    auto window = openAs(QString::fromLatin1(reader));
    QVERIFY(window);
    study = caseOf(*window);
    if (isAnn) QVERIFY(beginBlindReading(*window));
    CaseEditor editor(window->session().openCase().toolContext());
    editor.addBox(boxOn(*window, QStringLiteral("A"), isAnn ? anns : bobs));
    if (!isAnn) editor.addBox(boxOn(*window, QStringLiteral("G"), right));
    QVERIFY(window->session().openCase().document().predictedBoxes().empty());  // blind
    key(*window, Qt::Key_Return);
    QTRY_VERIFY_WITH_TIMEOUT(caseOf(*window) != study, 20000);
    window->review().waitForWritten();
  }
  auto window = openAs(QStringLiteral("Bob"));
  QVERIFY(window);
  QVERIFY(waitForCase(*window, study));
  const CaseDocument& document = window->session().openCase().document();
  QVERIFY(document.boxes().empty());
  QCOMPARE(document.predictedBoxes().size(), std::size_t{3});
  QVERIFY(!window->session().openCase().hasUnsavedChanges());
  auto* table = window->findChild<QTableView*>(QStringLiteral("comparedBoxes"));
  QTRY_VERIFY(table->isVisible());
  QCOMPARE(table->model()->rowCount(), 3);
  const auto cell = [table](int row, int column) {
    return table->model()->index(row, column).data().toString();
  };
  QCOMPARE(cell(0, BoxComparisonModel::kScore), QStringLiteral("Ann"));
  QCOMPARE(cell(2, BoxComparisonModel::kScore), QStringLiteral("Bob"));
  // Full stop: the next one that differs; Y takes it over, and the other reader's is then the same.
  key(*window, Qt::Key_Period, Qt::NoModifier);
  key(*window, Qt::Key_Y, Qt::NoModifier);
  QCOMPARE(document.boxes().size(), std::size_t{1});
  QCOMPARE(document.boxes().begin()->second.rect, anns);
  const auto* figures = window->findChild<QLabel*>(QStringLiteral("boxFigures"));
  QVERIFY2(figures->text().contains(QLatin1String("<b>Ann</b>: 1 agree, 0 drawn by them alone")),
           qPrintable(figures->text()));
  QVERIFY2(figures->text().contains(QLatin1String("<b>Bob</b>: 1 agree, 1 drawn by them alone")),
           qPrintable(figures->text()));
  // Bob's corners are the better ones; and his other box.
  for (int row = 0; row < table->model()->rowCount(); ++row)
    if (cell(row, BoxComparisonModel::kScore) == QLatin1String("Bob") &&
        cell(row, BoxComparisonModel::kFate) == QLatin1String("agree"))
      table->selectRow(row);
  key(*window, Qt::Key_Y, Qt::NoModifier);
  QCOMPARE(document.boxes().size(), std::size_t{1});
  QCOMPARE(document.boxes().begin()->second.rect, bobs);
  key(*window, Qt::Key_Period, Qt::NoModifier);
  key(*window, Qt::Key_Y, Qt::NoModifier);
  QCOMPARE(document.boxes().size(), std::size_t{2});
  QCOMPARE(document.boxes().rbegin()->second.className, QStringLiteral("G"));
  QCOMPARE(document.boxes().rbegin()->second.rect, right);
  key(*window, Qt::Key_Z);
  QCOMPARE(document.boxes().size(), std::size_t{1});
  key(*window, Qt::Key_Y);
  QCOMPARE(document.boxes().size(), std::size_t{2});
  QCOMPARE(window->review().actOfAccepting(), ReviewAct::Adjudicated);
  key(*window, Qt::Key_Return);
  QTRY_VERIFY_WITH_TIMEOUT(caseOf(*window) != study, 20000);
  window->review().waitForWritten();
  const QJsonObject seen = audit();
  QCOMPARE(seen[QStringLiteral("cases")][0][QStringLiteral("state")].toString(), QStringLiteral("annotated"));
  QCOMPARE(seen[QStringLiteral("cases")][0][QStringLiteral("read_by")].toArray().size(), 2);
}

QTEST_MAIN(TestAdjudication)
#include "tst_adjudication.moc"
