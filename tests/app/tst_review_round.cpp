#include "app/features/compare/prediction_comparison.h"
#include "app/features/lesiontable/lesion_panel.h"
#include "app/features/review/audit_dialog.h"
#include "app/features/review/worklist_view.h"
#include "app/session/review/review_controller.h"
#include "io/masks/label_image.h"
#include "tests/app/measuring_fixture.h"

#include <QDir>
#include <QDockWidget>
#include <QFileDialog>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSignalSpy>
#include <QTimer>
#include <QToolButton>
#include <QTreeView>

#include <cmath>

using namespace uptake;
using namespace uptake::test;

/// One case from the worklist to its end, as two readers do it: a wrong prediction is judged lesion by
/// lesion, the annotation is called finished and verified. The files that come out of it agree with each
/// other and with the command line.
class TestReviewRound : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase();
  void aCaseIsReviewedFromBeginningToEnd();

 private:
  QString path(const QString& name) const { return folder_.filePath(name); }
  std::unique_ptr<MainWindow> openAs(const QString& reader);
  static void key(MainWindow& window, Qt::Key key, Qt::KeyboardModifiers modifiers = {}) {
    window.views().setFocus();
    QTest::keyClick(&window.views(), key, modifiers);
  }
  static bool waitForCase(MainWindow& window, const QString& studyUid);
  static QString caseOf(MainWindow& window) {
    return window.session().openCase().study() ? window.session().openCase().study()->uid : QString();
  }
  /// The study in a row of the worklist.
  static QString listedAt(MainWindow& window, int row) {
    auto* list = window.findChild<WorklistView*>();
    const QModelIndex at = list->order().mapToSource(list->order().index(row, 0));
    return list->model().cases()[static_cast<std::size_t>(at.row())].study.studyUid;
  }
  static bool settle(MainWindow& window) {
    return QTest::qWaitFor([&] { return comparisonOf(window).isSettled(); }, 20000);
  }
  /// Steps to the next lesion that is predicted where the reader has none.
  static bool goToInvented(MainWindow& window);
  /// The PET's voxels of a made-up prediction of four lesions; none is near `away`.
  QString writePrediction(const ImageGrid& pet, const Point& away);

  QTemporaryDir folder_;
  QString collection_;
};

namespace {

Eigen::Vector3i hottestVoxel(const Volume& pet) {
  Eigen::Vector3i best(0, 0, 0);
  for (int k = 0; k < pet.grid().size().z(); ++k)
    for (int j = 0; j < pet.grid().size().y(); ++j)
      for (int i = 0; i < pet.grid().size().x(); ++i)
        if (pet.value({i, j, k}) > pet.value(best)) best = {i, j, k};
  return best;
}

/// Rows of a CSV whose fields hold neither commas nor quotes.
QList<QByteArrayList> rowsOf(const QByteArray& csv) {
  QList<QByteArrayList> rows;
  for (const QByteArray& line : csv.trimmed().split('\n')) rows.append(line.trimmed().split(','));
  return rows;
}

QByteArray fieldOf(const QList<QByteArrayList>& rows, qsizetype row, const char* column) {
  const qsizetype at = rows.front().indexOf(column);
  return at < 0 || row >= rows.size() ? QByteArray() : rows[row].value(at);
}

bool areClose(double a, double b) {
  return std::abs(a - b) <= 1e-4 * std::max(1.0, std::abs(b));
}

QByteArray contentOf(const QString& file) {
  QFile opened(file);
  return opened.open(QIODevice::ReadOnly) ? opened.readAll() : QByteArray();
}

}  // namespace

void TestReviewRound::initTestCase() {
  isolateSettings(path(QStringLiteral("settings")));
  QCoreApplication::setAttribute(Qt::AA_DontUseNativeDialogs);
  collection_ = path(QStringLiteral("collection"));
  for (std::uint32_t seed = 1; seed <= 3; ++seed) {
    JobControl control;
    const auto written = writePhantom(collection_ + QStringLiteral("/case%1").arg(seed),
                                      {.seed = seed, .size = PhantomSize::Small}, control);
    QVERIFY2(written.ok(), written ? "" : qPrintable(written.error().text()));
  }
}

std::unique_ptr<MainWindow> TestReviewRound::openAs(const QString& reader) {
  QSettings().setValue(QStringLiteral("review/reader"), reader);
  auto window = openWindow(collection_);
  if (!window) return nullptr;
  window->review().setKeptFolder(path(QStringLiteral("kept")));
  const bool ready = QTest::qWaitFor(
      [&] { return window->review().isSettled() && !window->session().project().isScanning(); }, 30000);
  return ready ? std::move(window) : nullptr;
}

