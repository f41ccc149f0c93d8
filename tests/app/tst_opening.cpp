#include "app/features/masks/mask_list.h"
#include "app/features/studies/study_panel.h"
#include "io/masks/label_image.h"
#include "tests/app/window_fixture.h"
#include "tests/io/dicom_file.h"

#include <QDir>
#include <QDropEvent>
#include <QLabel>
#include <QMessageBox>
#include <QMimeData>
#include <QPushButton>
#include <QSignalSpy>
#include <QStatusBar>
#include <QTimer>
#include <QUrl>

#include <algorithm>

using namespace uptake;
using namespace uptake::test;

/// What happens to the open case when something is opened that holds no images, or that is added to it.
class TestOpening : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase();
  void init();
  void withoutImagesTheCaseStays_data();
  void withoutImagesTheCaseStays();
  void workIsKeptThatWasGivenUpForNothing();
  void withoutACaseTheReasonIsShown();
  void boxesAreImportedFromAnywhere_data();
  void boxesAreImportedFromAnywhere();
  void masksAreAddedByOpenFiles();
  void aSeriesToBeResampledSaysSo();
  void aPictureOfNothingSaysWhy();
  void aHiddenPetBesideTheCtSaysSo();

 private:
  QString path(const QString& name) const { return dir_->filePath(name); }
  static bool writeText(const QString& file, const QByteArray& text) {
    QFile out(file);
    return out.open(QIODevice::WriteOnly) && out.write(text) == text.size();
  }
  static QWidget* card(MainWindow& window) { return window.findChild<QWidget*>(QStringLiteral("notice")); }
  static QString cardText(MainWindow& window) {
    return window.findChild<QLabel*>(QStringLiteral("noticeTitle"))->text() + QLatin1Char('\n') +
           window.findChild<QLabel*>(QStringLiteral("noticeText"))->text();
  }
  static void drop(QWidget& target, const QStringList& paths);
  /// Slices at these places; `name` numbers the series.
  bool writeSeries(const QString& folder, const QByteArray& name, const QByteArray& modality,
                   const std::vector<double>& places);

  QTemporaryDir folder_;
  QString study_;
  std::unique_ptr<QTemporaryDir> dir_;
};

void TestOpening::initTestCase() {
  isolateSettings(folder_.path());
  study_ = folder_.filePath(QStringLiteral("study"));
  const QString failure = makePhantom(study_);
  QVERIFY2(failure.isEmpty(), qPrintable(failure));
}

void TestOpening::init() {
  QSettings().clear();
  dir_ = std::make_unique<QTemporaryDir>();
}

void TestOpening::drop(QWidget& target, const QStringList& paths) {
  QMimeData data;
  QList<QUrl> urls;
  for (const QString& path : paths) urls.append(QUrl::fromLocalFile(path));
  data.setUrls(urls);
  const QPoint at(600, 400);
  QDragEnterEvent enter(at, Qt::CopyAction, &data, Qt::LeftButton, {});
  QApplication::sendEvent(&target, &enter);
  QVERIFY(enter.isAccepted());
  QDropEvent event(at, Qt::CopyAction, &data, Qt::LeftButton, {});
  QApplication::sendEvent(&target, &event);
}

bool TestOpening::writeSeries(const QString& folder, const QByteArray& name, const QByteArray& modality,
                              const std::vector<double>& places) {
  if (!QDir().mkpath(folder)) return false;
  for (std::size_t i = 0; i < places.size(); ++i) {
    SliceFile slice;
    slice.modality = modality;
    slice.seriesUid = "1.2.9." + name;
    slice.sopInstanceUid = slice.seriesUid + '.' + QByteArray::number(i + 1);
    slice.frameUid = "1.1";
    slice.rows = slice.columns = 16;
    slice.instanceNumber = static_cast<int>(i) + 1;
    slice.position = {0.0, 0.0, places[i]};
    slice.tags = {{0x0020, 0x0011, name}, {0x0008, 0x103e, "Series " + name}, {0x0010, 0x0020, "OTHER-2"}};
    if (!writeSlice(QStringLiteral("%1/%2-%3.dcm").arg(folder, QString::fromLatin1(name)).arg(i), slice))
      return false;
  }
  return true;
}

