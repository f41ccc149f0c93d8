#include "app/features/compare/comparison_panel.h"
#include "app/features/compare/prediction_comparison.h"
#include "app/features/review/prediction_figures.h"
#include "io/masks/label_image.h"
#include "tests/app/window_fixture.h"

#include <QAbstractItemModelTester>
#include <QDockWidget>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QMenu>
#include <QSignalSpy>
#include <QTableView>
#include <QToolButton>
#include <QTreeView>

#include <cmath>

using namespace uptake;
using namespace uptake::test;

/// A model's prediction judged in the real window: opened, stepped through, taken over, rejected, corrected.
class TestPrediction : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase();
  void init() { QSettings().clear(); }
  void opensOnScreenWithoutAnEdit();
  void opensSegAndOtherGrids();
  void aSegAsTruthHidesNoFalsePositive();
  void windowWorklistAndCommandLineAgree();
  void aPhantomIsJudged();
  void figuresFollowTheBrush();
  void replacesAndIntersectsByKey();
  void theRowIsWhatIsInHand();
  void nothingIsDecidedWhereNothingIsPredicted();
  void theListIsSound();
  void takesOverWhereNothingIsDrawnYet();
  void theCommandLineNamesOne();
  void damagedPredictionsAreTold();
  void boxesOfAModelAreListedAndDrawn();
  void stepsSelectAndShowWhatTheyReach();

 private:
  QString path(const QString& name) const { return folder_.filePath(name); }
  /// Writes truth and prediction on the PET's voxels: three true lesions; of the prediction one is shifted,
  /// one is missing, one is right, and three are invented.
  void writeMasks(const ImageGrid& pet);
  /// A window with the truth imported.
  std::unique_ptr<MainWindow> openWithTruth();
  static bool open(MainWindow& window, const QString& file);
  static bool settle(MainWindow& window) {
    return QTest::qWaitFor([&] { return comparisonOf(window).isSettled(); }, 20000);
  }
  static const MaskAgreement& figures(MainWindow& window) {
    return comparisonOf(window).live().comparison()->agreement;
  }
  static void key(MainWindow& window, Qt::Key key, Qt::KeyboardModifiers modifiers = {}) {
    window.views().setFocus();
    QTest::keyClick(&window.views(), key, modifiers);
  }

  QTemporaryDir folder_;
  QString study_;
  QString truth_;
  QString prediction_;
};

namespace {

void ball(LabelMap& labels, const Eigen::Vector3i& centre, int radius, Label label) {
  for (int k = -radius; k <= radius; ++k)
    for (int j = -radius; j <= radius; ++j)
      for (int i = -radius; i <= radius; ++i) {
        const Eigen::Vector3i at = centre + Eigen::Vector3i(i, j, k);
        if (i * i + j * j + k * k <= radius * radius && labels.grid().contains(at)) labels.set(at, label);
      }
}

bool close(double a, double b) {
  return std::abs(a - b) <= 1e-6 * std::max(1.0, std::abs(b));
}

}  // namespace

void TestPrediction::initTestCase() {
  isolateSettings(folder_.path());
  study_ = path(QStringLiteral("study"));
  const QString failure = makePhantom(study_);
  QVERIFY2(failure.isEmpty(), qPrintable(failure));
  auto window = openWindow(study_);
  QVERIFY(window);
  writeMasks(window->session().openCase().document().pet()->grid());
}

void TestPrediction::writeMasks(const ImageGrid& pet) {
  const Eigen::Vector3i size = pet.size();
  QVERIFY2(size.minCoeff() >= 24,
           qPrintable(QStringLiteral("%1 %2 %3").arg(size.x()).arg(size.y()).arg(size.z())));
  const int third = size.z() / 3;
  LabelMap truth = LabelMap::create(pet).take();
  ball(truth, {10, 10, third}, 3, 1);
  ball(truth, {22, 10, third}, 2, 2);
  ball(truth, {10, 22, third + 2}, 2, 3);
  LabelMap prediction = LabelMap::create(pet).take();
  ball(prediction, {12, 10, third}, 3, 1);      // shifted
  ball(prediction, {10, 22, third + 2}, 2, 1);  // right
  // Beyond the slices that the truth is on: a SEG of it does not even hold them.
  ball(prediction, {22, 22, 2 * third + 2}, 4, 1);
  ball(prediction, {30, 22, third}, 2, 1);
  ball(prediction, {30, 30, third}, 1, 1);
  truth_ = path(QStringLiteral("truth.nii.gz"));
  prediction_ = path(QStringLiteral("prediction.nii.gz"));
  QVERIFY(writeLabelImage(truth, truth_));
  QVERIFY(writeLabelImage(prediction, prediction_));
}

std::unique_ptr<MainWindow> TestPrediction::openWithTruth() {
  auto window = openWindow(study_);
  if (!window) return nullptr;
  QSignalSpy imported(&window->session().maskFiles(), &MaskFiles::imported);
  window->session().maskFiles().importMask(truth_);
  return QTest::qWaitFor([&] { return imported.count() == 1; }, 20000) ? std::move(window) : nullptr;
}

bool TestPrediction::open(MainWindow& window, const QString& file) {
  QSignalSpy opened(&comparisonOf(window), &PredictionComparison::opened);
  comparisonOf(window).openPrediction(file);
  return QTest::qWaitFor([&] { return opened.count() == 1; }, 20000) && settle(window);
}