bool TestReviewRound::waitForCase(MainWindow& window, const QString& studyUid) {
  return QTest::qWaitFor(
      [&] {
        return caseOf(window) == studyUid && window.session().isSettled() &&
               window.session().annotations().isRead() && window.review().isSettled();
      },
      30000);
}

bool TestReviewRound::goToInvented(MainWindow& window) {
  PredictionComparison& board = comparisonOf(window);
  for (int tries = 0; tries < 8; ++tries) {
    if (!settle(window)) return false;
    const auto& lesions = board.live().comparison()->agreement.lesions;
    const int at = board.current();
    if (at >= 0 && lesions[static_cast<std::size_t>(at)].fate == LesionFate::FalsePositive &&
        board.model().isOpen(at))
      return true;
    key(window, Qt::Key_Right, Qt::ShiftModifier);
  }
  return false;
}

QString TestReviewRound::writePrediction(const ImageGrid& pet, const Point& away) {
  LabelMap labels = LabelMap::create(pet).take();
  const std::array<int, 4> radii{4, 3, 2, 1};
  std::size_t made = 0;
  for (int k = 6; k < pet.size().z() - 6 && made < radii.size(); k += 11)
    for (int j = 8; j < pet.size().y() - 8 && made < radii.size(); j += 12)
      for (int i = 8; i < pet.size().x() - 8 && made < radii.size(); i += 12) {
        const Eigen::Vector3i centre(i, j, k);
        if ((pet.toPatient(centre.cast<double>()) - away).norm() < 70.0) continue;
        const int radius = radii[made];
        for (int z = -radius; z <= radius; ++z)
          for (int y = -radius; y <= radius; ++y)
            for (int x = -radius; x <= radius; ++x)
              if (x * x + y * y + z * z <= radius * radius) labels.set(centre + Eigen::Vector3i(x, y, z), 1);
        ++made;
      }
  const QString file = path(QStringLiteral("prediction.nii.gz"));
  return made == radii.size() && writeLabelImage(labels, file).ok() ? file : QString();
}

