#include "annotation/boxes/image_pixels.h"
#include "app/features/studies/pairing_dialog.h"
#include "app/features/studies/study_panel.h"
#include "io/seg/seg_writer.h"
#include "tests/app/window_fixture.h"
#include "tests/io/dicom_file.h"

#include <QDir>
#include <QFile>
#include <QLabel>
#include <QMenu>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTimer>
#include <QTreeWidgetItemIterator>

#include <algorithm>

using namespace uptake;
using namespace uptake::test;

/// What a person can choose about series in the window: remedies, pairs, preferences.
class TestSeriesWindow : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase();
  void init();
  void offersToResample();
  void cancelChangesNothing();
  void showsDifferentFramesOnlyOnRequest();
  void kernelPreferencesAreKept();
  void boxesGoToThePatientOfTheirFolder_data();
  void boxesGoToThePatientOfTheirFolder();
  void thePetOfTheMaskIsShown();
  void masksInAnotherFrameAreNamed();
  void masksWithoutImagesAreNamed();

 private:
  bool write(const QByteArray& name, const QByteArray& modality, const QByteArray& frame,
             const std::vector<double>& places, const QByteArray& kernel = "B30f");
  QTemporaryDir settings_;
  std::unique_ptr<QTemporaryDir> folder_;
};

namespace {

QTreeWidgetItem* itemOf(MainWindow& window, int number) {
  for (QTreeWidgetItemIterator it(window.findChild<StudyPanel*>()); *it; ++it)
    if ((*it)->text(0).contains(QStringLiteral("Series %1").arg(number))) return *it;
  return nullptr;
}

bool hasProblem(MainWindow& window, const char* words) {
  return std::ranges::any_of(window.session().messages().problems(), [&](const FileProblem& problem) {
    return problem.reason.contains(QLatin1String(words));
  });
}

/// Writes a mask of one lesion that was drawn on the series.
bool writeMask(const SeriesEntry& series, const QString& file) {
  MaskLayer mask{
      MaskId::None, QStringLiteral("Drawn"), LabelMap::create(*series.grid).take(), {}, {}, {}, {}};
  mask.source = series.source;
  mask.labels.fill(mask.labels.grid().offset(4, 4, 2), 3, 1);
  Segment lesion;
  lesion.number = 1;
  lesion.label = QStringLiteral("Lesion");
  mask.segments.push_back(lesion);
  JobControl control;
  return writeSeg(mask, file, control).ok();
}

/// The series of this number in the only study of a folder.
std::optional<SeriesEntry> seriesIn(const QString& folder, int number) {
  JobControl control;
  const auto index = scanStudies({folder}, control);
  if (!index) return {};
  const auto& all = index->patients.front().studies.front().series;
  const auto found = std::ranges::find(all, number, &SeriesEntry::number);
  return found == all.end() ? std::nullopt : std::optional(*found);
}

void show(Session& session, int number) {
  const auto& all = session.openCase().study()->series;
  session.images().showSeries(
      static_cast<int>(std::ranges::find(all, number, &SeriesEntry::number) - all.begin()));
  QVERIFY(QTest::qWaitFor([&] { return session.isSettled(); }, 30000));
}

/// Presses a button of the next modal question.
void answer(const QString& buttonName) {
  whenAsked<QMessageBox>({}, [buttonName](QMessageBox& question) {
    auto* named = question.findChild<QPushButton*>(buttonName);
    if (named)
      named->click();
    else
      question.button(QMessageBox::Cancel)->click();
  });
}

}  // namespace

void TestSeriesWindow::initTestCase() {
  QVERIFY(settings_.isValid());
  isolateSettings(settings_.path());
}

void TestSeriesWindow::init() {
  QSettings().clear();
  folder_ = std::make_unique<QTemporaryDir>();
}