void TestOpening::withoutImagesTheCaseStays_data() {
  QTest::addColumn<QString>("kind");
  QTest::addColumn<QString>("reason");
  QTest::newRow("empty folder") << "empty"
                                << "No images in";
  QTest::newRow("text") << "text"
                        << "No images in";
  QTest::newRow("other DICOM") << "dose"
                               << "RTDOSE";
  QTest::newRow("damaged table") << "table"
                                 << "table.pkl";
}

void TestOpening::withoutImagesTheCaseStays() {
  QFETCH(QString, kind);
  QFETCH(QString, reason);
  QString what = path(QStringLiteral("thing"));
  QVERIFY(QDir().mkpath(what));
  if (kind == QLatin1String("text")) QVERIFY(writeText(what + QStringLiteral("/readme.txt"), "words"));
  if (kind == QLatin1String("dose")) QVERIFY(writeSeries(what, "7", "RTDOSE", {0, 2, 4}));
  if (kind == QLatin1String("table")) {
    what += QStringLiteral("/table.pkl");
    QVERIFY(writeText(what, "no pickle"));
  }
  auto window = openWindow(study_);
  QVERIFY(window);
  Session& session = window->session();
  const QString title = window->windowTitle();
  QVERIFY2(title.contains(QLatin1String("PHANTOM-1")), qPrintable(title));
  const auto ct = session.openCase().document().ct();
  const QStringList roots = session.project().index().roots;
  QSignalSpy refused(&session.messages(), &Messages::refused);
  window->openOrAdd({what});
  QTRY_COMPARE_WITH_TIMEOUT(refused.count(), 1, 20000);
  QCOMPARE(session.openCase().document().ct(), ct);
  QVERIFY(session.openCase().study());
  QCOMPARE(session.project().index().roots, roots);
  QCOMPARE(window->windowTitle(), title);
  QVERIFY(window->views().isVisible());
  QVERIFY(card(*window)->isVisible());
  QVERIFY2(cardText(*window).contains(reason), qPrintable(cardText(*window)));
  QVERIFY2(cardText(*window).contains(QLatin1String("the case stays open")), qPrintable(cardText(*window)));
  // In the middle of the picture, whole, and gone with a key.
  const QWidget* over = card(*window)->parentWidget();
  QVERIFY(over->rect().contains(card(*window)->geometry()));
  QVERIFY((card(*window)->geometry().center() - over->rect().center()).manhattanLength() < 4);
  QTest::keyClick(&window->views(), Qt::Key_Escape);
  QVERIFY(!card(*window)->isVisible());
  // The case can be worked on and saved as before.
  const int steps = session.openCase().undoStack().count();
  window->findChild<MaskList*>()->addMask(true);
  QCOMPARE(session.openCase().undoStack().count(), steps + 1);
}

void TestOpening::workIsKeptThatWasGivenUpForNothing() {
  auto window = openWindow(study_);
  QVERIFY(window);
  Session& session = window->session();
  session.annotations().journal().setFolder(path(QStringLiteral("journal")));
  window->findChild<MaskList*>()->addMask(true);
  QVERIFY(QDir().mkpath(path(QStringLiteral("empty"))));
  whenAsked<QMessageBox>({}, [](QMessageBox& question) { question.button(QMessageBox::Discard)->click(); });
  QSignalSpy refused(&session.messages(), &Messages::refused);
  window->openOrAdd({path(QStringLiteral("empty"))});
  QTRY_COMPARE_WITH_TIMEOUT(refused.count(), 1, 20000);
  QCOMPARE(session.openCase().document().masks().size(), std::size_t{1});
  QVERIFY(session.openCase().hasUnsavedChanges());
  session.openCase().undoStack().undo();
  QVERIFY(session.openCase().document().masks().empty());
  session.openCase().undoStack().redo();
  QCOMPARE(session.openCase().document().masks().size(), std::size_t{1});
}

