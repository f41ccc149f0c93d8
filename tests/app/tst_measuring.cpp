#include "app/features/measure/measurement_values.h"
#include "tests/app/measuring_fixture.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QClipboard>
#include <QDir>
#include <QLineEdit>
#include <QMenu>
#include <QMessageBox>
#include <QSignalSpy>
#include <QTimer>
#include <QToolButton>

#include <cmath>

using namespace uptake;
using namespace uptake::test;

/// Measuring in the real window, with mouse and keys, from drawing to opening again.
class TestMeasuring : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase();
  void init();
  void everyToolMeasures();
  void numbersAreThoseOfTheVoxels();
  void liveWhileDragging();
  void undoRedoDeleteEscape();
  void savedAndOpenedAgain();
  void listNamesCentresAndCopies();
  void quantityAndUnit();
  void damagedFileIsSaidAndKept();
  void anotherFolderGetsAll();
  void buttonAndKeysAreShown();

 private:
  QString measurementFile(MainWindow& window) const {
    return window.session().annotations().folder().measurementFile(window.session().openCase().patient()->id,
                                                                   window.session().openCase().study()->uid);
  }

  QTemporaryDir settings_;
  QTemporaryDir phantom_;
  std::unique_ptr<QTemporaryDir> folder_;
  QString study_;
};

namespace {

bool save(MainWindow& window) {
  QSignalSpy saved(&window.session().annotations(), &Keeper::saved);
  QTest::keyClick(&window, Qt::Key_S, Qt::ControlModifier);
  return QTest::qWaitFor([&] { return saved.count() == 1; }, 20000) &&
         !window.session().openCase().hasUnsavedChanges();
}

/// One of each kind, drawn in the CT view about its middle.
void measureAll(MainWindow& window) {
  SliceView& ct = *viewOf(window, SliceContent::Ct);
  const Point middle = ct.plane().origin;
  chooseTool(window, Qt::Key_M);
  drag(ct, middle + Point(-60, -60, 0), middle + Point(-20, -60, 0));
  chooseTool(window, Qt::Key_M, Qt::ShiftModifier);
  clickAt(ct, middle + Point(60, -60, 0));
  clickAt(ct, middle + Point(20, -60, 0));
  clickAt(ct, middle + Point(20, -20, 0));
  chooseTool(window, Qt::Key_O);
  drag(ct, middle + Point(-60, 20, 0), middle + Point(-20, 50, 0));
  chooseTool(window, Qt::Key_O, Qt::ShiftModifier);
  drag(ct, middle + Point(40, 40, 0), middle + Point(60, 40, 0));
}

}  // namespace

void TestMeasuring::initTestCase() {
  QVERIFY(settings_.isValid());
  isolateSettings(settings_.path());
  const QString failure = makePhantom(phantom_.filePath(QStringLiteral("images")));
  QVERIFY2(failure.isEmpty(), qPrintable(failure));
}

void TestMeasuring::init() {
  QSettings().clear();
  folder_ = std::make_unique<QTemporaryDir>();
  study_ = folder_->filePath(QStringLiteral("study"));
  QVERIFY(QDir().mkpath(study_));
  QVERIFY(QFile::link(phantom_.filePath(QStringLiteral("images")), study_ + QStringLiteral("/images")));
}

void TestMeasuring::everyToolMeasures() {
  auto window = openWindow(study_);
  QVERIFY(window);
  measureAll(*window);
  const auto& all = measured(*window);
  QCOMPARE(all.size(), std::size_t{4});
  std::vector<Measurement> in;
  for (const auto& [id, measurement] : all) {
    in.push_back(measurement);
    QVERIFY(measurementDefect(measurement).isEmpty());
    QCOMPARE(measurement.frameOfReferenceUid,
             window->session().openCase().document().ct()->source().frameOfReferenceUid);
    QVERIFY(!measurement.frameOfReferenceUid.isEmpty());
  }
  // To a screen pixel at either end.
  SliceView& ct = *viewOf(*window, SliceContent::Ct);
  const double pixel = (ct.toPatient({1, 0}) - ct.toPatient({0, 0})).norm();
  QCOMPARE(in[0].kind, MeasurementKind::Distance);
  QVERIFY(std::abs(distanceMm(in[0]) - 40.0) < 1.5 * pixel);
  QCOMPARE(in[1].kind, MeasurementKind::Angle);
  QVERIFY(std::abs(angleDegrees(in[1]) - 90.0) < 4.0);
  QCOMPARE(in[2].kind, MeasurementKind::Ellipse);
  QVERIFY(std::abs(areaMm2(in[2]) - 942.5) < 100.0);
  QCOMPARE(in[3].kind, MeasurementKind::Sphere);
  QVERIFY(std::abs(radiusMm(in[3]) - 20.0) < 1.5 * pixel);
  QCOMPARE(window->session().openCase().undoStack().count(), 4);
  QVERIFY(textOf(*window, in[0].id).endsWith(QStringLiteral(" mm")));
  QVERIFY(textOf(*window, in[1].id).endsWith(QStringLiteral("°")));
  QVERIFY(textOf(*window, in[2].id).contains(QStringLiteral(" mm²")));
  QVERIFY(textOf(*window, in[3].id).contains(QStringLiteral("SUVmax ")));
}