void TestPrediction::opensOnScreenWithoutAnEdit() {
  auto window = openWithTruth();
  QVERIFY(window);
  auto* dock = window->findChild<QDockWidget*>(QStringLiteral("comparisonDock"));
  QVERIFY(!dock->isVisible());
  const int steps = window->session().openCase().undoStack().count();
  QVERIFY(open(*window, prediction_));
  const CaseDocument& document = window->session().openCase().document();
  QCOMPARE(document.masks().size(), std::size_t{2});
  const MaskLayer& mask = *document.masks().back();
  QVERIFY(mask.prediction && mask.prediction->id.startsWith(QLatin1String("sha256:")));
  QVERIFY(mask.locks.all);
  QCOMPARE(window->session().openCase().undoStack().count(), steps);
  QVERIFY(window->session().openCase().selection().mask() != mask.id);
  // On the screen: the figures, the colours, and the crosshair where it differs most.
  QVERIFY(dock->isVisible());
  QVERIFY(window->viewState().agreement() == std::pair(document.masks().front()->id, mask.id));
  const ImageGrid& grid = mask.labels.grid();
  QCOMPARE(mask.labels.at(grid.nearestVoxel(window->viewState().crosshair())), Label{1});
  QCOMPARE(comparisonOf(*window).current(), comparisonOf(*window).model().lesionAt(0));
  key(*window, Qt::Key_D);
  QVERIFY(!window->viewState().agreement());
  key(*window, Qt::Key_D);
  QVERIFY(window->viewState().agreement());
  // The list of masks says what it is.
  const auto* list = window->findChild<QTreeView*>(QStringLiteral("masks"));
  QCOMPARE(list->model()->index(1, 1).data().toString(), QStringLiteral("prediction"));
  // Once more is not twice; nothing of it is saved.
  QVERIFY(open(*window, prediction_));
  QCOMPARE(document.masks().size(), std::size_t{2});
  QSignalSpy saved(&window->session().annotations(), &Keeper::saved);
  window->session().annotations().save();
  QTRY_COMPARE_WITH_TIMEOUT(saved.count(), 1, 20000);
  const QStringList files = saved.front().front().toStringList();
  QCOMPARE(files.size(), 1);
  QVERIFY(QFile::remove(files.front()));
}

void TestPrediction::opensSegAndOtherGrids() {
  auto window = openWithTruth();
  QVERIFY(window);
  QVERIFY(open(*window, prediction_));
  const MaskAgreement nifti = figures(*window);
  const QString seg = path(QStringLiteral("prediction.dcm"));
  const ProcessOutput made =
      runProcess(program(QStringLiteral("uptake-cli")),
                 {QStringLiteral("mask2seg"), QStringLiteral("--source"), study_ + QStringLiteral("/PET"),
                  QStringLiteral("--mask"), prediction_, QStringLiteral("--out"), seg});
  QVERIFY2(made.exitCode == 0, made.err.constData());
  QVERIFY(open(*window, seg));
  const MaskLayer& fromSeg = *window->session().openCase().document().masks().back();
  QVERIFY(fromSeg.prediction && !fromSeg.prediction->id.startsWith(QLatin1String("sha256:")));
  QVERIFY(fromSeg.provenance.file.isEmpty());
  QCOMPARE(comparisonOf(*window).prediction(), fromSeg.id);
  QCOMPARE(figures(*window).dice, nifti.dice);
  // Finer voxels: brought onto the truth's, and said.
  const ImageGrid& pet = fromSeg.labels.grid();
  const ImageGrid fine = ImageGrid::create({pet.size().x() * 2, pet.size().y() * 2, pet.size().z()},
                                           {pet.spacing().x() / 2, pet.spacing().y() / 2, pet.spacing().z()},
                                           pet.toPatient({-0.25, -0.25, 0.0}), pet.directions())
                             .take();
  LabelMap labels = LabelMap::create(fine).take();
  for (int k = 0; k < fine.size().z(); ++k)
    for (int j = 0; j < fine.size().y(); ++j)
      for (int i = 0; i < fine.size().x(); ++i)
        if (fromSeg.labels.at({i / 2, j / 2, k}) != 0) labels.set({i, j, k}, 1);
  const QString file = path(QStringLiteral("fine.nrrd"));
  QVERIFY(writeLabelImage(labels, file));
  QVERIFY(open(*window, file));
  QVERIFY(window->session().openCase().document().masks().back()->labels.grid().sameAs(pet));
  QCOMPARE(figures(*window).dice, nifti.dice);
  const auto told = std::ranges::find(window->session().messages().problems(), file, &FileProblem::file);
  QVERIFY(told != window->session().messages().problems().end() &&
          told->reason.contains(QLatin1String("resampled")));
}