/// Series `name` (a number): one slice a place.
bool TestSeriesWindow::write(const QByteArray& name, const QByteArray& modality, const QByteArray& frame,
                             const std::vector<double>& places, const QByteArray& kernel) {
  for (std::size_t i = 0; i < places.size(); ++i) {
    SliceFile slice;
    slice.modality = modality;
    slice.seriesUid = "1.2.9." + name;
    slice.sopInstanceUid = slice.seriesUid + '.' + QByteArray::number(i + 1);
    slice.frameUid = frame;
    slice.rows = slice.columns = 16;
    slice.instanceNumber = static_cast<int>(i) + 1;
    slice.position = {0.0, 0.0, places[i]};
    slice.tags = {{0x0020, 0x0011, name}, {0x0008, 0x103e, {}}, {0x0018, 0x1210, kernel}};
    if (!writeSlice(folder_->filePath(QStringLiteral("%1-%2.dcm").arg(QString::fromLatin1(name)).arg(i)),
                    slice))
      return false;
  }
  return true;
}

void TestSeriesWindow::offersToResample() {
  QVERIFY(write("1", "CT", "1.1", {0, 2, 4, 6, 8}));
  QVERIFY(write("2", "CT", "1.1", {0, 2, 4, 7, 10}));
  auto window = openWindow(folder_->path());
  QVERIFY(window);
  QTreeWidgetItem* item = itemOf(*window, 2);
  QVERIFY(item);
  auto* panel = window->findChild<StudyPanel*>();
  const std::unique_ptr<QMenu> menu(panel->menuFor(item));
  QVERIFY(menu->findChild<QAction*>(QStringLiteral("remedy")));
  QVERIFY(item->toolTip(0).contains(QStringLiteral("Resample to slices 2 mm apart")));

  answer(QStringLiteral("apply"));
  Q_EMIT panel->itemActivated(item, 0);
  QTRY_VERIFY_WITH_TIMEOUT(window->session().isSettled(), 20000);
  const auto& ct = window->session().openCase().document().ct();
  QVERIFY(ct && !ct->source().resampledFrom.isEmpty());
  QCOMPARE(ct->grid().size().z(), 6);
  QCOMPARE(ct->sliceState(3), Volume::SliceState::Loaded);
  QVERIFY(hasProblem(*window, "Resampled to slices 2 mm apart"));
  // No box without a stored image.
  SlicePointer pointer;
  pointer.position = ct->grid().centre();
  pointer.plane = standardPlane(PlaneOrientation::Axial, ct->grid().centre());
  const auto place = imagePlaceAt(window->session().openCase().document(), pointer);
  QVERIFY(!place.ok());
  QVERIFY2(place.error().message.contains(QStringLiteral("resampled")), qPrintable(place.error().message));
}

void TestSeriesWindow::cancelChangesNothing() {
  QVERIFY(write("1", "CT", "1.1", {0, 2, 4, 6, 8}));
  QVERIFY(write("2", "CT", "1.1", {0, 2, 2, 4, 6}));
  auto window = openWindow(folder_->path());
  QVERIFY(window);
  const auto before = window->session().openCase().document().ct();
  answer(QStringLiteral("none"));
  Q_EMIT window->findChild<StudyPanel*>()->itemActivated(itemOf(*window, 2), 0);
  QCOMPARE(window->session().openCase().document().ct(), before);
  QVERIFY(!window->session().openCase().study()->series[1].isVolume());

  answer(QStringLiteral("apply"));
  Q_EMIT window->findChild<StudyPanel*>()->itemActivated(itemOf(*window, 2), 0);
  QTRY_VERIFY_WITH_TIMEOUT(window->session().isSettled(), 20000);
  QCOMPARE(window->session().openCase().document().ct()->grid().size().z(), 4);
  QVERIFY(hasProblem(*window, "2-2.dcm"));
}