void TestMeasuring::numbersAreThoseOfTheVoxels() {
  auto window = openWindow(study_);
  QVERIFY(window);
  const Point nodule = phantomLesions().front().centre;
  window->viewState().setCrosshair(nodule);
  SliceView& pet = *viewOf(*window, SliceContent::Pet);
  const Point centre = pet.plane().project(nodule);
  chooseTool(*window, Qt::Key_O, Qt::ShiftModifier);
  drag(pet, centre, centre + Point(15, 0, 0));
  const Measurement sphere = lastMeasured(*window);
  // Counted here voxel by voxel.
  const auto count = [&](const Volume& image) {
    std::vector<double> values;
    const Eigen::Vector3i& size = image.grid().size();
    for (int k = 0; k < size.z(); ++k)
      for (int j = 0; j < size.y(); ++j)
        for (int i = 0; i < size.x(); ++i)
          if ((image.grid().toPatient(Eigen::Vector3d(i, j, k)) - sphere.points[0]).norm() <=
              radiusMm(sphere))
            values.push_back(image.value({i, j, k}));
    return values;
  };
  const QString text = textOf(*window, sphere.id);
  const std::vector<double> uptake = count(*window->session().openCase().document().pet());
  const std::vector<double> density = count(*window->session().openCase().document().ct());
  QVERIFY(uptake.size() > 20 && density.size() > 100);
  const double top = *std::max_element(uptake.begin(), uptake.end());
  double mean = 0.0;
  for (const double value : density) mean += value / static_cast<double>(density.size());
  QVERIFY2(text.contains(QStringLiteral("SUVmax %1").arg(top, 0, 'f', 2)), qPrintable(text));
  QVERIFY2(text.contains(QStringLiteral("n %1").arg(uptake.size())), qPrintable(text));
  QVERIFY2(text.contains(QStringLiteral("n %1").arg(density.size())), qPrintable(text));
  QString shown = QStringLiteral("HU mean %1").arg(mean, 0, 'f', 1);
  QVERIFY2(text.contains(shown.replace(QLatin1Char('-'), QChar(0x2212))), qPrintable(text));
  QVERIFY2(text.contains(QStringLiteral("peak ")), qPrintable(text));
}

void TestMeasuring::liveWhileDragging() {
  auto window = openWindow(study_);
  QVERIFY(window);
  SliceView& ct = *viewOf(*window, SliceContent::Ct);
  const Point middle = ct.plane().origin;
  chooseTool(*window, Qt::Key_M);
  const QPoint start = ct.toPixel(middle).toPoint();
  QTest::mouseMove(&ct, start);
  QTest::mousePress(&ct, Qt::LeftButton, {}, start);
  QStringList seen;
  for (const int way : {30, 60}) {
    QTest::mouseMove(&ct, start + QPoint(way, 0));
    QTRY_VERIFY(!measured(*window).empty());
    seen.append(textOf(*window, lastMeasured(*window).id));
  }
  QVERIFY(!seen[0].isEmpty() && seen[0] != seen[1]);
  // Nothing is a step of the history before the button is let go.
  QCOMPARE(window->session().openCase().undoStack().count(), 0);
  QTest::mouseRelease(&ct, Qt::LeftButton, {}, start + QPoint(60, 0));
  QCOMPARE(window->session().openCase().undoStack().count(), 1);
}

