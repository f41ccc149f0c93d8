#include "app/features/boxes/box_list.h"
#include "app/features/masks/mask_list.h"
#include "tests/app/window_fixture.h"

#include <QDirIterator>
#include <QLabel>
#include <QSignalSpy>
#include <QStandardPaths>

#include <algorithm>
#include <set>

using namespace uptake;
using namespace uptake::test;

/// The real window on real studies, driven by mouse and keys, checked by other people's readers.
class TestWindowRealdata : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase();
  void init() { QSettings().clear(); }
  void suvUnderThePointer_data();
  void suvUnderThePointer();
  void boxesOfBothSeriesMoveAndStayReadable();
  void paintedPetMaskIsWhatOthersRead();
  void segmentationOfTheOpenedFolderIsShown();

 private:
  /// Sends Ctrl+S and waits until everything is on disk.
  static bool save(MainWindow& window);

  QTemporaryDir folder_;
  QString data_;
};

void TestWindowRealdata::initTestCase() {
  data_ = realDataDir();
  if (data_.isEmpty()) QSKIP("every test of this subject needs the real data");
  isolateSettings(folder_.path());
}

bool TestWindowRealdata::save(MainWindow& window) {
  QSignalSpy saved(&window.session().annotations(), &Keeper::saved);
  QTest::keyClick(&window, Qt::Key_S, Qt::ControlModifier);
  return QTest::qWaitFor([&] { return saved.count() == 1; }, 30000) &&
         !window.session().openCase().hasUnsavedChanges();
}

void TestWindowRealdata::suvUnderThePointer_data() {
  QTest::addColumn<int>("layout");
  QTest::newRow("read") << static_cast<int>(Layout::Read);
  QTest::newRow("mpr") << static_cast<int>(Layout::Mpr);
}

void TestWindowRealdata::suvUnderThePointer() {
  QFETCH(int, layout);
  auto window = openWindow(data_ + QStringLiteral("/petct-siemens"));
  QVERIFY(window);
  window->setLayoutChoice(static_cast<Layout>(layout));
  const ImageGrid& pet = window->session().openCase().document().pet()->grid();
  QCOMPARE(pet.size(), Eigen::Vector3i(168, 168, 553));
  const Point hottest = pet.toPatient({75, 84, 113});
  window->viewState().setCrosshair(hottest);
  // A voxel is several pixels: a whole body on a few hundred would have two voxels a pixel.
  window->viewState().setZoomAndPan(5.0,
                                    hottest - window->session().openCase().document().ct()->grid().centre());

  // In every slice view, fused and MPR ones included, the number under the pointer is that voxel's.
  auto* values = window->findChild<QLabel*>(QStringLiteral("values"));
  int checked = 0;
  for (SliceView* view : window->views().shownViews()) {
    QVERIFY(QTest::qWaitFor([&] { return view->isVisible(); }));
    // The CT is thicker than the PET: a view that steps through the CT shows a plane beside the PET's voxel.
    const double offset = std::abs(view->plane().distance(hottest));
    if (offset > pet.spacing().z() / 2.0) continue;
    const QPoint pixel = view->toPixel(hottest).toPoint();
    QTest::mouseMove(view, pixel - QPoint(3, 0));
    QTest::mouseMove(view, pixel);
    QTRY_VERIFY2(values->text().contains(QLatin1String("SUV 195.92")), qPrintable(values->text()));
    if (view->content() != SliceContent::Pet) QVERIFY(values->text().contains(QLatin1String("HU ")));
    ++checked;
  }
  QVERIFY(checked >= (static_cast<Layout>(layout) == Layout::Mpr ? 2 : 1));
}

void TestWindowRealdata::boxesOfBothSeriesMoveAndStayReadable() {
  const QString study = data_ + QStringLiteral("/lungdx");
  const QString annotations = folder_.filePath(QStringLiteral("lungdx-annotations"));
  const auto reopen = [&] {
    auto window = openWindow(study);
    if (window && window->session().annotations().folder().path() != annotations) {
      (void)window->session().setAnnotationFolder(annotations);
      window = openWindow(study);
    }
    return window;
  };
  auto window = reopen();
  QVERIFY(window);
  const auto& boxes = window->session().openCase().document().boxes();
  QCOMPARE(boxes.size(), std::size_t{18});
  std::map<int, int> perSeries;
  for (const auto& [id, box] : boxes) ++perSeries[window->session().openCase().seriesOf(box.sopInstanceUid)];
  std::multiset<int> counts;
  for (const auto& [series, count] : perSeries) counts.insert(count);
  QCOMPARE(counts, (std::multiset<int>{8, 10}));
  // One lesion a series; numbers from the files, grouped by a script of its own.
  std::set<std::pair<std::size_t, QString>> lesions;
  for (const BoxLesion& lesion : window->session().openCase().document().boxLesions())
    lesions.emplace(lesion.boxes.size(), extentText(window->session().openCase().document(), lesion));
  QCOMPARE(lesions, (std::set<std::pair<std::size_t, QString>>{{8, QStringLiteral("64 mm · z 176 … 232")},
                                                               {10, QStringLiteral("80 mm · z 176 … 248")}}));

  // A box of the series that is shown, moved by the hand.
  const int shown = window->session().images().shown().ct;
  const auto found = std::ranges::find_if(boxes, [&](const auto& entry) {
    return window->session().openCase().seriesOf(entry.second.sopInstanceUid) == shown;
  });
  QVERIFY(found != boxes.end());
  const Box before = found->second;
  const Point middle = *boxCentre(window->session().openCase().document(), before.id);
  window->viewState().setCrosshair(middle);
  SliceView* ct = viewOf(*window, SliceContent::Ct);
  QTest::keyClick(window.get(), Qt::Key_V);
  const Point target = middle + 10.0 * window->session().openCase().document().ct()->grid().axis(0);
  drag(*ct, middle, target);
  const Box moved = *window->session().openCase().document().box(before.id);
  QVERIFY(moved.rect.xmin > before.rect.xmin);
  QCOMPARE(moved.rect.width(), before.rect.width());
  QCOMPARE(moved.rect.ymin, before.rect.ymin);
  QVERIFY(save(*window));

  const QString file = QStringLiteral("%1/Annotation/A0002/%2.xml").arg(annotations, before.sopInstanceUid);
  QVERIFY2(QFileInfo::exists(file), qPrintable(file));
  if (!python().isEmpty()) {
    const ProcessOutput strict =
        runProcess(python(), {sourceDir() + QStringLiteral("/tests/scripts/strict_voc.py"), file});
    QVERIFY2(strict.exitCode == 0, strict.err.constData());
    QVERIFY2(strict.out.contains(QByteArray::number(moved.rect.xmin)), strict.out.constData());
  }

  // The moved box stands for the dataset's own, and the other series' boxes are still there.
  window = reopen();
  QVERIFY(window);
  const auto& again = window->session().openCase().document().boxes();
  QCOMPARE(again.size(), std::size_t{18});
  QVERIFY(std::ranges::any_of(again, [&](const auto& entry) {
    return entry.second.sopInstanceUid == before.sopInstanceUid && entry.second.rect == moved.rect;
  }));
}

