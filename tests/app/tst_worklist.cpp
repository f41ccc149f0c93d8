#include "app/features/review/audit_dialog.h"
#include "app/features/review/worklist_view.h"
#include "io/dicom/pet_values.h"
#include "io/review/review_record.h"
#include "tests/app/review_fixture.h"

#include <QDesktopServices>
#include <QDialogButtonBox>
#include <QDir>
#include <QDockWidget>
#include <QFileDialog>
#include <QInputDialog>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QPointer>
#include <QProgressDialog>
#include <QPushButton>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTimer>
#include <QTreeView>
#include <QUrl>

#include <cmath>

using namespace uptake;
using namespace uptake::test;

/// The worklist and the review of a collection, in the real window with real keys; two readers are two
/// windows, one after the other, on one project folder.
class TestWorklist : public QObject, private ReviewFixture {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase();
  void init();
  void twoReadersBringACaseToItsEnd();
  void aChangeAfterwardsOutdatesTheVerification();
  void marksAreUndone();
  void rejectingAsksWhy();
  void nextCaseIsReadAhead();
  void unsavedWorkIsAskedFor();
  void otherReadersAreHeard();
  void aProjectThatCannotBeWritten();
  void predictionsAsOnTheCommandLine();
  void reportOfAllCases();
  void takeUrl(const QUrl& url) { opened_ = url; }

 private:
  QString writePrediction(MainWindow& window);
  QUrl opened_;  ///< what was to be shown by the person's browser
};

namespace {

QPushButton* acceptButton(QMessageBox& box) {
  for (QAbstractButton* button : box.buttons())
    if (box.buttonRole(button) == QMessageBox::AcceptRole) return qobject_cast<QPushButton*>(button);
  return nullptr;
}

/// The number of a page's table that is nearest to a wanted one.
double numberIn(const QString& page, double wanted) {
  QFile file(page);
  if (!file.open(QIODevice::ReadOnly)) return 0.0;
  const QString html = QString::fromUtf8(file.readAll());
  static const QRegularExpression kNumber(QStringLiteral("data-v=\"([-+.e0-9]+)\""));
  double nearest = 0.0;
  auto numbers = kNumber.globalMatch(html);
  while (numbers.hasNext()) {
    const double number = numbers.next().captured(1).toDouble();
    if (std::abs(number - wanted) < std::abs(nearest - wanted)) nearest = number;
  }
  return nearest;
}

}  // namespace

void TestWorklist::initTestCase() {
  makeCases();
}

void TestWorklist::init() {
  makeCollection();
}