void TestSeriesWindow::showsDifferentFramesOnlyOnRequest() {
  QVERIFY(write("1", "CT", "1.1", {0, 2, 4, 6, 8}));
  QVERIFY(write("2", "PT", "1.2", {0, 2, 4, 6, 8}));
  auto window = openWindow(folder_->path());
  QVERIFY(window);
  auto* label = window->findChild<QLabel*>(QStringLiteral("pairWarning"));
  QVERIFY(label && !label->isVisible());
  QCOMPARE(window->session().images().shown(), (ImagePair{0, -1}));
  const std::unique_ptr<QMenu> menu(window->findChild<StudyPanel*>()->menuFor(itemOf(*window, 2)));
  auto* together = menu->findChild<QAction*>(QStringLiteral("together"));
  QVERIFY(together);
  together->trigger();
  QCOMPARE(window->session().images().shown(), (ImagePair{0, 1}));
  QVERIFY(label->isVisible());
  QVERIFY(hasProblem(*window, "different frames of reference"));

  // Chosen the usual way, the PET stands alone, and the warning goes.
  QTRY_VERIFY_WITH_TIMEOUT(window->session().isSettled(), 20000);
  Q_EMIT window->findChild<StudyPanel*>()->itemActivated(itemOf(*window, 2), 0);
  QCOMPARE(window->session().images().shown(), (ImagePair{-1, 1}));
  QVERIFY(!label->isVisible());
  QVERIFY(!hasProblem(*window, "different frames of reference"));
}

void TestSeriesWindow::kernelPreferencesAreKept() {
  QVERIFY(write("1", "CT", "1.1", {0, 2, 4, 6, 8}, "B70f"));
  QVERIFY(write("2", "CT", "1.1", {0, 2, 4, 6, 8}, "B30f"));
  {
    auto window = openWindow(folder_->path());
    QVERIFY(window);
    QCOMPARE(window->session().images().shown().ct, 1);
    PairingDialog dialog(window->session());
    dialog.findChild<QPushButton*>(QStringLiteral("lungFirst"))->click();
    QCOMPARE(dialog.preferences().kernels, PairingPreferences::lungFirst());
    dialog.findChild<QPlainTextEdit*>(QStringLiteral("kernels"))
        ->setPlainText(QStringLiteral(" b70* \n\nB30f"));
    window->session().project().setPairingPreferences(dialog.preferences());
    QCOMPARE(window->session().images().shown().ct, 0);
    QTRY_VERIFY_WITH_TIMEOUT(window->session().isSettled(), 20000);
  }
  auto window = openWindow(folder_->path());
  QVERIFY(window);
  QCOMPARE(window->session().project().pairingPreferences().kernels,
           (QStringList{QStringLiteral("b70*"), QStringLiteral("B30f")}));
  QCOMPARE(window->session().images().shown().ct, 0);
}

void TestSeriesWindow::boxesGoToThePatientOfTheirFolder_data() {
  QTest::addColumn<QString>("folder");
  QTest::addColumn<int>("boxes");
  QTest::addColumn<bool>("isNamed");
  QTest::newRow("of the patient who is open") << "A0001" << 1 << false;
  QTest::newRow("of the other one") << "Lung_Dx-A0002" << 0 << false;
  QTest::newRow("of neither") << "ann" << 0 << true;
}