void TestPrediction::aSegAsTruthHidesNoFalsePositive() {
  // A SEG holds only the slices with segments; the largest false positive lies beyond them.
  const QString seg = path(QStringLiteral("truth.dcm"));
  const ProcessOutput made =
      runProcess(program(QStringLiteral("uptake-cli")),
                 {QStringLiteral("mask2seg"), QStringLiteral("--source"), study_ + QStringLiteral("/PET"),
                  QStringLiteral("--mask"), truth_, QStringLiteral("--out"), seg});
  QVERIFY2(made.exitCode == 0, made.err.constData());
  const auto figures = [&](const QString& truth) {
    const ProcessOutput output =
        runProcess(program(QStringLiteral("uptake-cli")),
                   {QStringLiteral("evaluate"), QStringLiteral("--truth"), truth,
                    QStringLiteral("--prediction"), prediction_, QStringLiteral("--json")});
    if (output.exitCode != 0) qWarning("%s", output.err.constData());
    return QJsonDocument::fromJson(output.out).object()[QStringLiteral("cases")][0].toObject();
  };
  const QJsonObject fromSeg = figures(seg);
  const QJsonObject fromImage = figures(truth_);
  QCOMPARE(fromSeg[QStringLiteral("predicted_components")].toInt(), 5);
  for (const char* name : {"dice", "fpv_ml", "fnv_ml", "predicted_ml"})
    QVERIFY2(
        close(fromSeg[QLatin1String(name)].toDouble(-1.0), fromImage[QLatin1String(name)].toDouble(-2.0)),
        name);
}

void TestPrediction::windowWorklistAndCommandLineAgree() {
  // The truth is saved as a SEG of the slices that it is on; the largest false positive lies beyond them.
  if (python().isEmpty() ||
      runProcess(python(), {QStringLiteral("-c"), QStringLiteral("import scipy")}).exitCode != 0)
    QSKIP("python3 with scipy is absent");
  const ProcessOutput script = runProcess(
      python(), {sourceDir() + QStringLiteral("/tests/scripts/evaluate_reference.py"), truth_, prediction_});
  QVERIFY2(script.exitCode == 0, script.err.constData());
  const QJsonObject expected = QJsonDocument::fromJson(script.out).object();
  const double dice = expected[QStringLiteral("dice")].toDouble(-1.0);
  const double fpv = expected[QStringLiteral("fpv_ml")].toDouble(-1.0);
  const double fnv = expected[QStringLiteral("fnv_ml")].toDouble(-1.0);

  auto window = openWithTruth();
  QVERIFY(window);
  Session& session = window->session();
  QVERIFY(open(*window, prediction_));
  const MaskAgreement seen = figures(*window);
  QVERIFY(close(*seen.dice, dice) && close(seen.fpvMl, fpv) && close(*seen.fnvMl, fnv));

  QSignalSpy saved(&session.annotations(), &Keeper::saved);
  session.annotations().save();
  QTRY_COMPARE_WITH_TIMEOUT(saved.count(), 1, 20000);
  const QString seg = saved.front().front().toStringList().value(0);
  QVERIFY(seg.endsWith(QLatin1String(".dcm")));
  const QString predictions = path(QStringLiteral("predictions"));
  QVERIFY(QDir().mkpath(predictions));
  QVERIFY(QFile::copy(prediction_,
                      QStringLiteral("%1/%2.nii.gz").arg(predictions, session.openCase().study()->uid)));

  PredictionFigures worklist;
  QSignalSpy compared(&worklist, &PredictionFigures::compared);
  worklist.compare(session.annotations().folder(), predictions, session.project().index());
  QTRY_COMPARE_WITH_TIMEOUT(compared.count(), 1, 20000);
  const auto listed = compared.front().at(1).value<CaseFigures>();
  QVERIFY2(listed.dice && listed.fpvMl && listed.fnvMl, qPrintable(listed.note));
  QVERIFY(close(*listed.dice, dice) && close(*listed.fpvMl, fpv) && close(*listed.fnvMl, fnv));

  const ProcessOutput output =
      runProcess(program(QStringLiteral("uptake-cli")),
                 {QStringLiteral("evaluate"), QStringLiteral("--truth"),
                  session.annotations().folder().path() + QStringLiteral("/SEG"),
                  QStringLiteral("--prediction"), predictions, QStringLiteral("--json")});
  QVERIFY2(output.exitCode == 0, output.err.constData());
  const QJsonObject printed =
      QJsonDocument::fromJson(output.out).object()[QStringLiteral("cases")][0].toObject();
  QVERIFY(close(printed[QStringLiteral("dice")].toDouble(-1.0), dice));
  QVERIFY(close(printed[QStringLiteral("fpv_ml")].toDouble(-1.0), fpv));
  QVERIFY(close(printed[QStringLiteral("fnv_ml")].toDouble(-1.0), fnv));
  QVERIFY(QFile::remove(seg));
}