void TestReviewRound::aCaseIsReviewedFromBeginningToEnd() {
  QString studyUid;
  QString study;  // its folder
  QString prediction;
  QString seg;
  QByteArray comparisonCsv;
  QByteArray lesionTableCsv;
  MaskAgreement seen;
  std::map<Label, std::ptrdiff_t> voxels;

  // The first reader: the worklist, the next case.
  {
    auto window = openAs(QStringLiteral("Ann"));
    QVERIFY(window);
    window->review().setRule({1, false});
    key(*window, Qt::Key_L, Qt::ControlModifier);
    auto* list = window->findChild<QTreeView*>(QStringLiteral("worklist"));
    QTRY_VERIFY(list->isVisible());
    QCOMPARE(list->model()->rowCount(), 3);
    studyUid = listedAt(*window, 1);
    QVERIFY(waitForCase(*window, listedAt(*window, 0)));
    key(*window, Qt::Key_PageDown, Qt::ControlModifier);
    QVERIFY(waitForCase(*window, studyUid));

    // A lesion of the reader's own, by one click.
    Session& session = window->session();
    const CaseDocument& document = session.openCase().document();
    const Volume& pet = *document.pet();
    study = QFileInfo(pet.source().slices.front().file).dir().absoluteFilePath(QStringLiteral(".."));
    const Point hot = pet.grid().toPatient(hottestVoxel(pet).cast<double>());
    window->viewState().setCrosshair(hot);
    key(*window, Qt::Key_P);
    clickAt(*viewOf(*window, SliceContent::Fused), hot);
    QCOMPARE(document.masks().size(), std::size_t{1});
    const MaskId truth = document.masks().front()->id;
    QVERIFY(document.mask(truth)->labels.count(1) > 0);

    // A model that missed it and invented four.
    prediction = writePrediction(pet.grid(), hot);
    QVERIFY(!prediction.isEmpty());
    QSignalSpy opened(&comparisonOf(*window), &PredictionComparison::opened);
    comparisonOf(*window).openPrediction(prediction);
    QTRY_COMPARE_WITH_TIMEOUT(opened.count(), 1, 20000);
    QVERIFY(settle(*window));
    QCOMPARE(comparisonOf(*window).truth(), truth);
    QCOMPARE(comparisonOf(*window).model().rowCount(), 5);

    // Two are taken over, one is rejected, one is corrected with the brush.
    for (int round = 0; round < 2; ++round) {
      QVERIFY(goToInvented(*window));
      key(*window, Qt::Key_Y);
    }
    QVERIFY(goToInvented(*window));
    key(*window, Qt::Key_R);
    QVERIFY(goToInvented(*window));
    key(*window, Qt::Key_U);
    QVERIFY(settle(*window));
    QCOMPARE(window->tools().kind(), ToolKind::Brush);
    QCOMPARE(session.openCase().selection().mask(), truth);
    const Label corrected = session.openCase().selection().segment();
    const std::ptrdiff_t before = document.mask(truth)->labels.count(corrected);
    window->tools().setBrushDiameter({24.0});
    SliceView& view = *viewOf(*window, SliceContent::Fused);
    const Point here = window->viewState().crosshair();
    drag(view, here, here + 4.0 * view.plane().right);
    QVERIFY(document.mask(truth)->labels.count(corrected) > before);
    QCOMPARE(document.mask(truth)->segments.size(), std::size_t{4});
    QCOMPARE(document.decisions().size(), std::size_t{4});
    QVERIFY(settle(*window));
    seen = comparisonOf(*window).live().comparison()->agreement;
    comparisonCsv = comparisonOf(*window).csv();
    for (const Segment& segment : document.mask(truth)->segments)
      voxels[segment.number] = document.mask(truth)->labels.count(segment.number);

    // The table of lesions, as a file.
    key(*window, Qt::Key_L, Qt::ControlModifier | Qt::ShiftModifier);
    auto* table = window->findChild<LesionPanel*>();
    QTRY_VERIFY(table->isVisible());
    session.openCase().toolContext().selection.setSegment(truth, 1);
    QVERIFY(QTest::qWaitFor([&] { return table->findings().isSettled(); }, 20000));
    const QString file = path(QStringLiteral("lesions.csv"));
    QTimer::singleShot(0, this, [&] {
      QTRY_VERIFY(qobject_cast<QFileDialog*>(QApplication::activeModalWidget()));
      auto* dialog = qobject_cast<QFileDialog*>(QApplication::activeModalWidget());
      dialog->selectFile(file);
      QMetaObject::invokeMethod(dialog, "accept");
    });
    window->findChild<QToolButton*>(QStringLiteral("lesionCsv"))->click();
    QTRY_VERIFY_WITH_TIMEOUT(QFileInfo::exists(file), 20000);
    lesionTableCsv = contentOf(file);

    // Finished: saved, marked, and the next case is there.
    QSignalSpy saved(&session.annotations(), &Keeper::saved);
    const QString next = listedAt(*window, 2);
    key(*window, Qt::Key_Return, Qt::ControlModifier);
    QVERIFY(waitForCase(*window, next));
    QVERIFY(saved.count() >= 1);
    for (const QString& each : saved.front().front().toStringList())
      if (each.endsWith(QLatin1String(".dcm"))) seg = each;
    QVERIFY(QFileInfo::exists(seg));
    QCOMPARE(list->model()->index(1, WorklistModel::kState).data().toString(), QStringLiteral("Annotated"));
    QCOMPARE(list->model()->index(1, WorklistModel::kLesions).data().toInt(), 4);
    window->review().waitForWritten();
  }

  // The second reader sees the four lesions and verifies them.
  const QByteArray before = contentOf(seg);
  QByteArray auditCsvOfWindow;
  QJsonObject auditOfWindow;
  {
    auto window = openAs(QStringLiteral("Bob"));
    QVERIFY(window);
    key(*window, Qt::Key_PageDown, Qt::ControlModifier);
    QVERIFY(waitForCase(*window, studyUid));
    const CaseDocument& document = window->session().openCase().document();
    QCOMPARE(document.masks().size(), std::size_t{1});
    QCOMPARE(document.masks().front()->segments.size(), std::size_t{4});
    for (const auto& [label, count] : voxels) QCOMPARE(document.masks().front()->labels.count(label), count);
    QCOMPARE(window->review().actOfAccepting(), ReviewAct::Verified);
    key(*window, Qt::Key_Return, Qt::ControlModifier);
    QTRY_VERIFY_WITH_TIMEOUT(caseOf(*window) != studyUid, 20000);
    window->review().waitForWritten();
    AuditDialog dialog(window->session(), window->review());
    const QString csv = path(QStringLiteral("audit.csv"));
    const QString json = path(QStringLiteral("audit.json"));
    QVERIFY(dialog.exportTo(csv));
    QVERIFY(dialog.exportTo(json));
    auditCsvOfWindow = contentOf(csv);
    auditOfWindow = QJsonDocument::fromJson(contentOf(json)).object();
  }
  QCOMPARE(contentOf(seg), before);  // verifying changes nothing

  // The audit: who did what; the command line, which has the project alone, says the same.
  const QString project = collection_ + QStringLiteral("-annotations");
  const QString cli = program(QStringLiteral("uptake-cli"));
  const ProcessOutput audit = runProcess(cli, {QStringLiteral("audit"), project, QStringLiteral("--json")});
  QCOMPARE(audit.exitCode, 0);
  const QJsonObject audited = QJsonDocument::fromJson(audit.out).object();
  QCOMPARE(audited[QStringLiteral("events")], auditOfWindow[QStringLiteral("events")]);
  QCOMPARE(audited[QStringLiteral("cases")], auditOfWindow[QStringLiteral("cases")]);
  const QJsonArray cases = audited[QStringLiteral("cases")].toArray();
  QCOMPARE(cases.size(), 1);
  QCOMPARE(cases[0][QStringLiteral("state")].toString(), QStringLiteral("final"));
  QStringList acts;
  for (const QJsonValue event : audited[QStringLiteral("events")].toArray())
    acts.append(event[QStringLiteral("reader")].toString() + QLatin1Char(' ') +
                event[QStringLiteral("act")].toString());
  QVERIFY(acts.contains(QStringLiteral("Ann annotated")));
  QCOMPARE(acts.last(), QStringLiteral("Bob verified"));
  QCOMPARE(rowsOf(auditCsvOfWindow).size(), acts.size() + 1);
  const ProcessOutput auditCsv = runProcess(cli, {QStringLiteral("audit"), project, QStringLiteral("--csv")});
  QCOMPARE(auditCsv.out.trimmed(), auditCsvOfWindow.trimmed());

  // The comparison: what the window showed is what the saved SEG gives, and what the rejected one is.
  const ProcessOutput evaluated =
      runProcess(cli, {QStringLiteral("evaluate"), QStringLiteral("--truth"), seg,
                       QStringLiteral("--prediction"), prediction, QStringLiteral("--json")});
  QVERIFY2(evaluated.exitCode == 0, evaluated.err.constData());
  const QJsonObject figures =
      QJsonDocument::fromJson(evaluated.out).object()[QStringLiteral("cases")][0].toObject();
  QVERIFY(areClose(figures[QStringLiteral("dice")].toDouble(), *seen.dice));
  QVERIFY(areClose(figures[QStringLiteral("fpv_ml")].toDouble(), seen.fpvMl));
  QVERIFY(areClose(figures[QStringLiteral("fnv_ml")].toDouble(), *seen.fnvMl));
  QCOMPARE(figures[QStringLiteral("truth_components")].toInt(), 4);
  QCOMPARE(figures[QStringLiteral("predicted_components")].toInt(), 4);
  QVERIFY(seen.fpvMl > 0.0);  // the rejected one
  QCOMPARE(comparisonCsv.count(",taken_over,"), 2);
  QCOMPARE(comparisonCsv.count(",rejected,"), 1);
  QCOMPARE(comparisonCsv.count(",corrected,"), 1);

  // The lesions: the table's file, the SEG and the command line.
  const ProcessOutput stats =
      runProcess(cli, {QStringLiteral("stats"), QStringLiteral("--pet"), study + QStringLiteral("/PET"),
                       QStringLiteral("--ct"), study + QStringLiteral("/CT"), QStringLiteral("--mask"), seg,
                       QStringLiteral("--csv")});
  QVERIFY2(stats.exitCode == 0, stats.err.constData());
  const QList<QByteArrayList> wanted = rowsOf(stats.out);
  const QList<QByteArrayList> shown = rowsOf(lesionTableCsv);
  QCOMPARE(shown.front(), wanted.front());
  QCOMPARE(shown.size(), wanted.size());
  QCOMPARE(shown.size(), qsizetype{6});
  for (qsizetype row = 1; row < shown.size(); ++row)
    for (const char* column : {"volume_ml", "suv_max", "suv_mean", "suv_min", "suv_median", "tlg_g", "voxels",
                               "longest_mm", "hu_mean"})
      QVERIFY2(areClose(fieldOf(shown, row, column).toDouble(), fieldOf(wanted, row, column).toDouble()),
               (QByteArray(column) + ": " + fieldOf(shown, row, column) + " " + fieldOf(wanted, row, column))
                   .constData());
  for (qsizetype row = 1; row + 1 < shown.size(); ++row)
    QCOMPARE(fieldOf(shown, row, "voxels").toLongLong(),
             static_cast<qint64>(voxels.at(static_cast<Label>(fieldOf(shown, row, "label").toInt()))));
}

QTEST_MAIN(TestReviewRound)
#include "tst_review_round.moc"