void TestWindowRealdata::paintedPetMaskIsWhatOthersRead() {
  UPTAKE_NEEDS_PYTHON();
  auto window = openWindow(data_ + QStringLiteral("/petct-siemens"));
  QVERIFY(window);
  const QString annotations = folder_.filePath(QStringLiteral("petct-annotations"));
  QVERIFY(window->session().setAnnotationFolder(annotations).ok());
  window->findChild<MaskList*>()->addMask(true);
  const ImageGrid grid = window->session().openCase().document().pet()->grid();
  window->viewState().setCrosshair(grid.toPatient({75, 84, 113}));
  QTest::keyClick(window.get(), Qt::Key_B);
  window->tools().setBrushDiameter({25.0});
  window->tools().setBrushShape(BrushShape::Ball);
  SliceView* pet = viewOf(*window, SliceContent::Pet);
  const Point middle = pet->plane().origin;
  drag(*pet, middle - Point(20, 10, 0), middle + Point(20, 10, 0));
  const LabelMap& labels = window->session().openCase().document().masks().front()->labels;
  QVERIFY(labels.count(1) > 500);
  QVERIFY(save(*window));

  QDirIterator files(annotations, {QStringLiteral("*.dcm")}, QDir::Files, QDirIterator::Subdirectories);
  QVERIFY(files.hasNext());
  const QString file = files.next();
  // pydicom's voxels, by position, are the painted ones: none missing, none moved.
  const ProcessOutput read =
      runProcess(python(), {sourceDir() + QStringLiteral("/tests/scripts/read_seg.py"), file});
  QVERIFY2(read.exitCode == 0, read.err.constData());
  std::ptrdiff_t found = 0;
  for (const QByteArray& line : read.out.split('\n')) {
    const QList<QByteArray> parts = line.trimmed().split(' ');
    if (parts.size() != 4) continue;
    const Point point(parts[1].toDouble() / 1000.0, parts[2].toDouble() / 1000.0,
                      parts[3].toDouble() / 1000.0);
    const Eigen::Vector3d index = grid.toIndex(point);
    const Eigen::Vector3i voxel = grid.nearestVoxel(point);
    QVERIFY((index - voxel.cast<double>()).cwiseAbs().maxCoeff() < 0.02);
    QCOMPARE(labels.at(voxel), Label{1});
    ++found;
  }
  QCOMPARE(found, labels.count(1));

  const QString dciodvfy = QStandardPaths::findExecutable(QStringLiteral("dciodvfy"));
  if (dciodvfy.isEmpty()) QSKIP("dciodvfy (dicom3tools) is absent");
  const ProcessOutput verified = runProcess(dciodvfy, {file});
  QVERIFY2(!verified.err.contains("Error"), verified.err.constData());
}

void TestWindowRealdata::segmentationOfTheOpenedFolderIsShown() {
  // dcmqi's liver, beside the three slices that it was drawn on.
  auto window = openWindow(data_ + QStringLiteral("/dcmqi"));
  QVERIFY(window);
  const auto& patients = window->session().project().index().patients;
  const auto patient = std::ranges::find(patients, QStringLiteral("99000"), &PatientEntry::id);
  QVERIFY(patient != patients.end());
  bool annotated = false;
  connect(&window->session().annotations(), &Keeper::annotationsLoaded, this,
          [&annotated] { annotated = true; });
  window->session().openStudy(patient->refOf(patient->studies.front()));
  QTRY_VERIFY(annotated && window->session().isSettled());
  QCOMPARE(window->session().openCase().document().masks().size(), std::size_t{1});
  const MaskLayer& liver = *window->session().openCase().document().masks().front();
  QCOMPARE(liver.segments.front().label, QStringLiteral("Liver"));
  QCOMPARE(liver.labels.count(1), 107098);  // as in liver_seg.nrrd
  QVERIFY(liver.labels.grid().sameAs(window->session().openCase().document().ct()->grid()));
}

QTEST_MAIN(TestWindowRealdata)
#include "tst_window_realdata.moc"