void TestPrediction::aPhantomIsJudged() {
  auto window = openWithTruth();
  QVERIFY(window);
  Session& session = window->session();
  const CaseDocument& document = session.openCase().document();
  const MaskId truth = document.masks().front()->id;
  QVERIFY(open(*window, prediction_));
  PredictionComparison& board = comparisonOf(*window);
  const auto lesions = figures(*window).lesions;  // a copy: figures are replaced as a whole
  QCOMPARE(figures(*window).truthComponents, 3);
  QCOMPARE(figures(*window).predictedComponents, 5);
  QCOMPARE(lesions.size(), std::size_t{6});
  QCOMPARE(board.model().openCount(), 5);  // all but the right one
  const std::vector<Label> before = document.mask(truth)->labels.allVoxels();
  const int steps = session.openCase().undoStack().count();
  QVERIFY(QTest::qWaitForWindowActive(window.get()));

  // The largest invented one is true after all.
  const auto current = [&] {
    return lesions.empty() ? LesionAgreement()
                           : figures(*window).lesions[static_cast<std::size_t>(board.current())];
  };
  QCOMPARE(current().fate, LesionFate::FalsePositive);
  key(*window, Qt::Key_Y);
  QCOMPARE(session.openCase().undoStack().count(), steps + 1);
  QVERIFY(settle(*window));
  QCOMPARE(document.mask(truth)->segments.size(), std::size_t{4});
  const Segment taken = document.mask(truth)->segments.back();
  QCOMPARE(taken.algorithm, SegmentAlgorithm::SemiAutomatic);
  QCOMPARE(taken.algorithmName, QStringLiteral("prediction.nii.gz"));
  QCOMPARE(board.model().openCount(), 4);

  // The shifted one is next: its truth and its prediction become one.
  QCOMPARE(current().fate, LesionFate::Detected);
  const std::ptrdiff_t first = document.mask(truth)->labels.count(1);
  key(*window, Qt::Key_Y);
  QVERIFY(settle(*window));
  QVERIFY(document.mask(truth)->labels.count(1) > first);
  QCOMPARE(document.mask(truth)->segments.size(), std::size_t{4});

  // Then come the missed one and an invented one of the same size; the invented one is rejected.
  if (current().fate == LesionFate::Missed) key(*window, Qt::Key_Right, Qt::ShiftModifier);
  QCOMPARE(current().fate, LesionFate::FalsePositive);
  const int rejected = current().predicted.front() + 1;
  key(*window, Qt::Key_R);
  QVERIFY(settle(*window));
  QCOMPARE(document.mask(truth)->segments.size(), std::size_t{4});

  // The smallest is corrected: taken over, and the brush is in the hand.
  if (current().fate == LesionFate::Missed) key(*window, Qt::Key_Right, Qt::ShiftModifier);
  QCOMPARE(current().fate, LesionFate::FalsePositive);
  key(*window, Qt::Key_U);
  QCOMPARE(window->tools().kind(), ToolKind::Brush);
  QCOMPARE(session.openCase().selection().mask(), truth);
  const Label corrected = session.openCase().selection().segment();
  QVERIFY(settle(*window));
  const std::ptrdiff_t small = document.mask(truth)->labels.count(corrected);
  QCOMPARE(small, std::ptrdiff_t{7});
  window->tools().setBrushDiameter({30.0});
  SliceView* view = viewOf(*window, SliceContent::Fused);
  QVERIFY(view);
  const Point here = window->viewState().crosshair();
  drag(*view, here, here + 4.0 * view->plane().right);
  QVERIFY(document.mask(truth)->labels.count(corrected) > small);
  QVERIFY(settle(*window));
  QCOMPARE(session.openCase().undoStack().count(), steps + 5);
  QCOMPARE(document.decisions().size(), std::size_t{4});
  QCOMPARE(board.model().openCount(), 1);  // the missed one: nothing is predicted there

  // The figures are those of the command line on what was saved, and the CSV has them and the decisions.
  const MaskAgreement seen = figures(*window);
  const QByteArray csv = board.csv();
  QSignalSpy saved(&session.annotations(), &Keeper::saved);
  session.annotations().save();
  QTRY_COMPARE_WITH_TIMEOUT(saved.count(), 1, 20000);
  const QStringList files = saved.front().front().toStringList();
  const auto seg =
      std::ranges::find_if(files, [](const QString& file) { return file.endsWith(QLatin1String(".dcm")); });
  QVERIFY(seg != files.end());
  QCOMPARE(files.size(), 2);  // and the decisions
  const ProcessOutput evaluated =
      runProcess(program(QStringLiteral("uptake-cli")),
                 {QStringLiteral("evaluate"), QStringLiteral("--truth"), *seg, QStringLiteral("--prediction"),
                  prediction_, QStringLiteral("--json"), QStringLiteral("--lesions")});
  QVERIFY2(evaluated.exitCode == 0, evaluated.err.constData());
  const QJsonObject figure =
      QJsonDocument::fromJson(evaluated.out).object()[QStringLiteral("cases")][0].toObject();
  QVERIFY(close(figure[QStringLiteral("dice")].toDouble(), *seen.dice));
  QVERIFY(close(figure[QStringLiteral("fpv_ml")].toDouble(), seen.fpvMl));
  QVERIFY(close(figure[QStringLiteral("fnv_ml")].toDouble(), *seen.fnvMl));
  QVERIFY(seen.fpvMl > 0.0 && *seen.fnvMl > 0.0);
  QCOMPARE(figure[QStringLiteral("truth_components")].toInt(), seen.truthComponents);
  QCOMPARE(figure[QStringLiteral("predicted_components")].toInt(), seen.predictedComponents);
  const QJsonArray rows = figure[QStringLiteral("lesions")].toArray();
  QCOMPARE(rows.size(), static_cast<qsizetype>(seen.lesions.size()));
  for (qsizetype n = 0; n < rows.size(); ++n) {
    const LesionAgreement& lesion = seen.lesions[static_cast<std::size_t>(n)];
    QVERIFY(close(rows[n][QStringLiteral("predicted_ml")].toDouble(), lesion.predictedMl));
    if (lesion.surface)
      QVERIFY(close(rows[n][QStringLiteral("hd95_mm")].toDouble(), lesion.surface->hausdorff95));
  }
  QVERIFY(csv.contains("case,") &&
          csv.contains(QByteArray::number(*seen.dice, 'g', QLocale::FloatingPointShortest)));
  QCOMPARE(csv.count("\ndecision,"), 4);
  QCOMPARE(csv.count(",taken_over,"), 2);
  QCOMPARE(csv.count(",corrected,"), 1);
  const QList<QByteArray> lines = csv.split('\n');
  for (const QByteArray& line : lines) {
    if (!line.isEmpty()) QCOMPARE(line.count(','), lines.front().count(','));
    if (line.contains(",rejected,")) QVERIFY(line.contains(',' + QByteArray::number(rejected) + ','));
  }
  QVERIFY(csv.contains(taken.trackingUid.toUtf8()));

  // Undo gives everything back, step by step.
  for (int step = 0; step < 5; ++step) key(*window, Qt::Key_Z, Qt::ControlModifier);
  QVERIFY(document.decisions().empty());
  QVERIFY(document.mask(truth)->labels.allVoxels() == before);
  QVERIFY(settle(*window));
  QCOMPARE(board.model().openCount(), 5);
  session.openCase().undoStack().setIndex(session.openCase().undoStack().count());
  session.openCase().undoStack().setClean();
  window.reset();

  // What was saved is there when the study is opened again, and is about the same file.
  auto again = openWindow(study_);
  QVERIFY(again);
  QCOMPARE(again->session().openCase().document().decisions().size(), std::size_t{4});
  QVERIFY(!again->session().openCase().hasUnsavedChanges());
  QVERIFY(open(*again, prediction_));
  QCOMPARE(comparisonOf(*again).model().openCount(), 1);
  QCOMPARE(figures(*again).dice, seen.dice);
  for (const QString& file : files) QVERIFY(QFile::remove(file));
}