void TestWorklist::twoReadersBringACaseToItsEnd() {
  QStringList studyUids;
  {
    auto window = openAs(QStringLiteral("Ann"));
    QVERIFY(window);
    auto* dock = window->findChild<QDockWidget*>(QStringLiteral("worklistDock"));
    QVERIFY(!dock->isVisible());
    key(*window, Qt::Key_L);
    QVERIFY(dock->isVisible());
    auto* table = dock->findChild<QTreeView*>(QStringLiteral("worklist"));
    QCOMPARE(table->model()->rowCount(), 3);
    auto* view = dock->findChild<WorklistView*>();
    for (int row = 0; row < 3; ++row)
      studyUids.append(
          view->model()
              .cases()[static_cast<std::size_t>(view->order().mapToSource(view->order().index(row, 0)).row())]
              .study.studyUid);
    QCOMPARE(QSet<QString>(studyUids.begin(), studyUids.end()).size(), 3);
    QVERIFY(waitForCase(*window, studyUids[0]));

    // One needs a single verification here. It is the project's, so it is in the record.
    window->review().setRule({1, false});
    draw(*window);
    QVERIFY(window->session().openCase().hasUnsavedChanges());
    key(*window, Qt::Key_Return);  // saves, marks, goes on
    QVERIFY(waitForCase(*window, studyUids[1]));
    QCOMPARE(table->model()->index(0, WorklistModel::kState).data().toString(), QStringLiteral("Annotated"));
    QCOMPARE(table->model()->index(0, WorklistModel::kReaders).data().toString(), QStringLiteral("Ann"));
    QCOMPARE(table->model()->index(0, WorklistModel::kLesions).data().toInt(), 1);

    // The second case has no lesion, which is a finding, too.
    bool asked = false;
    whenAsked<QMessageBox>(
        QStringLiteral("noLesion"), [](QMessageBox& box) { acceptButton(box)->click(); }, &asked);
    key(*window, Qt::Key_Return);
    QVERIFY(waitForCase(*window, studyUids[2]));
    QVERIFY(asked);
    key(*window, Qt::Key_PageDown);
    QTest::qWait(100);
    QCOMPARE(caseOf(*window), studyUids[2]);  // the last
    key(*window, Qt::Key_PageUp);
    QVERIFY(waitForCase(*window, studyUids[1]));
    QCOMPARE(stateOf(*window), CaseState::Annotated);
    QCOMPARE(window->review().current().lesions, std::optional<int>(0));
    // Ann cannot verify what she annotated: accepting says again that it is finished.
    QCOMPARE(window->review().actOfAccepting(), ReviewAct::Annotated);
    QVERIFY(!mark(*window, ReviewAct::Verified));
    window->review().waitForWritten();
  }
  {
    auto window = openAs(QStringLiteral("Bob"));
    QVERIFY(window);
    QVERIFY(waitForCase(*window, studyUids[0]));
    QCOMPARE(stateOf(*window), CaseState::Annotated);
    QCOMPARE(window->review().rule(), (ReviewRule{1, false}));
    QCOMPARE(window->review().actOfAccepting(), ReviewAct::Verified);
    key(*window, Qt::Key_Return);
    QVERIFY(waitForCase(*window, studyUids[1]));
    key(*window, Qt::Key_Return);
    QVERIFY(waitForCase(*window, studyUids[2]));
    const QString patient = window->session().openCase().patient()->id;
    for (const QString& study : studyUids.mid(0, 2))
      QCOMPARE(window->review().reviewOf({patient, study}).state, CaseState::Final);
    // Who did what: the table and what it exports.
    AuditDialog dialog(window->session(), window->review());
    auto* table = dialog.findChild<QTreeView*>(QStringLiteral("auditTable"));
    QCOMPARE(table->model()->rowCount(), 6);  // rule, edited, annotated, annotated; verified twice
    QCOMPARE(table->model()->index(0, 2).data().toString(), QStringLiteral("verified"));
    const QString file = dir_->filePath(QStringLiteral("audit.json"));
    QVERIFY(dialog.exportTo(file));
    QVERIFY(!dialog.exportTo(collection_ + QStringLiteral("/audit.csv")));  // never into the opened folder
    window->review().waitForWritten();
    QFile exported(file);
    QVERIFY(exported.open(QIODevice::ReadOnly));
    // The command line, which has the project folder alone, says the same of lines and cases.
    const QJsonObject fromWindow = QJsonDocument::fromJson(exported.readAll()).object();
    const QJsonObject fromCommandLine = audit();
    QCOMPARE(fromCommandLine[QStringLiteral("cases")], fromWindow[QStringLiteral("cases")]);
    QCOMPARE(fromCommandLine[QStringLiteral("events")].toArray().size(), 6);
    QCOMPARE(fromCommandLine[QStringLiteral("events")], fromWindow[QStringLiteral("events")]);
  }
  // Whatever was done, the images' folder is as it was.
  QCOMPARE(QDir(collection_).entryList(QDir::AllEntries | QDir::NoDotAndDotDot).size(), 4);
}