void TestOpening::withoutACaseTheReasonIsShown() {
  ProgramWindow window;
  window.resize(1280, 800);
  window.show();
  QVERIFY(QDir().mkpath(path(QStringLiteral("empty"))));
  window.openPaths({path(QStringLiteral("empty"))});
  QTRY_VERIFY_WITH_TIMEOUT(card(window)->isVisible(), 20000);
  QVERIFY2(cardText(window).contains(QLatin1String("No images in")), qPrintable(cardText(window)));
  QVERIFY(!window.views().isVisible());  // the start page
  // A mask needs a case.
  const QString mask = path(QStringLiteral("mask.nii.gz"));
  QVERIFY(writeText(mask, "anything"));
  window.openOrAdd({mask});
  QTRY_VERIFY_WITH_TIMEOUT(cardText(window).contains(QLatin1String("mask.nii.gz")), 20000);
  QVERIFY2(cardText(window).contains(QLatin1String("Masks and boxes (VOC) alone")),
           qPrintable(cardText(window)));
}

void TestOpening::boxesAreImportedFromAnywhere_data() {
  QTest::addColumn<QString>("way");
  QTest::newRow("open files") << "files";
  QTest::newRow("open a folder") << "folder";
  QTest::newRow("drop files") << "drop";
  QTest::newRow("drop a folder") << "drop folder";
}

void TestOpening::boxesAreImportedFromAnywhere() {
  QFETCH(QString, way);
  auto window = openWindow(study_);
  QVERIFY(window);
  Session& session = window->session();
  const CaseDocument& document = session.openCase().document();
  const auto& slices = document.ct()->source().slices;
  const QString folder = path(QStringLiteral("labels"));
  QVERIFY(QDir().mkpath(folder));
  QStringList files;
  const auto write = [&](const QString& name, const QByteArray& objects) {
    files.append(QStringLiteral("%1/%2.xml").arg(folder, name));
    return writeText(files.last(), "<annotation>" + objects + "</annotation>");
  };
  const auto object = [](const QByteArray& name, int xmin, int ymin, int xmax, int ymax) {
    return "<object><name>" + name + "</name><bndbox><xmin>" + QByteArray::number(xmin) + "</xmin><ymin>" +
           QByteArray::number(ymin) + "</ymin><xmax>" + QByteArray::number(xmax) + "</xmax><ymax>" +
           QByteArray::number(ymax) + "</ymax></bndbox></object>";
  };
  QVERIFY(write(slices[3].sopInstanceUid, object("A", 10, 12, 20, 25) + object("B", 30, 32, 40, 45)));
  QVERIFY(write(slices[4].sopInstanceUid, object("A", 11, 12, 21, 25)));
  QVERIFY(write(QStringLiteral("1.2.3.4.5"), object("A", 1, 2, 3, 4)));
  // An equal one is there already.
  Box known;
  known.sopInstanceUid = slices[4].sopInstanceUid;
  known.className = QStringLiteral("A");
  known.rect = {11, 12, 21, 25};
  CaseEditor(session.openCase().toolContext()).addBox(known);
  const int steps = session.openCase().undoStack().count();
  const QString title = window->windowTitle();

  QStringList said;
  connect(&session.messages(), &Messages::said, this, [&said](const QString& text) { said.append(text); });
  QSignalSpy imported(&session.boxImport(), &BoxImport::imported);
  if (way == QLatin1String("files"))
    window->openOrAdd(files);
  else if (way == QLatin1String("drop"))
    drop(*window, files);
  else {
    // Opening a folder may lose unsaved work: the question comes first.
    whenAsked<QMessageBox>({}, [](QMessageBox& question) { question.button(QMessageBox::Discard)->click(); });
    if (way == QLatin1String("folder"))
      window->openPaths({folder});
    else
      drop(*window, {folder});
  }
  QTRY_COMPARE_WITH_TIMEOUT(imported.count(), 1, 20000);
  QCOMPARE(session.openCase().undoStack().count(), steps + 1);
  QCOMPARE(document.boxes().size(), std::size_t{3});
  const auto third = document.boxesOn(slices[3].sopInstanceUid);
  QCOMPARE(third.size(), std::size_t{2});
  QCOMPARE(third.front().className, QStringLiteral("A"));
  QCOMPARE(third.front().rect, (PixelRect{10, 12, 20, 25}));
  QCOMPARE(third.back().className, QStringLiteral("B"));
  QCOMPARE(third.back().rect, (PixelRect{30, 32, 40, 45}));
  QCOMPARE(document.boxesOn(slices[4].sopInstanceUid).size(), std::size_t{1});
  QVERIFY2(said.last().contains(QLatin1String("1.2.3.4.5")), qPrintable(said.last()));
  const auto& problems = session.messages().problems();
  QVERIFY(std::ranges::any_of(problems, [](const FileProblem& problem) {
    return problem.file.endsWith(QLatin1String("1.2.3.4.5.xml"));
  }));
  QCOMPARE(window->windowTitle().remove(QLatin1Char('*')), QString(title).remove(QLatin1Char('*')));
  window->actions().action(QStringLiteral("edit.undo"))->trigger();
  QCOMPARE(document.boxes().size(), std::size_t{1});
  // One that is there already: that is said, and no number of none.
  said.clear();
  window->openOrAdd({files[1]});
  QTRY_COMPARE_WITH_TIMEOUT(imported.count(), 2, 20000);
  QVERIFY2(said.last().contains(QLatin1String("there already")), qPrintable(said.last()));
  QVERIFY2(!said.last().contains(QLatin1String("imported")), qPrintable(said.last()));
  // None of this case: said in the middle, nothing done.
  const int before = session.openCase().undoStack().count();
  window->openOrAdd({files.last()});
  QTRY_VERIFY_WITH_TIMEOUT(card(*window)->isVisible(), 20000);
  QVERIFY2(cardText(*window).contains(QLatin1String("1.2.3.4.5")), qPrintable(cardText(*window)));
  QCOMPARE(window->statusBar()->currentMessage(), QString());  // once is enough
  QCOMPARE(session.openCase().undoStack().count(), before);
}