void TestPrediction::figuresFollowTheBrush() {
  auto window = openWithTruth();
  QVERIFY(window);
  QVERIFY(open(*window, prediction_));
  const double before = *figures(*window).dice;
  const auto* label = window->findChild<QLabel*>(QStringLiteral("comparisonFigures"));
  QVERIFY2(label->text().contains(QLocale().toString(before, 'f', 4)), qPrintable(label->text()));
  window->tools().setKind(ToolKind::Brush);
  window->tools().setBrushDiameter({40.0});
  SliceView* view = viewOf(*window, SliceContent::Fused);
  const Point here = window->viewState().crosshair();
  drag(*view, here, here + 8.0 * view->plane().right);
  QVERIFY(settle(*window));
  QVERIFY(*figures(*window).dice != before);
  QVERIFY2(label->text().contains(QLocale().toString(*figures(*window).dice, 'f', 4)),
           qPrintable(label->text()));
  const JobControl control;
  const auto& masks = window->session().openCase().document().masks();
  const auto afresh = compareMasks(masks[0]->labels, masks[1]->labels, AgreementDetail::Surfaces, control);
  QCOMPARE(figures(*window).dice, afresh->dice);
  QCOMPARE(figures(*window).fpvMl, afresh->fpvMl);
}

void TestPrediction::replacesAndIntersectsByKey() {
  auto window = openWithTruth();
  QVERIFY(window);
  QVERIFY(open(*window, prediction_));
  PredictionComparison& board = comparisonOf(*window);
  Session& session = window->session();
  const MaskId truth = board.truth();
  const auto& lesions = figures(*window).lesions;
  const auto shifted = std::ranges::find_if(lesions, [](const LesionAgreement& lesion) {
    return lesion.fate == LesionFate::Detected && lesion.disagreementMl > 0.0;
  });
  QVERIFY(shifted != lesions.end());
  const int lesion = static_cast<int>(shifted - lesions.begin());
  const Label label = 1;
  const auto count = [&] { return session.openCase().document().mask(truth)->labels.count(label); };
  const std::ptrdiff_t mine = count();
  const auto decisionOn = [&] { return board.model().decisionOn(lesion); };
  board.goTo(lesion);
  const int steps = session.openCase().undoStack().count();
  key(*window, Qt::Key_Y, Qt::AltModifier | Qt::ShiftModifier);
  QVERIFY(settle(*window));
  QCOMPARE(session.openCase().undoStack().count(), steps + 1);
  const std::ptrdiff_t both = count();
  QVERIFY(both > 0 && both < mine);
  QCOMPARE(decisionOn(), RowDecision::Intersected);
  key(*window, Qt::Key_Z, Qt::ControlModifier);
  QVERIFY(settle(*window));
  QCOMPARE(count(), mine);
  board.goTo(lesion);
  key(*window, Qt::Key_Y, Qt::ShiftModifier);
  QVERIFY(settle(*window));
  QCOMPARE(session.openCase().undoStack().count(), steps + 1);
  QCOMPARE(decisionOn(), RowDecision::Replaced);
  QCOMPARE(figures(*window).lesions[static_cast<std::size_t>(lesion)].dice, std::optional(1.0));
  // It went on to the next; undone, the row is where the decision is open again.
  QVERIFY(board.current() != lesion);
  key(*window, Qt::Key_Z, Qt::ControlModifier);
  QVERIFY(settle(*window));
  QTRY_COMPARE(board.current(), lesion);
  QCOMPARE(session.openCase().selection().segment(), label);
  // The same from the panel.
  auto* button = window->findChild<QToolButton*>(QStringLiteral("takeOver"));
  QVERIFY(button && button->isVisible() && button->menu());
  QCOMPARE(button->defaultAction(), window->actions().action(QStringLiteral("compare.takeOver")));
  QCOMPARE(button->menu()->actions().size(), qsizetype{3});
  QCOMPARE(button->menu()->actions().last(), window->actions().action(QStringLiteral("compare.intersect")));
  button->menu()->actions().last()->trigger();
  QVERIFY(settle(*window));
  QCOMPARE(count(), both);
}