void TestSeriesWindow::boxesGoToThePatientOfTheirFolder() {
  QFETCH(QString, folder);
  QFETCH(int, boxes);
  QFETCH(bool, isNamed);
  // Two patients whose images have the same UIDs, as in a set that was put together twice.
  for (int patient = 1; patient <= 2; ++patient) {
    const QByteArray number = QByteArray::number(patient);
    const QString images = folder_->filePath(QStringLiteral("images/%1").arg(patient));
    QVERIFY(QDir().mkpath(images));
    QVERIFY(writeStack(images, 3, 2.0, [&](int, SliceFile& slice) {
      slice.studyUid += '.' + number;
      slice.seriesUid += '.' + number;
      slice.tags = {{0x0010, 0x0020, "Lung_Dx-A000" + number}};
    }));
  }
  QVERIFY(QDir().mkpath(folder_->filePath(folder)));
  QFile voc(folder_->filePath(folder + QStringLiteral("/1.2.3.4.2.xml")));
  QVERIFY(voc.open(QIODevice::WriteOnly));
  voc.write(
      "<annotation><size><width>4</width><height>3</height></size><object><name>A</name><bndbox><xmin>0</"
      "xmin>"
      "<ymin>0</ymin><xmax>2</xmax><ymax>2</ymax></bndbox></object></annotation>");
  voc.close();
  auto window = openWindow(folder_->path());
  QVERIFY(window);
  QTRY_VERIFY(!window->session().project().isScanning());
  QCOMPARE(window->session().openCase().patient()->id, QStringLiteral("Lung_Dx-A0001"));
  QTRY_COMPARE(static_cast<int>(window->session().openCase().document().boxes().size()), boxes);
  QTRY_COMPARE(hasProblem(*window, "several patients"), isNamed);
}

void TestSeriesWindow::thePetOfTheMaskIsShown() {
  const std::vector<double> places{0, 2, 4, 6, 8};
  QVERIFY(write("1", "CT", "1.1", places) && write("2", "PT", "1.1", places) &&
          write("3", "PT", "1.1", places));
  const auto late = seriesIn(folder_->path(), 3);
  QVERIFY(late && late->isVolume());
  QVERIFY(writeMask(*late, folder_->filePath(QStringLiteral("mask.dcm"))));

  auto window = openWindow(folder_->path());
  QVERIFY(window);
  Session& session = window->session();
  const auto shownPet = [&] {
    return session.openCase().study()->series[static_cast<std::size_t>(session.images().shown().pet)].number;
  };
  QCOMPARE(shownPet(), 3);
  QCOMPARE(session.openCase().document().pet()->source().seriesInstanceUid, QStringLiteral("1.2.9.3"));
  QVERIFY(session.images().shown().ct >= 0);
  QVERIFY(!hasProblem(*window, "was drawn on the PET"));
  // Whoever chooses the other one is told.
  show(session, 2);
  QCOMPARE(shownPet(), 2);
  QVERIFY(hasProblem(*window, "was drawn on the PET"));
  show(session, 3);
  QVERIFY(!hasProblem(*window, "was drawn on the PET"));
}

void TestSeriesWindow::masksInAnotherFrameAreNamed() {
  QVERIFY(write("1", "CT", "1.1", {0, 2, 4, 6, 8}) && write("2", "CT", "1.2", {0, 2, 4, 6, 8}));
  const auto other = seriesIn(folder_->path(), 2);
  QVERIFY(other && writeMask(*other, folder_->filePath(QStringLiteral("mask.dcm"))));
  auto window = openWindow(folder_->path());
  QVERIFY(window);
  QCOMPARE(window->session().openCase().document().masks().size(), std::size_t{1});
  show(window->session(), 1);
  QVERIFY(hasProblem(*window, "lies in another frame of reference than the images that are shown"));
  show(window->session(), 2);
  QVERIFY(!hasProblem(*window, "lies in another frame of reference than the images that are shown"));
}

void TestSeriesWindow::masksWithoutImagesAreNamed() {
  QVERIFY(write("1", "CT", "1.1", {0, 2, 4, 6, 8}));
  const auto ct = seriesIn(folder_->path(), 1);
  const QTemporaryDir alone;
  QVERIFY(ct && writeMask(*ct, alone.filePath(QStringLiteral("mask.dcm"))));
  ProgramWindow window;
  window.show();
  bool scanned = false;
  connect(&window.session().project(), &Project::scanned, this, [&] { scanned = true; });
  window.openPaths({alone.path()});
  QVERIFY(QTest::qWaitFor([&] { return scanned && window.session().isSettled(); }, 30000));
  QVERIFY(hasProblem(window, "The images that this segmentation (SEG) was drawn on"));
}

QTEST_MAIN(TestSeriesWindow)
#include "tst_series_window.moc"