void TestMeasuring::undoRedoDeleteEscape() {
  auto window = openWindow(study_);
  QVERIFY(window);
  measureAll(*window);
  const auto all = measured(*window);
  QAction* undo = window->actions().action(QStringLiteral("edit.undo"));
  QVERIFY2(undo->text().contains(QStringLiteral("Measure sphere")), qPrintable(undo->text()));
  for (int step = 0; step < 4; ++step) QTest::keyClick(window.get(), Qt::Key_Z, Qt::ControlModifier);
  QVERIFY(measured(*window).empty());
  QVERIFY(!window->session().openCase().hasUnsavedChanges());
  QVERIFY(window->viewState().measurementTexts().empty());
  for (int step = 0; step < 4; ++step)
    QTest::keyClick(window.get(), Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
  QVERIFY(measured(*window) == all);

  // What is selected goes with Delete.
  QCOMPARE(window->session().openCase().selection().measurement(), all.rbegin()->first);
  QTest::keyClick(window.get(), Qt::Key_Delete);
  QCOMPARE(measured(*window).size(), std::size_t{3});
  QVERIFY(undo->text().contains(QStringLiteral("Delete sphere")));
  QTest::keyClick(window.get(), Qt::Key_Z, Qt::ControlModifier);

  // The select tool moves it; Escape puts it back, then deselects, then leaves the tool.
  SliceView& ct = *viewOf(*window, SliceContent::Ct);
  chooseTool(*window, Qt::Key_V);
  const Measurement distance = all.begin()->second;
  const QPoint grab = ct.toPixel(measurementCentre(distance)).toPoint();
  QTest::mouseMove(&ct, grab);
  QTest::mousePress(&ct, Qt::LeftButton, {}, grab);
  QTest::mouseMove(&ct, grab + QPoint(0, 25));
  QTRY_VERIFY(!(measured(*window).begin()->second == distance));
  QTest::keyClick(window.get(), Qt::Key_Escape);
  QVERIFY(measured(*window).begin()->second == distance);
  QTest::mouseRelease(&ct, Qt::LeftButton, {}, grab + QPoint(0, 25));
  QVERIFY(measured(*window).begin()->second == distance);
  QCOMPARE(window->session().openCase().selection().measurement(), distance.id);
  QTest::keyClick(window.get(), Qt::Key_Escape);
  QCOMPARE(window->session().openCase().selection().measurement(), MeasurementId::None);
  QTest::keyClick(window.get(), Qt::Key_Escape);
  QCOMPARE(window->tools().kind(), ToolKind::Window);
}

void TestMeasuring::savedAndOpenedAgain() {
  std::vector<Measurement> drawn;
  QString file;
  QString spoken;
  {
    auto window = openWindow(study_);
    QVERIFY(window);
    measureAll(*window);
    CaseEditor(window->session().openCase().toolContext())
        .renameMeasurement(lastMeasured(*window).id, QStringLiteral("Liver"));
    QVERIFY(window->session().openCase().hasUnsavedChanges());
    QVERIFY(save(*window));
    for (const auto& [id, measurement] : measured(*window)) drawn.push_back(measurement);
    spoken = textOf(*window, drawn.back().id);
    file = measurementFile(*window);
    QVERIFY2(file.startsWith(study_ + QStringLiteral("-annotations/Measurements/PHANTOM-1/")),
             qPrintable(file));
    QVERIFY(QFile::exists(file));
    // Changed after saving: unsaved again, until it is undone.
    QTest::keyClick(window.get(), Qt::Key_Delete);
    QVERIFY(window->session().openCase().hasUnsavedChanges());
    QTest::keyClick(window.get(), Qt::Key_Z, Qt::ControlModifier);
    QVERIFY(!window->session().openCase().hasUnsavedChanges());
  }
  {
    auto window = openWindow(study_);
    QVERIFY(window);
    QVERIFY(!window->session().openCase().hasUnsavedChanges());
    QCOMPARE(measured(*window).size(), drawn.size());
    std::size_t at = 0;
    for (const auto& [id, read] : measured(*window)) {
      Measurement same = drawn[at];
      same.id = read.id;
      same.fileEntry = read.fileEntry;
      QVERIFY(read == same);
      QCOMPARE(read.fileEntry, static_cast<int>(at));
      ++at;
    }
    QCOMPARE(textOf(*window, lastMeasured(*window).id), spoken);
    // All of them deleted and saved: none comes back.
    while (!measured(*window).empty())
      CaseEditor(window->session().openCase().toolContext()).removeMeasurement(lastMeasured(*window).id);
    QVERIFY(save(*window));
  }
  auto window = openWindow(study_);
  QVERIFY(window);
  QVERIFY(measured(*window).empty());
}

void TestMeasuring::listNamesCentresAndCopies() {
  auto window = openWindow(study_);
  QVERIFY(window);
  QTreeView& list = measurementView(*window);
  QAbstractItemModelTester tester(list.model(), QAbstractItemModelTester::FailureReportingMode::Fatal);
  QVERIFY(!list.isVisible());
  measureAll(*window);
  QTRY_VERIFY(list.isVisible());
  QCOMPARE(list.model()->rowCount(), 4);
  QCOMPARE(list.model()->index(0, 0).data().toString(), QStringLiteral("Distance"));
  QCOMPARE(list.model()->index(0, 1).data().toString(), textOf(*window, measured(*window).begin()->first));

  // A click selects, and every view goes there.
  window->viewState().setCrosshair(window->viewState().crosshair() + Point(0, 0, 30));
  QTest::mouseClick(list.viewport(), Qt::LeftButton, {}, list.visualRect(list.model()->index(3, 1)).center());
  const Measurement sphere = lastMeasured(*window);
  QCOMPARE(window->session().openCase().selection().measurement(), sphere.id);
  QVERIFY(window->viewState().crosshair().isApprox(sphere.points[0]));
  QVERIFY(viewOf(*window, SliceContent::Ct)->plane().distance(sphere.points[0]) < 1e-6);

  // A new name, typed.
  list.setFocus();
  list.edit(list.model()->index(3, 0));
  auto* editor = list.findChild<QLineEdit*>();
  QVERIFY(editor);
  QTest::keyClicks(editor, QStringLiteral("Liver"));
  QTest::keyClick(editor, Qt::Key_Return);
  QTRY_COMPARE(lastMeasured(*window).name, QStringLiteral("Liver"));
  QCOMPARE(window->session().openCase().undoStack().undoText(), QStringLiteral("Rename sphere to Liver"));

  QTest::keyClick(&list, Qt::Key_C, Qt::ControlModifier);
  const QString copied = QApplication::clipboard()->text();
  QVERIFY2(copied.startsWith(QStringLiteral("Liver: ⌀ ")), qPrintable(copied));
  QVERIFY2(copied.contains(QStringLiteral("; SUVmax ")) && !copied.contains(QLatin1Char('\n')),
           qPrintable(copied));

  // The arrow keys select too, so that Delete takes the row that is marked.
  QTest::keyClick(&list, Qt::Key_Up);
  QCOMPARE(window->session().openCase().selection().measurement(),
           std::prev(measured(*window).end(), 2)->first);
  QTest::keyClick(&list, Qt::Key_Down);
  QCOMPARE(window->session().openCase().selection().measurement(), sphere.id);

  // Delete in the list deletes the measurement.
  QTest::keyClick(&list, Qt::Key_Delete);
  QCOMPARE(list.model()->rowCount(), 3);
  QTest::keyClick(window.get(), Qt::Key_Z, Qt::ControlModifier);
  QCOMPARE(list.model()->rowCount(), 4);
}

void TestMeasuring::quantityAndUnit() {
  auto window = openWindow(study_);
  QVERIFY(window);
  measureAll(*window);
  const MeasurementId sphere = lastMeasured(*window).id;
  const double largest = window->findChild<MeasurementValues*>()->values(sphere)->pet->maximum;
  QVERIFY(textOf(*window, sphere).contains(QStringLiteral("SUVmax %1").arg(largest, 0, 'f', 2)));
  PetQuantity lean;
  lean.id = QStringLiteral("suljames");
  lean.label = QStringLiteral("SULjames");
  lean.factor = 0.75;
  window->viewState().setPetQuantity(lean, false);
  const QString text = textOf(*window, sphere);
  QVERIFY2(text.contains(QStringLiteral("SULjames max %1").arg(largest * 0.75, 0, 'f', 2)), qPrintable(text));
  QVERIFY(!text.contains(QStringLiteral("SUVmax")));
  window->viewState().setPetQuantity(PetQuantity(), true);
  QVERIFY(textOf(*window, sphere).contains(QStringLiteral("SUV (edited) max ")));

  // Without a SUV scale the file's unit stands there, and SUV nowhere.
  CaseDocument& document = window->session().openCase().document();
  const Volume& pet = *document.pet();
  auto plain = Volume::create(pet.grid(), VoxelType::Float32, ValueUnit::BecquerelPerMillilitre,
                              QStringLiteral("Bq/ml"), pet.source(), 0.0)
                   .take();
  for (int k = 0; k < pet.grid().size().z(); ++k) {
    std::ranges::fill(plain->sliceVoxels<float>(k), 12345.0F);
    plain->publishSlice(k, Volume::SliceState::Loaded);
  }
  document.setImages(document.ct(), plain);
  const QString raw = textOf(*window, sphere);
  QVERIFY2(raw.contains(QStringLiteral("Bq/ml max 12345")) && !raw.contains(QStringLiteral("SU")),
           qPrintable(raw));
}

void TestMeasuring::damagedFileIsSaidAndKept() {
  QString file;
  {
    auto window = openWindow(study_);
    QVERIFY(window);
    file = measurementFile(*window);
  }
  const QByteArray damaged = "{\"format\": \"uptake-measurements\", \"version\": 1, \"measu";
  QVERIFY(QDir().mkpath(QFileInfo(file).path()));
  QFile opened(file);
  QVERIFY(opened.open(QIODevice::WriteOnly) && opened.write(damaged) == damaged.size());
  opened.close();

  auto window = openWindow(study_);
  QVERIFY(window);
  const auto& problems = window->session().messages().problems();
  const auto found = std::ranges::find(problems, file, &FileProblem::file);
  QVERIFY(found != problems.end());
  QVERIFY2(found->reason.contains(QStringLiteral("damaged at byte")), qPrintable(found->reason));

  // It is not replaced: what is drawn stays unsaved, and the reason is said.
  measureAll(*window);
  QSignalSpy failed(&window->session().annotations(), &Keeper::saveFailed);
  QTimer closer;
  connect(&closer, &QTimer::timeout, this, [] {
    if (auto* box = qobject_cast<QMessageBox*>(QApplication::activeModalWidget())) box->close();
  });
  closer.start(100);
  QTest::keyClick(window.get(), Qt::Key_S, Qt::ControlModifier);
  QTRY_COMPARE_WITH_TIMEOUT(failed.count(), 1, 20000);
  QVERIFY2(failed[0][0].toString().contains(QStringLiteral("not overwritten")),
           qPrintable(failed[0][0].toString()));
  QVERIFY(window->session().openCase().hasUnsavedChanges());
  QVERIFY(opened.open(QIODevice::ReadOnly));
  QCOMPARE(opened.readAll(), damaged);
  opened.close();
  // Moved away, it no longer stands in the way.
  QVERIFY(QFile::rename(file, file + QStringLiteral(".old")));
  QTRY_VERIFY(!QApplication::activeModalWidget());
  window->activateWindow();  // keys go to the active window alone
  QVERIFY(QTest::qWaitForWindowActive(window.get()));
  failed.clear();
  const bool saved = save(*window);
  QVERIFY2(saved, failed.isEmpty() ? "nothing was said" : qPrintable(failed[0][0].toString()));
  QVERIFY(QFile::exists(file));
}

void TestMeasuring::anotherFolderGetsAll() {
  auto window = openWindow(study_);
  QVERIFY(window);
  measureAll(*window);
  QVERIFY(save(*window));
  const QString other = folder_->filePath(QStringLiteral("other"));
  QVERIFY(window->session().setAnnotationFolder(other).ok());
  QVERIFY(window->session().openCase().hasUnsavedChanges());
  QVERIFY(save(*window));
  QVERIFY2(measurementFile(*window).startsWith(other), qPrintable(measurementFile(*window)));
  QVERIFY(QFile::exists(measurementFile(*window)));
}

void TestMeasuring::buttonAndKeysAreShown() {
  auto window = openWindow(study_);
  QVERIFY(window);
  auto* button = window->findChild<QToolButton*>(QStringLiteral("measure"));
  QVERIFY(button && button->isVisible() && button->menu());
  QVERIFY(!button->isChecked());
  std::set<QString> keys;
  for (const auto& entry : window->actions().entries())
    for (const QKeySequence& key : entry.action->shortcuts()) {
      QVERIFY2(keys.insert(key.toString()).second, qPrintable(key.toString()));  // each has one meaning
    }
  for (const auto& [id, kind] :
       {std::pair{"tool.distance", ToolKind::Distance}, std::pair{"tool.angle", ToolKind::Angle},
        std::pair{"tool.ellipse", ToolKind::Ellipse}, std::pair{"tool.sphere", ToolKind::Sphere}}) {
    QAction* action = window->actions().action(QLatin1String(id));
    QVERIFY(button->menu()->actions().contains(action));
    QVERIFY(!action->icon().isNull() && !action->shortcut().isEmpty());
    action->trigger();
    QCOMPARE(window->tools().kind(), kind);
    QVERIFY(action->isChecked() && button->isChecked());
  }
  chooseTool(*window, Qt::Key_V);
  QVERIFY(!button->isChecked());
  QVERIFY(!window->actions().action(QStringLiteral("tool.sphere"))->isChecked());
}

QTEST_MAIN(TestMeasuring)
#include "tst_measuring.moc"