void TestPrediction::theRowIsWhatIsInHand() {
  auto window = openWithTruth();
  QVERIFY(window);
  QVERIFY(open(*window, prediction_));
  PredictionComparison& board = comparisonOf(*window);
  Session& session = window->session();
  const auto* table = window->findChild<QTableView*>(QStringLiteral("comparedLesions"));
  const auto lesionOfRow = [&] { return board.model().lesionAt(table->currentIndex().row()); };
  const auto nameOfRow = [&] {
    return table->model()->index(table->currentIndex().row(), ComparisonModel::kLesion).data().toString();
  };
  const auto labelOf = [&](int lesion) {
    const int part = figures(*window).lesions[static_cast<std::size_t>(lesion)].truth;
    return part < 0 ? Label{0} : board.live().comparison()->truth.parts[static_cast<std::size_t>(part)].label;
  };
  for (const Label label : {Label{3}, Label{1}, Label{2}}) {
    session.openCase().selection().setSegment(board.truth(), label);
    QCOMPARE(labelOf(lesionOfRow()), label);
    QCOMPARE(nameOfRow(), session.openCase().document().mask(board.truth())->segment(label)->label);
  }
  // An invented one is no lesion of the truth: the row goes there, and what is selected stays.
  const auto& lesions = figures(*window).lesions;
  const auto found = std::ranges::find(lesions, LesionFate::FalsePositive, &LesionAgreement::fate);
  QVERIFY(found != lesions.end());
  const int invented = static_cast<int>(found - lesions.begin());
  board.goTo(invented);
  QCOMPARE(lesionOfRow(), invented);
  // As the list of masks calls it; one label of the model has several components.
  const QString name = nameOfRow();
  QVERIFY2(name.startsWith(session.openCase().document().mask(board.prediction())->segments.front().label),
           qPrintable(name));
  QVERIFY2(name.contains(QStringLiteral("predicted %1").arg(found->predicted.front() + 1)), qPrintable(name));
  key(*window, Qt::Key_R);
  QVERIFY(board.current() != invented);
  QVERIFY2(session.openCase().undoStack().undoText().contains(name),
           qPrintable(session.openCase().undoStack().undoText()));
  key(*window, Qt::Key_Z, Qt::ControlModifier);
  QTRY_COMPARE(lesionOfRow(), invented);
  QVERIFY(board.model().isOpen(invented));
}

void TestPrediction::nothingIsDecidedWhereNothingIsPredicted() {
  auto window = openWithTruth();
  QVERIFY(window);
  QVERIFY(open(*window, prediction_));
  const auto& lesions = figures(*window).lesions;
  const auto missed = std::ranges::find(lesions, LesionFate::Missed, &LesionAgreement::fate);
  QVERIFY(missed != lesions.end());
  comparisonOf(*window).goTo(static_cast<int>(missed - lesions.begin()));
  const int steps = window->session().openCase().undoStack().count();
  QSignalSpy said(&window->session().messages(), &Messages::said);
  for (const Qt::Key each : {Qt::Key_Y, Qt::Key_R, Qt::Key_U}) key(*window, each);
  QCOMPARE(said.count(), 3);
  QVERIFY(said.front().front().toString().contains(QLatin1String("Nothing is predicted")));
  QCOMPARE(window->session().openCase().undoStack().count(), steps);
}

void TestPrediction::theListIsSound() {
  auto window = openWithTruth();
  QVERIFY(window);
  ComparisonModel& model = comparisonOf(*window).model();
  QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
  QVERIFY(open(*window, prediction_));
  QCOMPARE(model.rowCount(), 6);
  double last = 1e9;
  for (int row = 0; row < 6; ++row) {
    const double differs =
        figures(*window).lesions[static_cast<std::size_t>(model.lesionAt(row))].disagreementMl;
    QVERIFY(differs <= last);
    last = differs;
  }
  auto* table = window->findChild<QTableView*>(QStringLiteral("comparedLesions"));
  QVERIFY(table->isVisible());
  // A click goes there, in all views.
  const int row = 2;
  QTest::mouseClick(table->viewport(), Qt::LeftButton, {},
                    table->visualRect(model.index(row, ComparisonModel::kLesion)).center());
  QCOMPARE(comparisonOf(*window).current(), model.lesionAt(row));
  table->setFocus();
  QTest::keyClick(table, Qt::Key_Down);
  QCOMPARE(comparisonOf(*window).current(), model.lesionAt(row + 1));
  // Closer views are moved there.
  window->viewState().setZoom(4.0);
  key(*window, Qt::Key_Period);
  const ImageGrid& framing = window->session().openCase().document().ct()->grid();
  QVERIFY((window->viewState().pan() - (window->viewState().crosshair() - framing.centre())).norm() < 1e-6);
  model.sort(ComparisonModel::kTruth, Qt::AscendingOrder);
  QCOMPARE(table->currentIndex().row(), model.rowOf(comparisonOf(*window).current()));
  // A masks that goes empties the list, and comes back with it.
  CaseEditor(window->session().openCase().toolContext()).removeMask(comparisonOf(*window).prediction());
  QCOMPARE(model.rowCount(), 0);
  QVERIFY(!window->viewState().agreement());
  window->session().openCase().undoStack().undo();
  QVERIFY(settle(*window));
  QTRY_COMPARE(model.rowCount(), 6);
}