void TestWorklist::aChangeAfterwardsOutdatesTheVerification() {
  QString study;
  for (const char* reader : {"Ann", "Bob"}) {
    auto window = openAs(QString::fromLatin1(reader));
    QVERIFY(window);
    study = caseOf(*window);
    if (QLatin1String(reader) == QLatin1String("Ann")) {
      window->review().setRule({1, false});
      draw(*window);
    }
    key(*window, Qt::Key_Return);
    QTRY_VERIFY_WITH_TIMEOUT(caseOf(*window) != study, 20000);
    window->review().waitForWritten();
  }
  QCOMPARE(audit()[QStringLiteral("cases")][0][QStringLiteral("state")].toString(), QStringLiteral("final"));
  {
    auto window = openAs(QStringLiteral("Cem"));
    QVERIFY(window);
    QVERIFY(waitForCase(*window, study));
    QCOMPARE(stateOf(*window), CaseState::Final);
    draw(*window, 9);
    QSignalSpy saved(&window->session().annotations(), &Keeper::saved);
    key(*window, Qt::Key_S);
    QTRY_COMPARE_WITH_TIMEOUT(saved.count(), 1, 20000);
    QTRY_COMPARE(stateOf(*window), CaseState::Changed);
    const CaseReview review = window->review().current();
    QCOMPARE(review.outdated, QStringList(QStringLiteral("Bob")));
    QVERIFY(review.isAuthor(QStringLiteral("Cem")));
    window->review().waitForWritten();
  }
  const QJsonObject seen = audit();
  QCOMPARE(seen[QStringLiteral("cases")][0][QStringLiteral("state")].toString(), QStringLiteral("changed"));
  QCOMPARE(seen[QStringLiteral("cases")][0][QStringLiteral("outdated")][0].toString(), QStringLiteral("Bob"));
}