void TestOpening::masksAreAddedByOpenFiles() {
  auto window = openWindow(study_);
  QVERIFY(window);
  Session& session = window->session();
  const QString file = path(QStringLiteral("liver.nii.gz"));
  LabelMap labels = LabelMap::create(session.openCase().document().ct()->grid()).take();
  labels.fill(1000, 50, 1);
  QVERIFY(writeLabelImage(labels, file).ok());
  const auto ct = session.openCase().document().ct();
  QSignalSpy imported(&session.maskFiles(), &MaskFiles::imported);
  window->openOrAdd({file});
  QTRY_COMPARE_WITH_TIMEOUT(imported.count(), 1, 20000);
  QCOMPARE(session.openCase().document().ct(), ct);
  QCOMPARE(session.openCase().document().masks().front()->labels.count(1), std::ptrdiff_t{50});
}

void TestOpening::aPictureOfNothingSaysWhy() {
  QVERIFY(writeSeries(path(QStringLiteral("uneven")), "2", "PT", {0, 2, 4, 7, 10}));
  const ProcessOutput said = runProcess(
      program(QStringLiteral("uptake")),
      {path(QStringLiteral("uneven")), QStringLiteral("--screenshot"), path(QStringLiteral("x.png"))});
  QCOMPARE(said.exitCode, 3);
  QVERIFY2(said.err.contains("series 2 (PT): ") && said.err.contains("there is nothing to show"),
           said.err.constData());
}