void TestPrediction::takesOverWhereNothingIsDrawnYet() {
  auto window = openWindow(study_);
  QVERIFY(window);
  QVERIFY(open(*window, prediction_));
  QCOMPARE(comparisonOf(*window).truth(), MaskId::None);
  QVERIFY(!figures(*window).dice);
  key(*window, Qt::Key_Y);
  QVERIFY(settle(*window));
  const CaseDocument& document = window->session().openCase().document();
  QCOMPARE(document.masks().size(), std::size_t{2});
  QVERIFY(comparisonOf(*window).truth() != MaskId::None);
  QVERIFY(figures(*window).dice && *figures(*window).dice > 0.0);
  key(*window, Qt::Key_Z, Qt::ControlModifier);
  QCOMPARE(document.masks().size(), std::size_t{1});
  QVERIFY(!window->session().openCase().hasUnsavedChanges());
  // A stroke makes a mask of the reader's own, not one on the prediction.
  window->tools().setKind(ToolKind::Brush);
  SliceView* view = viewOf(*window, SliceContent::Fused);
  const Point here = window->viewState().crosshair();
  drag(*view, here, here + 8.0 * view->plane().right);
  QCOMPARE(document.masks().size(), std::size_t{2});
  QVERIFY(!document.masks().back()->prediction);
  QVERIFY(settle(*window));
  QCOMPARE(comparisonOf(*window).truth(), document.masks().back()->id);
}

void TestPrediction::theCommandLineNamesOne() {
  std::unique_ptr<MainWindow> window = std::make_unique<ProgramWindow>();
  window->show();
  window->setStartPrediction(prediction_);
  QSignalSpy opened(&comparisonOf(*window), &PredictionComparison::opened);
  window->openPaths({study_});
  QTRY_COMPARE_WITH_TIMEOUT(opened.count(), 1, 60000);
  QVERIFY(settle(*window));
  QCOMPARE(comparisonOf(*window).model().openCount(), 5);
}

void TestPrediction::damagedPredictionsAreTold() {
  auto window = openWithTruth();
  QVERIFY(window);
  const QString file = path(QStringLiteral("damaged.dcm"));
  QFile damaged(file);
  QVERIFY(damaged.open(QIODevice::WriteOnly) && damaged.write("no DICOM") > 0);
  damaged.close();
  QSignalSpy said(&window->session().messages(), &Messages::said);
  comparisonOf(*window).openPrediction(file);
  QTRY_VERIFY_WITH_TIMEOUT(said.count() > 0, 20000);
  QVERIFY2(said.front().front().toString().contains(QLatin1String("damaged.dcm")),
           qPrintable(said.front().front().toString()));
  QCOMPARE(window->session().openCase().document().masks().size(), std::size_t{1});
  // Keys without a prediction say so.
  key(*window, Qt::Key_Right, Qt::ShiftModifier);
  QVERIFY(said.last().front().toString().contains(QLatin1String("no prediction")));
}