void TestWorklist::marksAreUndone() {
  auto window = openAs(QStringLiteral("Ann"));
  QVERIFY(window);
  draw(*window);
  QSignalSpy saved(&window->session().annotations(), &Keeper::saved);
  key(*window, Qt::Key_S);
  QTRY_COMPARE_WITH_TIMEOUT(saved.count(), 1, 20000);
  QVERIFY(mark(*window, ReviewAct::Annotated));
  QCOMPARE(stateOf(*window), CaseState::Annotated);
  QVERIFY(!window->session().openCase().hasUnsavedChanges());
  key(*window, Qt::Key_Z);
  QCOMPARE(stateOf(*window), CaseState::Begun);
  QTRY_VERIFY(!window->session().openCase().hasUnsavedChanges());  // the drawing is saved still
  QCOMPARE(window->session().openCase().document().masks().size(), std::size_t{1});
  key(*window, Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
  QCOMPARE(stateOf(*window), CaseState::Annotated);
  window->actions().action(QStringLiteral("review.withdraw"))->trigger();
  QCOMPARE(stateOf(*window), CaseState::Begun);
  window->review().waitForWritten();
  // Nothing is ever taken out of the record.
  QStringList acts;
  for (const QJsonValue event : audit()[QStringLiteral("events")].toArray())
    acts.append(event[QStringLiteral("act")].toString());
  QCOMPARE(acts,
           QStringList({QStringLiteral("edited"), QStringLiteral("annotated"), QStringLiteral("withdrawn"),
                        QStringLiteral("annotated"), QStringLiteral("withdrawn")}));
}

void TestWorklist::rejectingAsksWhy() {
  auto window = openAs(QString());
  QVERIFY(window);
  draw(*window);
  // The name is asked for once, then why.
  whenAsked<QInputDialog>({}, [](QInputDialog& dialog) {
    dialog.findChild<QLineEdit*>()->setText(QStringLiteral("Ann"));
    dialog.accept();
  });
  bool asked = false;
  whenAsked<QDialog>(
      QStringLiteral("reviewComment"),
      [](QDialog& dialog) {
        QTest::keyClicks(dialog.findChild<QPlainTextEdit*>(), QStringLiteral("motion"));
        dialog.findChild<QDialogButtonBox*>()->button(QDialogButtonBox::Ok)->click();
      },
      &asked);
  const QString study = caseOf(*window);
  key(*window, Qt::Key_Backspace);
  QTRY_COMPARE_WITH_TIMEOUT(stateOf(*window), CaseState::Rejected, 20000);
  QVERIFY(asked);
  QCOMPARE(caseOf(*window), study);
  QVERIFY(!window->session().openCase().hasUnsavedChanges());  // saved before it was judged
  QCOMPARE(window->review().current().disputes.front().comment, QStringLiteral("motion"));
  QVERIFY(
      window->findChild<QLabel*>(QStringLiteral("caseSentence"))->text().contains(QLatin1String("motion")));
  QCOMPARE(QSettings().value(QStringLiteral("review/reader")).toString(), QStringLiteral("Ann"));
}

void TestWorklist::nextCaseIsReadAhead() {
  auto window = openAs(QStringLiteral("Ann"));
  QVERIFY(window);
  const QString first = caseOf(*window);
  key(*window, Qt::Key_L);
  key(*window, Qt::Key_PageDown);
  QTRY_VERIFY(caseOf(*window) != first);
  QVERIFY(waitForCase(*window, caseOf(*window)));
  const QString second = caseOf(*window);
  QTRY_VERIFY_WITH_TIMEOUT(!window->session().images().isLoadingAhead(), 20000);
  QTest::qWait(50);
  QTRY_VERIFY_WITH_TIMEOUT(!window->session().images().isLoadingAhead(), 20000);
  key(*window, Qt::Key_PageDown);
  QVERIFY(caseOf(*window) != second);
  // When they are there, every slice of both images is: nothing is read again.
  const CaseDocument& document = window->session().openCase().document();
  QTRY_VERIFY(document.ct() && document.pet());
  for (const auto& image : {document.ct(), document.pet()}) {
    for (int k = 0; k < image->grid().size().z(); ++k)
      QCOMPARE(image->sliceState(k), Volume::SliceState::Loaded);
  }
  QVERIFY(waitForCase(*window, caseOf(*window)));
  // The same voxels as read the usual way.
  const std::shared_ptr<const Volume> ahead = window->session().openCase().document().pet();
  const std::vector<float> voxels(ahead->voxels<float>().begin(), ahead->voxels<float>().end());
  const QString third = caseOf(*window);
  window.reset();
  QSettings().setValue(QStringLiteral("worklist/shown"), false);
  window = openAs(QStringLiteral("Ann"));
  QVERIFY(window);
  key(*window, Qt::Key_PageDown);
  QVERIFY(waitForCase(*window, second));
  key(*window, Qt::Key_PageDown);
  QVERIFY(waitForCase(*window, third));
  const std::span<const float> usual = window->session().openCase().document().pet()->voxels<float>();
  QVERIFY(std::ranges::equal(usual, voxels));
}

void TestWorklist::unsavedWorkIsAskedFor() {
  auto window = openAs(QStringLiteral("Ann"));
  QVERIFY(window);
  const QString first = caseOf(*window);
  draw(*window);
  bool asked = false;
  whenAsked<QMessageBox>(
      {}, [](QMessageBox& box) { box.button(QMessageBox::Cancel)->click(); }, &asked);
  key(*window, Qt::Key_PageDown);
  QVERIFY(asked);
  QCOMPARE(caseOf(*window), first);
  QVERIFY(window->session().openCase().hasUnsavedChanges());
  whenAsked<QMessageBox>({}, [](QMessageBox& box) { box.button(QMessageBox::Save)->click(); });
  key(*window, Qt::Key_PageDown);
  QTRY_VERIFY_WITH_TIMEOUT(caseOf(*window) != first, 20000);
  QVERIFY(waitForCase(*window, caseOf(*window)));
  key(*window, Qt::Key_PageUp);
  QVERIFY(waitForCase(*window, first));
  QCOMPARE(window->session().openCase().document().masks().size(), std::size_t{1});
}

void TestWorklist::otherReadersAreHeard() {
  auto window = openAs(QStringLiteral("Ann"));
  QVERIFY(window);
  draw(*window);
  QSignalSpy saved(&window->session().annotations(), &Keeper::saved);
  key(*window, Qt::Key_S);
  QTRY_COMPARE_WITH_TIMEOUT(saved.count(), 1, 20000);
  QVERIFY(mark(*window, ReviewAct::Annotated));
  window->review().waitForWritten();
  QTest::qWait(300);
  // Bob's program, elsewhere, on the same folder.
  ReviewEvent dispute;
  dispute.id = QStringLiteral("bob-1");
  dispute.reader = QStringLiteral("Bob");
  dispute.time = QDateTime::currentDateTimeUtc();
  dispute.act = ReviewAct::Disputed;
  dispute.patientId = window->session().openCase().patient()->id;
  dispute.studyInstanceUid = window->session().openCase().study()->uid;
  dispute.comment = QStringLiteral("left one is a vessel");
  std::vector<ReviewEvent> lines{dispute};
  QVERIFY(appendReviewEvents(reviewFolder(project_), lines));
  QTRY_COMPARE_WITH_TIMEOUT(stateOf(*window), CaseState::Disputed, 15000);
  QVERIFY(
      window->findChild<QLabel*>(QStringLiteral("caseSentence"))->text().contains(QLatin1String("vessel")));
}

void TestWorklist::aProjectThatCannotBeWritten() {
  QVERIFY(QDir().mkpath(project_));
  // A file where the record should be: not even root can write it then.
  QFile blocker(reviewFolder(project_));
  QVERIFY(blocker.open(QIODevice::WriteOnly));
  blocker.close();
  {
    auto window = openAs(QStringLiteral("Ann"));
    QVERIFY(window);
    QSignalSpy said(&window->session().messages(), &Messages::said);
    draw(*window);
    QSignalSpy saved(&window->session().annotations(), &Keeper::saved);
    key(*window, Qt::Key_S);
    QTRY_COMPARE_WITH_TIMEOUT(saved.count(), 1, 20000);
    QVERIFY(mark(*window, ReviewAct::Annotated));
    QCOMPARE(stateOf(*window), CaseState::Annotated);
    const auto isSaid = [&] {
      return std::ranges::any_of(said, [](const auto& call) {
        return call.front().toString().contains(QLatin1String("is kept in"));
      });
    };
    QTRY_VERIFY_WITH_TIMEOUT(isSaid(), 20000);
  }
  QVERIFY(blocker.remove());
  {
    // Once the project takes it, it is there.
    std::unique_ptr<MainWindow> window = std::make_unique<ProgramWindow>();
    window->review().setKeptFolder(dir_->filePath(QStringLiteral("kept")));
    QSettings().setValue(QStringLiteral("review/reader"), QStringLiteral("Ann"));
    QSignalSpy loaded(&window->session().annotations(), &Keeper::annotationsLoaded);
    window->show();
    window->openPaths({collection_});
    QTRY_VERIFY_WITH_TIMEOUT(!loaded.isEmpty() && window->session().isSettled(), 30000);
    window->review().waitForWritten();
    QCOMPARE(stateOf(*window), CaseState::Annotated);
  }
  QStringList acts;
  for (const QJsonValue event : audit()[QStringLiteral("events")].toArray())
    acts.append(event[QStringLiteral("act")].toString());
  QCOMPARE(acts, QStringList({QStringLiteral("edited"), QStringLiteral("annotated")}));
}

/// Draws and saves a lesion, and writes a prediction of other size, named by the study. Returns its folder.
QString TestWorklist::writePrediction(MainWindow& window) {
  draw(window, 6);
  QSignalSpy saved(&window.session().annotations(), &Keeper::saved);
  key(window, Qt::Key_S);
  if (!QTest::qWaitFor([&] { return saved.count() == 1; }, 20000)) return {};
  const QString predictions = dir_->filePath(QStringLiteral("predictions"));
  QDir().mkpath(predictions);
  QSignalSpy exported(&window.session().maskFiles(), &MaskFiles::exported);
  const QString study = window.session().openCase().study()->uid;
  draw(window, 8);
  window.session().maskFiles().exportMask(window.session().openCase().document().masks().front()->id,
                                          predictions + QLatin1Char('/') + study + QStringLiteral(".nii.gz"));
  if (!QTest::qWaitFor([&] { return exported.count() == 1; }, 20000)) return {};
  window.session().openCase().undoStack().undo();
  return predictions;
}

void TestWorklist::predictionsAsOnTheCommandLine() {
  auto window = openAs(QStringLiteral("Ann"));
  QVERIFY(window);
  const QString predictions = writePrediction(*window);
  QVERIFY(!predictions.isEmpty());
  key(*window, Qt::Key_L);
  auto* view = window->findChild<WorklistView*>();
  QSignalSpy compared(&view->figures(), &PredictionFigures::compared);
  view->compareWith(predictions);
  QTRY_COMPARE_WITH_TIMEOUT(compared.count(), 1, 20000);
  const int row = view->model().openRow();
  const CaseFigures* figures = view->model().figuresOf(row);
  QVERIFY(figures);
  QVERIFY(figures->dice);
  QCOMPARE(*figures->dice, 2.0 * 36 / (36 + 64));
  QCOMPARE(*figures->fpvMl, 0.0);
  const ProcessOutput out =
      runProcess(program(QStringLiteral("uptake-cli")),
                 {QStringLiteral("evaluate"), QStringLiteral("--truth"), project_ + QStringLiteral("/SEG"),
                  QStringLiteral("--prediction"), predictions, QStringLiteral("--json")});
  const QJsonValue evaluated = QJsonDocument::fromJson(out.out).object()[QStringLiteral("cases")][0];
  QCOMPARE(*figures->dice, evaluated[QStringLiteral("dice")].toDouble());
  QCOMPARE(*figures->fpvMl, evaluated[QStringLiteral("fpv_ml")].toDouble());
  QCOMPARE(*figures->fnvMl, evaluated[QStringLiteral("fnv_ml")].toDouble());
}

void TestWorklist::reportOfAllCases() {
  auto window = openAs(QStringLiteral("Ann"));
  QVERIFY(window);
  const QString predictions = writePrediction(*window);
  QVERIFY(!predictions.isEmpty());
  const QString page = dir_->filePath(QStringLiteral("report.html"));
  // First where the predictions are, then where the page goes.
  QStringList answers{predictions, page};
  QCoreApplication::setAttribute(Qt::AA_DontUseNativeDialogs);
  QTimer answering;
  QPointer<QFileDialog> answered;
  connect(&answering, &QTimer::timeout, this, [&] {
    auto* dialog = qobject_cast<QFileDialog*>(QApplication::activeModalWidget());
    if (!dialog || dialog == answered || answers.isEmpty()) return;
    answered = dialog;
    // Typed: folders are listed in the background, and what is not listed yet cannot be selected.
    dialog->findChild<QLineEdit*>(QStringLiteral("fileNameEdit"))->setText(answers.takeFirst());
    QMetaObject::invokeMethod(dialog, "accept", Qt::QueuedConnection);
  });
  answering.start(20);
  opened_.clear();
  QDesktopServices::setUrlHandler(QStringLiteral("file"), this, "takeUrl");
  QString said;
  connect(&window->session().messages(), &Messages::said, this,
          [&said](const QString& text) { said = text; });
  window->actions().action(QStringLiteral("compare.report"))->trigger();
  QTRY_VERIFY2_WITH_TIMEOUT(opened_.isValid(), qPrintable(said), 30000);
  QDesktopServices::unsetUrlHandler(QStringLiteral("file"));
  QCOMPARE(opened_.toLocalFile(), page);
  QVERIFY2(said.contains(QLatin1String("The report of 1 cases")), qPrintable(said));
  QFile written(page);
  QVERIFY(written.open(QIODevice::ReadOnly));
  const QString html = QString::fromUtf8(written.readAll());
  QVERIFY(html.contains(QStringLiteral("data-v=\"0.72\"")));  // 2 · 36 / (36 + 64)
  QVERIFY(html.contains(QStringLiteral("src=\"data:image/png;base64,")));
  // The same figures as the command prints, SUV from the study's PET among them.
  const ProcessOutput out =
      runProcess(program(QStringLiteral("uptake-cli")),
                 {QStringLiteral("evaluate"), QStringLiteral("--truth"), project_ + QStringLiteral("/SEG"),
                  QStringLiteral("--prediction"), predictions, QStringLiteral("--pet"), collection_,
                  QStringLiteral("--json")});
  const QJsonValue each = QJsonDocument::fromJson(out.out).object()[QStringLiteral("cases")][0];
  QVERIFY2(each[QStringLiteral("truth_suv_mean")].toDouble() > 0.0, out.err);
  for (const char* figure : {"truth_suv_mean", "truth_tlg_g", "predicted_ml"})
    QVERIFY2(html.contains(QStringLiteral("data-v=\"%1\"")
                               .arg(QString::number(each[QLatin1String(figure)].toDouble(), 'g',
                                                    QLocale::FloatingPointShortest))),
             figure);
  // What a person corrected of the header holds here, too: of twice the weight the SUV is twice as high.
  SuvSession& suv = window->session().suv();
  const int shown = window->session().images().shown().pet;
  const double before = suv.scaleOf(shown)->factorOf(0);
  const SeriesEntry& pet = window->session().openCase().study()->series[static_cast<std::size_t>(shown)];
  SuvOverrides heavy;
  heavy.patientWeight = Kilograms{2.0 * statedValues(*pet.petValues).patientWeight->value};
  QVERIFY(suv.edit(shown, heavy));
  QVERIFY(std::abs(suv.scaleOf(shown)->factorOf(0) / before - 2.0) < 1e-9);
  QTRY_VERIFY(
      QFile::exists(window->session().annotations().projectFolder().suvFile(pet.source.seriesInstanceUid)));
  const QString correctedPage = dir_->filePath(QStringLiteral("corrected.html"));
  answers = QStringList{predictions, correctedPage};
  opened_.clear();
  QDesktopServices::setUrlHandler(QStringLiteral("file"), this, "takeUrl");
  window->actions().action(QStringLiteral("compare.report"))->trigger();
  QTRY_VERIFY2_WITH_TIMEOUT(opened_.isValid(), qPrintable(said), 30000);
  QDesktopServices::unsetUrlHandler(QStringLiteral("file"));
  const double corrected = numberIn(correctedPage, 2.0 * each[QStringLiteral("truth_suv_mean")].toDouble());
  QVERIFY2(std::abs(corrected / each[QStringLiteral("truth_suv_mean")].toDouble() - 2.0) < 1e-5,
           qPrintable(QString::number(corrected)));
  // A report that is cancelled leaves no page behind.
  const QString stopped = dir_->filePath(QStringLiteral("stopped.html"));
  answers = QStringList{predictions, stopped};
  window->actions().action(QStringLiteral("compare.report"))->trigger();
  auto* progress = window->findChild<QProgressDialog*>(QStringLiteral("reportProgress"));
  QVERIFY(progress);
  Q_EMIT progress->canceled();
  QTRY_VERIFY2_WITH_TIMEOUT(said.startsWith(QLatin1String("The report was stopped")), qPrintable(said),
                            20000);
  QVERIFY(!QFile::exists(stopped));
  // Never into the opened folder.
  answers = QStringList{predictions, collection_ + QStringLiteral("/report.html")};
  window->actions().action(QStringLiteral("compare.report"))->trigger();
  QVERIFY2(said.startsWith(QLatin1String("No report was written")), qPrintable(said));
  QVERIFY(!QFile::exists(collection_ + QStringLiteral("/report.html")));
}

QTEST_MAIN(TestWorklist)
#include "tst_worklist.moc"