void TestOpening::aSeriesToBeResampledSaysSo() {
  auto window = openWindow(study_);
  QVERIFY(window);
  QVERIFY(writeSeries(path(QStringLiteral("uneven")), "2", "PT", {0, 2, 4, 7, 10}));
  window->openPaths({path(QStringLiteral("uneven"))});
  QTRY_VERIFY_WITH_TIMEOUT(card(*window)->isVisible(), 20000);
  // Nobody's images, nobody's name.
  QVERIFY(!window->session().openCase().study());
  QCOMPARE(window->windowTitle(), QStringLiteral("Uptake[*]"));
  QVERIFY2(cardText(*window).contains(QLatin1String("Series 2 (PT) is not shown")),
           qPrintable(cardText(*window)));
  QVERIFY2(cardText(*window).contains(QLatin1String("Resample to slices 2 mm apart")),
           qPrintable(cardText(*window)));
  auto* button = window->findChild<QPushButton*>(QStringLiteral("noticeAction"));
  QVERIFY(button->isVisible());
  // Who closes the card, or thinks again in the list, has lost nothing.
  const auto cancelInTheList = [&window] {
    whenAsked<QMessageBox>({}, [](QMessageBox& question) { question.reject(); });
    const PatientEntry& patient = window->session().project().index().patients.front();
    const StudyEntry& study = patient.studies.front();
    Q_EMIT window->findChild<StudyPanel*>()->remedyRequested(patient.refOf(study), study.refOf(0));
  };
  cancelInTheList();
  QVERIFY(card(*window)->isVisible());
  QTest::mouseClick(window->findChild<QPushButton*>(QStringLiteral("noticeClose")), Qt::LeftButton);
  QVERIFY(!card(*window)->isVisible());
  // The list still has the choice, and the folder opened again says it again.
  const PatientEntry& patient = window->session().project().index().patients.front();
  QVERIFY(patient.studies.front().series.front().remedy);
  window->openPaths({path(QStringLiteral("uneven"))});
  QTRY_VERIFY_WITH_TIMEOUT(card(*window)->isVisible(), 20000);
  // The card is the question: its button asks nothing more.
  QTest::mouseClick(button, Qt::LeftButton);
  QVERIFY(!QApplication::activeModalWidget());
  QTRY_VERIFY_WITH_TIMEOUT(window->session().openCase().document().pet() && window->session().isSettled(),
                           20000);
  QVERIFY(!card(*window)->isVisible());
  QCOMPARE(window->windowTitle(), QStringLiteral("OTHER-2[*] – Uptake"));
  QVERIFY(!window->session().openCase().document().pet()->source().resampledFrom.isEmpty());
}

void TestOpening::aHiddenPetBesideTheCtSaysSo() {
  QVERIFY(writeSeries(path(QStringLiteral("pair")), "1", "CT", {0, 2, 4, 6, 8}));
  QVERIFY(writeSeries(path(QStringLiteral("pair")), "2", "PT", {0, 2, 4, 7, 10}));
  auto window = openWindow(path(QStringLiteral("pair")));
  QVERIFY(window);
  QVERIFY(window->session().openCase().document().ct() && !window->session().openCase().document().pet());
  QTRY_VERIFY(card(*window)->isVisible());
  QVERIFY2(cardText(*window).contains(QLatin1String("Series 2 (PT) is not shown")),
           qPrintable(cardText(*window)));
  // Whoever rather keeps unsaved work still has the choice.
  window->findChild<MaskList*>()->addMask(false);
  QVERIFY(window->session().openCase().hasUnsavedChanges());
  whenAsked<QMessageBox>({}, [](QMessageBox& question) { question.button(QMessageBox::Cancel)->click(); });
  QTest::mouseClick(window->findChild<QPushButton*>(QStringLiteral("noticeAction")), Qt::LeftButton);
  QVERIFY(card(*window)->isVisible());
  QVERIFY(window->session().openCase().hasUnsavedChanges() && !window->session().openCase().document().pet());
  QTest::mouseClick(window->findChild<QPushButton*>(QStringLiteral("noticeClose")), Qt::LeftButton);
  QVERIFY(!card(*window)->isVisible());
  window->session().openCase().undoStack().undo();
}

QTEST_MAIN(TestOpening)
#include "tst_opening.moc"