void TestPrediction::boxesOfAModelAreListedAndDrawn() {
  auto window = openWindow(study_);
  QVERIFY(window);
  Session& session = window->session();
  const Volume& ct = *session.openCase().document().ct();
  const int k = ct.grid().size().z() / 2;
  const QString uid = ct.source().slices[static_cast<std::size_t>(k)].sopInstanceUid;
  const QString folder = path(QStringLiteral("boxes"));
  QVERIFY(QDir().mkpath(folder + QStringLiteral("/A1")));
  const auto write = [&](const QString& name) {
    QFile file(folder + QStringLiteral("/A1/%1.xml").arg(name));
    const char* const objects =
        "<annotation><object><name>A</name><score>0.9</score><bndbox><xmin>22</xmin><ymin>20</ymin><xmax>41</"
        "xmax>"
        "<ymax>39</ymax></bndbox></object><object><name>B</name><score>0.8</score><bndbox><xmin>60</xmin>"
        "<ymin>60</ymin><xmax>70</xmax><ymax>70</ymax></bndbox></object></annotation>";
    return file.open(QIODevice::WriteOnly) && file.write(objects) > 0;
  };
  QVERIFY(write(uid) && write(QStringLiteral("9.9.9")));
  Box box;
  box.sopInstanceUid = uid;
  box.className = QStringLiteral("A");
  box.rect = {20, 20, 39, 39};
  const BoxId own = CaseEditor(session.openCase().toolContext()).addBox(box);
  session.openCase().selection().clearMarks();
  window->viewState().setCrosshair(ct.grid().toPatient({5.0, 5.0, static_cast<double>(k)}));
  SliceView* view = viewOf(*window, SliceContent::Ct);
  const auto painted = [&] {
    // Somewhere along the edge, as far as dashes go.
    int found = 0;
    const QImage image = view->grabImage();
    for (double i = 60.0; i <= 70.0; i += 0.25) {
      const QPointF at = view->toPixel(ct.grid().toPatient({i, 70.5, static_cast<double>(k)}));
      const QPoint pixel = (at * image.devicePixelRatio()).toPoint();
      // Where between two rows of pixels the edge falls depends on the size of the view.
      bool coloured = false;
      for (const int aside : {-1, 0, 1}) {
        const QColor colour = image.pixelColor(pixel + QPoint(0, aside));
        coloured = coloured || std::abs(colour.red() - colour.blue()) > 40 ||
                   std::abs(colour.red() - colour.green()) > 40;
      }
      found += coloured ? 1 : 0;
    }
    return found;
  };
  QCOMPARE(painted(), 0);
  QSignalSpy opened(&session.predictions(), &Predictions::boxesOpened);
  session.predictions().openBoxes(folder);
  QTRY_COMPARE_WITH_TIMEOUT(opened.count(), 1, 20000);
  QTRY_VERIFY(painted() > 5);
  const auto* table = window->findChild<QTableView*>(QStringLiteral("comparedBoxes"));
  QTRY_VERIFY(table->isVisible());
  const auto cell = [&](int row, int column) { return table->model()->index(row, column).data().toString(); };
  QCOMPARE(table->model()->rowCount(), 2);
  QCOMPARE(cell(0, 2), QStringLiteral("found"));
  QCOMPARE(cell(0, 3), QLocale().toString(360.0 / 440.0, 'f', 2));
  QCOMPARE(cell(0, 4), QLocale().toString(0.9, 'f', 2));
  QCOMPARE(cell(1, 2), QStringLiteral("false positive"));
  const auto* label = window->findChild<QLabel*>(QStringLiteral("boxFigures"));
  QVERIFY2(label->text().contains(QLatin1String("1 of 1 found")), qPrintable(label->text()));
  // Live: moved away, it is missed.
  CaseEditor(session.openCase().toolContext()).setBoxRect(own, {20, 60, 39, 79});
  QCOMPARE(table->model()->rowCount(), 3);
  QCOMPARE(cell(0, 2), QStringLiteral("missed"));
  // Keys go through boxes, which are what is looked at, and change none.
  QSignalSpy said(&session.messages(), &Messages::said);
  const Box moved = *session.openCase().document().box(own);
  key(*window, Qt::Key_Right, Qt::ShiftModifier);
  QCOMPARE(session.openCase().selection().box(), own);
  key(*window, Qt::Key_Right, Qt::ShiftModifier);
  QCOMPARE(session.openCase().selection().box(),
           BoxId::None);  // a predicted one: the other is not left selected
  key(*window, Qt::Key_Left, Qt::ShiftModifier);
  QCOMPARE(said.count(), 0);
  QVERIFY(*session.openCase().document().box(own) == moved);
  window->viewState().setCrosshair(ct.grid().toPatient({5.0, 5.0, 0.0}));
  QTest::mouseClick(table->viewport(), Qt::LeftButton, {},
                    table->visualRect(table->model()->index(2, 0)).center());
  QVERIFY(
      (window->viewState().crosshair() - ct.grid().toPatient({65.0, 65.0, static_cast<double>(k)})).norm() <
      1e-6);
  while (session.openCase().undoStack().canUndo()) session.openCase().undoStack().undo();
}

void TestPrediction::stepsSelectAndShowWhatTheyReach() {
  auto window = openWithTruth();
  QVERIFY(window);
  QVERIFY(open(*window, prediction_));
  Session& session = window->session();
  PredictionComparison& board = comparisonOf(*window);
  const MaskLayer& truth = *session.openCase().document().mask(board.truth());
  // As in a whole body: lesions of some pixels.
  window->resize(700, 500);
  window->viewState().setZoom(ViewState::kSmallestZoom);
  int selected = 0;
  session.openCase().selection().setSegment(truth.id, 1);
  for (int n = 0; n < board.model().openCount(); ++n) {
    key(*window, Qt::Key_Period);
    const LesionAgreement lesion = figures(*window).lesions[static_cast<std::size_t>(board.current())];
    const MaskParts& parts =
        lesion.truth >= 0 ? board.live().comparison()->truth : board.live().comparison()->prediction;
    const IndexBox box =
        parts.parts[static_cast<std::size_t>(lesion.truth >= 0 ? lesion.truth : lesion.predicted.front())]
            .box;
    if (lesion.truth >= 0) {
      const Label label = truth.labels.at(parts.grid.nearestVoxel(lesion.position));
      QCOMPARE(session.openCase().selection().segment(), label);
      ++selected;
    }
    // Large enough to be seen, and Z is about it, not about what was clicked last in the list.
    SliceView* view = window->views().activeView();
    const auto onScreen = [&] {
      const QPointF from = view->toPixel(parts.grid.toPatient(box.first.cast<double>()));
      const QPointF to = view->toPixel(parts.grid.toPatient(box.last.cast<double>()));
      return QRectF(from, to).normalized();
    };
    QVERIFY2(std::max(onScreen().width(), onScreen().height()) > 12.0,
             qPrintable(QString::number(onScreen().width())));
    QVERIFY(QRectF(view->rect()).contains(onScreen().center()));
    window->viewState().setZoom(1.0);
    key(*window, Qt::Key_Z);
    QVERIFY(QRectF(view->rect()).contains(onScreen()));
    QVERIFY(window->viewState().zoom() > 1.5);
    window->viewState().setZoom(ViewState::kSmallestZoom);
  }
  QCOMPARE(selected, 2);  // the shifted and the missed one
}

QTEST_MAIN(TestPrediction)
#include "tst_prediction.moc"
