#include "app/features/slicetable/slice_table_panel.h"
#include "tests/annotation/case_content.h"
#include "tests/app/window_fixture.h"

#include <QComboBox>
#include <QDir>
#include <QDockWidget>
#include <QImage>
#include <QJsonDocument>
#include <QLabel>
#include <QMenuBar>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTableView>
#include <QTimer>

using namespace uptake;
using namespace uptake::test;

/// A table of Lung-RADS slices that pandas pickled, opened in the window: browsed, its masks painted on and
/// its classes changed, saved, and what was saved read by Python.
class TestSliceTable : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase();
  void init();
  void opensAsASeries();
  void whatNeedsMillimetresIsAway();
  void classesAndMasksAreEditedAndSaved();
  void openedAnewItIsAsItWasSaved();
  void crashedWorkComesBack();
  void changesByOthersAreKept();
  void anotherTableOfTheSameName();
  void rowsThatCannotBeShownAreNamed();
  void fractionsStay();
  void hostileFilesAreRefused();

 private:
  bool make(const QString& form, int rows = 18, const QString& name = QStringLiteral("table.pkl")) const;
  std::unique_ptr<MainWindow> open() const { return openWindow(table()); }
  QString table() const { return dir_->filePath(QStringLiteral("set/table.pkl")); }
  QString saved(const QString& name) const {
    return dir_->filePath(QStringLiteral("set-annotations/Slices/table.pkl/") + name);
  }
  static void goTo(MainWindow& window, int slice);
  /// A click with the brush on the middle of the shown image.
  static void paint(MainWindow& window, const Eigen::Vector2d& pixel);
  static bool save(MainWindow& window);
  static QByteArray contentOfFile(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
  }
  static QStringList problems(MainWindow& window) {
    QStringList texts;
    for (const FileProblem& problem : window.session().messages().problems()) texts.append(problem.reason);
    return texts;
  }

  QTemporaryDir settings_;
  std::unique_ptr<QTemporaryDir> dir_;
  bool hasPandas_ = false;
};

namespace {

/// What was saved against the table that pandas reads. Arguments: table, folder, slice painted on, slice
/// whose class was changed, the class.
constexpr char kCheck[] = R"(
import csv, gzip, json, pathlib, sys
import numpy, pandas
frame = pandas.read_pickle(sys.argv[1])
out = pathlib.Path(sys.argv[2])
painted, changed, name = int(sys.argv[3]), int(sys.argv[4]), sys.argv[5]
rows = list(csv.DictReader(open(out / "slices.csv")))
assert len(rows) == len(frame), len(rows)
for n, (row, (label, wanted)) in enumerate(zip(rows, frame.iterrows())):
    assert int(row["row"]) == n and row["label"] == str(label)
    assert row["class"] == (name if n == changed else wanted.label1), row
    assert row["class_in_table"] == wanted.label1
    assert (int(row["columns"]), int(row["rows"])) == wanted["mask"].shape[::-1]
    if n != painted:
        assert row["mask"] == "" and int(row["mask_pixels"]) == int((wanted["mask"] != 0).sum())
        continue
    head, data = (out / row["mask"]).read_bytes().split(b"\n\n", 1)
    fields = dict(line.split(": ") for line in head.decode().split("\n")[1:])
    assert not [f for f in fields if "spac" in f or "origin" in f], fields
    mask = numpy.frombuffer(gzip.decompress(data), "u1").reshape(wanted["mask"].shape)
    assert int(row["mask_pixels"]) == int((mask != 0).sum()) > int((wanted["mask"] != 0).sum())
    assert (mask[wanted["mask"] != 0] != 0).all()
    print(*numpy.flatnonzero(mask))
record = json.load(open(out / "slices.json"))
assert record["format"] == "uptake-slice-table" and record["version"] == 1
assert {"row": changed, "class": name} in record["changes"]
)";

}  // namespace

void TestSliceTable::initTestCase() {
  isolateSettings(settings_.path());
  hasPandas_ = !python().isEmpty() &&
               runProcess(python(), {QStringLiteral("-c"), QStringLiteral("import pandas")}).exitCode == 0;
}

void TestSliceTable::init() {
  QSettings().clear();
  dir_ = std::make_unique<QTemporaryDir>();
  QVERIFY(QDir(dir_->path()).mkpath(QStringLiteral("set")));
  if (!hasPandas_) QSKIP("python3-pandas is absent");
}

bool TestSliceTable::make(const QString& form, int rows, const QString& name) const {
  return runProcess(python(), {sourceDir() + QStringLiteral("/tests/scripts/make_lungrads.py"),
                               dir_->filePath(QStringLiteral("set/") + name), QStringLiteral("5"),
                               QString::number(rows), form})
             .exitCode == 0;
}

void TestSliceTable::goTo(MainWindow& window, int slice) {
  auto* list = window.findChild<QTableView*>(QStringLiteral("slices"));
  const QModelIndex row = list->model()->index(slice, 0);
  list->scrollTo(row);
  QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, list->visualRect(row).center());
}

void TestSliceTable::paint(MainWindow& window, const Eigen::Vector2d& pixel) {
  window.tools().setKind(ToolKind::Brush);
  SliceView* view = window.views().shownViews().front();
  const ImageGrid& grid = window.session().openCase().document().ct()->grid();
  const double k = grid.toIndex(window.viewState().crosshair()).z();
  const Point point = grid.toPatient({pixel.x(), pixel.y(), k});
  QTest::mouseClick(view, Qt::LeftButton, {}, view->toPixel(point).toPoint());
}

bool TestSliceTable::save(MainWindow& window) {
  QSignalSpy saved(&window.session().annotations(), &Keeper::saved);
  QSignalSpy failed(&window.session().annotations(), &Keeper::saveFailed);
  QTest::keyClick(&window, Qt::Key_S, Qt::ControlModifier);
  return QTest::qWaitFor([&] { return saved.count() + failed.count() > 0; }, 20000) && failed.isEmpty();
}

void TestSliceTable::opensAsASeries() {
  QVERIFY(make(QStringLiteral("shuffled")));
  const auto window = open();
  QVERIFY(window);
  const CaseDocument& document = window->session().openCase().document();
  QCOMPARE(document.ct()->grid().size(), Eigen::Vector3i(20, 24, 18));
  QCOMPARE(window->views().shownPanes().size(), std::size_t{1});
  auto* list = window->findChild<QTableView*>(QStringLiteral("slices"));
  QVERIFY(list && list->isVisible());
  QCOMPARE(list->model()->rowCount(), 18);
  // The script's formula, by pandas' index of the row, which the list shows.
  constexpr const char* kClasses[]{"LR2", "LR3", "LR4A", "LR4B"};
  for (const int row : {0, 7, 17}) {
    const int n = list->model()->index(row, 1).data().toInt();
    QCOMPARE(document.ct()->value({9, 13, row}), -1000.0 + 7 * 9 + 11 * 13 + n);
    QCOMPARE(list->model()->index(row, 2).data().toString(), QLatin1String(kClasses[n % 4]));
    QCOMPARE(list->model()->index(row, 3).data().toInt(), 29);
    goTo(*window, row);
    QCOMPARE(std::lround(document.ct()->grid().toIndex(window->viewState().crosshair()).z()), long{row});
    QCOMPARE(window->findChild<QComboBox*>(QStringLiteral("sliceClass"))->currentText(),
             QLatin1String(kClasses[n % 4]));
  }
  // The keys that go through slices take the list along.
  window->views().setFocus();
  QTest::keyClick(&window->views(), Qt::Key_Home);
  QCOMPARE(list->currentIndex().row(), 0);
  QTest::keyClick(&window->views(), Qt::Key_Down);
  QCOMPARE(list->currentIndex().row(), 1);
  // One class alone.
  auto* filter = window->findChild<QComboBox*>(QStringLiteral("sliceFilter"));
  filter->setCurrentIndex(filter->findData(QStringLiteral("LR4A")));
  Q_EMIT filter->activated(filter->currentIndex());
  QCOMPARE(list->model()->rowCount(), 4);
  QVERIFY(!window->session().openCase().hasUnsavedChanges());
}

void TestSliceTable::whatNeedsMillimetresIsAway() {
  QVERIFY(make(QStringLiteral("plain")));
  const QString phantom = dir_->filePath(QStringLiteral("phantom"));
  const QString failed = makePhantom(phantom);
  QVERIFY2(failed.isEmpty(), qPrintable(failed));
  const auto window = openWindow(phantom);
  QVERIFY(window);
  const auto shownActions = [&window] {
    QStringList ids;
    for (const auto& entry : window->actions().entries())
      if (entry.action->isVisible()) ids.append(entry.id);
    return ids;
  };
  const QStringList before = shownActions();
  window->tools().setKind(ToolKind::Distance);
  window->tools().setBrushShape(BrushShape::Ball);
  const Window windowBefore = window->viewState().ctWindow();

  QSignalSpy read(&window->session().annotations(), &Keeper::annotationsLoaded);
  window->openPaths({table()});
  QTRY_COMPARE_WITH_TIMEOUT(read.count(), 1, 20000);
  QCOMPARE(window->tools().kind(), ToolKind::Window);
  QCOMPARE(window->tools().brushShape(), BrushShape::Disc);
  QCOMPARE(window->viewState().ctWindow(), (Window{1400.0, -700.0}));
  for (const char* id : {"tool.distance", "tool.sphere", "tool.box", "tool.grow", "tool.hotSpot", "tool.ball",
                         "view.lesionTable", "compare.open", "review.worklist", "file.importMask",
                         "slice.slab.10", "lesion.smooth", "box.interpolate", "fusion.swipe"})
    QVERIFY2(!window->actions().action(QLatin1String(id))->isVisible(), id);
  QTest::keyClick(window.get(), Qt::Key_M);
  QCOMPARE(window->tools().kind(), ToolKind::Window);
  for (const QAction* menu : window->menuBar()->actions()) {
    const QString title = menu->text().remove(QLatin1Char('&'));
    QCOMPARE(menu->isVisible(), !(QStringList{QStringLiteral("Boxes"), QStringLiteral("Compare"),
                                              QStringLiteral("Review"), QStringLiteral("Fusion")}
                                      .contains(title)));
  }
  window->setLayoutChoice(Layout::Mpr);
  QCOMPARE(window->views().layoutChoice(), Layout::CtOnly);
  window->setLayoutChoice(Layout::Teaching);
  QCOMPARE(window->views().shownPanes().size(), std::size_t{2});
  window->tools().setKind(ToolKind::Brush);
  // Nothing that is written anywhere says millimetres, but for the note that there are none.
  SliceView* view = window->views().shownViews().front();
  QTest::mouseMove(view, view->rect().center());
  const auto* values = window->findChild<QLabel*>(QStringLiteral("values"));
  QTRY_VERIFY(values->text().contains(QLatin1String("column")));
  QVERIFY2(!values->text().contains(QLatin1String("mm")), qPrintable(values->text()));
  for (const QSpinBox* box : window->findChildren<QSpinBox*>())
    if (box->isVisible()) QVERIFY2(box->suffix() != QLatin1String(" mm"), qPrintable(box->accessibleName()));
  const auto* note = window->findChild<QLabel*>(QStringLiteral("sliceNote"));
  QVERIFY(note->isVisible() && note->text().contains(QLatin1String("no pixel size")));

  // And back.
  QSignalSpy loaded(&window->session().images(), &StudyImages::imagesLoaded);
  window->openPaths({phantom});
  QTRY_VERIFY_WITH_TIMEOUT(loaded.count() > 0, 60000);
  QCOMPARE(shownActions(), before);
  QCOMPARE(window->tools().brushShape(), BrushShape::Ball);
  QCOMPARE(window->viewState().ctWindow(), windowBefore);
  QVERIFY(!window->findChild<QTableView*>(QStringLiteral("slices"))->isVisible());
}

void TestSliceTable::classesAndMasksAreEditedAndSaved() {
  QVERIFY(make(QStringLiteral("plain")));
  const QByteArray source = contentOfFile(table());
  const auto window = open();
  QVERIFY(window);
  const CaseDocument& document = window->session().openCase().document();
  const MaskLayer& mask = *document.masks().front();
  const LabelMap before = mask.labels;
  goTo(*window, 4);
  window->tools().setBrushDiameter({6.0});
  paint(*window, {4.0, 6.0});
  QVERIFY(mask.labels.count(1) > before.count(1));
  for (int k = 0; k < 18; ++k) QCOMPARE(std::ranges::equal(mask.labels.slice(k), before.slice(k)), k != 4);
  goTo(*window, 7);
  QCOMPARE(document.sliceClasses().at(7), QStringLiteral("LR4B"));
  window->views().setFocus();
  QTest::keyClick(window.get(), Qt::Key_S);
  QTest::keyClick(window.get(), Qt::Key_A);
  QCOMPARE(document.sliceClasses().at(7), QStringLiteral("LR4A"));
  const QByteArray edited = contentOf(document);
  QTest::keyClick(window.get(), Qt::Key_Z, Qt::ControlModifier);
  QCOMPARE(document.sliceClasses().at(7), QStringLiteral("LR4B"));
  QTest::keyClick(window.get(), Qt::Key_Z, Qt::ControlModifier);
  QVERIFY(mask.labels.allVoxels() == before.allVoxels());
  QVERIFY(!window->session().openCase().hasUnsavedChanges());
  QTest::keyClick(window.get(), Qt::Key_Y, Qt::ControlModifier);
  QTest::keyClick(window.get(), Qt::Key_Y, Qt::ControlModifier);
  QCOMPARE(contentOf(document), edited);
  QVERIFY(save(*window));
  QVERIFY(!window->session().openCase().hasUnsavedChanges());

  const auto checked =
      runProcess(python(), {QStringLiteral("-c"), QLatin1String(kCheck), table(), saved(QString()),
                            QStringLiteral("4"), QStringLiteral("7"), QStringLiteral("LR4A")});
  QVERIFY2(checked.exitCode == 0, checked.err.constData());
  QStringList painted;
  const auto labels = mask.labels.slice(4);
  for (std::size_t n = 0; n < labels.size(); ++n)
    if (labels[n] != 0) painted.append(QString::number(n));
  QCOMPARE(QString::fromUtf8(checked.out.trimmed()), painted.join(QLatin1Char(' ')));
  const QImage picture(saved(QStringLiteral("masks/0004.png")));
  QCOMPARE(picture.size(), QSize(20, 24));
  for (int j = 0; j < 24; ++j)
    for (int i = 0; i < 20; ++i)
      QCOMPARE(int{picture.scanLine(j)[i]}, int{labels[static_cast<std::size_t>(j * 20 + i)]});
  QCOMPARE(QDir(saved(QStringLiteral("masks"))).entryList(QDir::Files).size(), 2);
  QCOMPARE(contentOfFile(table()), source);
}

void TestSliceTable::openedAnewItIsAsItWasSaved() {
  QVERIFY(make(QStringLiteral("plain")));
  QByteArray edited;
  {
    const auto window = open();
    QVERIFY(window);
    goTo(*window, 2);
    window->tools().setBrushDiameter({5.0});
    paint(*window, {15.0, 18.0});
    CaseEditor(window->session().openCase().toolContext())
        .addSegment(window->session().openCase().selection().mask());
    goTo(*window, 3);
    paint(*window, {5.0, 5.0});
    auto* box = window->findChild<QComboBox*>(QStringLiteral("sliceClass"));
    box->setCurrentIndex(box->findText(QStringLiteral("LR2")));
    Q_EMIT box->activated(box->currentIndex());
    edited = contentOf(window->session().openCase().document());
    QVERIFY(save(*window));
  }
  const auto window = open();
  QVERIFY(window);
  QVERIFY2(window->session().messages().problems().empty(),
           qPrintable(problems(*window).join(QLatin1Char('\n'))));
  const CaseDocument& document = window->session().openCase().document();
  QCOMPARE(document.sliceClasses().at(3), QStringLiteral("LR2"));
  QCOMPARE(document.masks().front()->segments.size(), std::size_t{2});
  QVERIFY(document.masks().front()->labels.count(2) > 0);
  QVERIFY(!window->session().openCase().hasUnsavedChanges());
  // All but who made a lesion, which the files of a table do not say.
  QCOMPARE(document.masks().front()->segments[1].label, QStringLiteral("Lesion 2"));
  // Saved again unchanged after an undone stroke, it is the same.
  const QByteArray before = contentOfFile(saved(QStringLiteral("masks/0003.nrrd")));
  goTo(*window, 3);
  paint(*window, {16.0, 5.0});
  QVERIFY(save(*window));
  QVERIFY(contentOfFile(saved(QStringLiteral("masks/0003.nrrd"))) != before);
  QTest::keyClick(window.get(), Qt::Key_Z, Qt::ControlModifier);
  QVERIFY(save(*window));
  QCOMPARE(contentOfFile(saved(QStringLiteral("masks/0003.nrrd"))), before);
}

void TestSliceTable::crashedWorkComesBack() {
  QVERIFY(make(QStringLiteral("plain")));
  const QString journals = dir_->filePath(QStringLiteral("journals"));
  QByteArray edited;
  const auto start = [&] {
    std::unique_ptr<MainWindow> window = std::make_unique<ProgramWindow>();
    window->resize(1280, 800);
    window->show();
    window->session().annotations().journal().setFolder(journals);
    return window;
  };
  {
    const auto window = start();
    QSignalSpy read(&window->session().annotations(), &Keeper::annotationsLoaded);
    window->openPaths({table()});
    QTRY_COMPARE_WITH_TIMEOUT(read.count(), 1, 20000);
    goTo(*window, 11);
    window->tools().setBrushDiameter({6.0});
    paint(*window, {14.0, 5.0});
    window->findChild<SliceTablePanel*>()->setClass(QStringLiteral("LR3"));
    edited = contentOf(window->session().openCase().document());
    window->session().annotations().journal().end(JournalRecorder::End::Keep);
  }
  const auto window = start();
  QTimer answering;
  connect(&answering, &QTimer::timeout, this, [] {
    QWidget* dialog = QApplication::activeModalWidget();
    auto* restore = dialog ? dialog->findChild<QPushButton*>(QStringLiteral("restoreWork")) : nullptr;
    if (restore) QMetaObject::invokeMethod(restore, &QPushButton::click, Qt::QueuedConnection);
  });
  answering.start(50);
  QVERIFY(window->offerAtStart());
  QTRY_VERIFY_WITH_TIMEOUT(contentOf(window->session().openCase().document()) == edited, 20000);
  QCOMPARE(window->session().openCase().document().masks().size(), std::size_t{1});
  QCOMPARE(window->session().openCase().undoStack().count(), 1);
  QVERIFY(window->session().openCase().hasUnsavedChanges());
}

void TestSliceTable::changesByOthersAreKept() {
  QVERIFY(make(QStringLiteral("plain")));
  const auto window = open();
  QVERIFY(window);
  auto* panel = window->findChild<SliceTablePanel*>();
  panel->setClass(QStringLiteral("LR3"));
  QVERIFY(save(*window));
  QFile record(saved(QStringLiteral("slices.json")));
  QVERIFY(record.open(QIODevice::Append));
  record.write("\n");
  record.close();
  const QByteArray theirs = contentOfFile(record.fileName());
  panel->setClass(QStringLiteral("LR4B"));
  QTimer closing;  // the question what to do
  connect(&closing, &QTimer::timeout, this, [] {
    if (auto* dialog = qobject_cast<QDialog*>(QApplication::activeModalWidget())) dialog->reject();
  });
  closing.start(50);
  QVERIFY(!save(*window));
  QCOMPARE(window->session().annotations().saveFailure().conflicts, QStringList{record.fileName()});
  QCOMPARE(contentOfFile(record.fileName()), theirs);
  QVERIFY(window->session().openCase().hasUnsavedChanges());
  QSignalSpy done(&window->session().annotations(), &Keeper::saved);
  window->session().annotations().save(SaveMode::Replace);
  QTRY_COMPARE_WITH_TIMEOUT(done.count(), 1, 20000);
  QVERIFY(contentOfFile(record.fileName()).contains("LR4B"));
}

void TestSliceTable::anotherTableOfTheSameName() {
  QVERIFY(make(QStringLiteral("plain")));
  {
    const auto window = open();
    QVERIFY(window);
    window->findChild<SliceTablePanel*>()->setClass(QStringLiteral("LR4B"));
    QVERIFY(save(*window));
  }
  const QByteArray first = contentOfFile(saved(QStringLiteral("slices.json")));
  QVERIFY(make(QStringLiteral("plain"), 9));
  const auto window = open();
  QVERIFY(window);
  QCOMPARE(window->session().openCase().document().sliceClasses().size(), 9);
  QCOMPARE(window->session().openCase().document().sliceClasses().front(), QStringLiteral("LR2"));
  QVERIFY2(problems(*window).join(QLatin1Char(' ')).contains(QLatin1String("belongs to study")),
           qPrintable(problems(*window).join(QLatin1Char('\n'))));
  window->findChild<SliceTablePanel*>()->setClass(QStringLiteral("LR3"));
  QTimer closing;
  connect(&closing, &QTimer::timeout, this, [] {
    if (auto* dialog = qobject_cast<QDialog*>(QApplication::activeModalWidget())) dialog->reject();
  });
  closing.start(50);
  QVERIFY(!save(*window));
  QCOMPARE(contentOfFile(saved(QStringLiteral("slices.json"))), first);
}

void TestSliceTable::rowsThatCannotBeShownAreNamed() {
  QVERIFY(make(QStringLiteral("uneven")));
  const auto window = open();
  QVERIFY(window);
  const CaseDocument& document = window->session().openCase().document();
  QCOMPARE(document.ct()->grid().size().z(), 16);
  QCOMPARE(document.ct()->value({9, 13, 2}), -1000.0 + 7 * 9 + 11 * 13 + 4);
  QCOMPARE(document.sliceClasses().at(2), QStringLiteral("LR2"));
  QCOMPARE(document.masks().front()->labels.count(1), 29 * 16);
  const QString said = problems(*window).join(QLatin1Char('\n'));
  QVERIFY2(said.contains(QStringLiteral("Row 2 has 20 × 23 pixels")), qPrintable(said));
  QVERIFY2(said.contains(QLatin1String("Row 3, column mask")), qPrintable(said));
  // The numbers of rows that are saved are the table's.
  goTo(*window, 2);
  window->findChild<SliceTablePanel*>()->setClass(QStringLiteral("LR4B"));
  QVERIFY(save(*window));
  QVERIFY(contentOfFile(saved(QStringLiteral("slices.csv"))).contains("\n4,4,LR4B,LR2,20,24,29,\n"));
}

void TestSliceTable::fractionsStay() {
  QVERIFY(make(QStringLiteral("float")));
  const auto window = open();
  QVERIFY(window);
  QCOMPARE(window->session().openCase().document().ct()->value({9, 13, 5}),
           -1000.0 + 7 * 9 + 11 * 13 + 5 + 0.25);
}

void TestSliceTable::hostileFilesAreRefused() {
  QFile file(table());
  QVERIFY(file.open(QIODevice::WriteOnly));
  file.write(
      "\x80\x02"
      "cos\nsystem\nX\x04\0\0\0true\x85R.",
      26);
  file.close();
  ProgramWindow window;
  window.show();
  QSignalSpy said(&window.session().messages(), &Messages::said);
  window.openPaths({table()});
  QTRY_VERIFY_WITH_TIMEOUT(said.count() > 0, 20000);
  const QString text = said.front().front().toString();
  QVERIFY2(text.contains(QLatin1String("os.system")) && text.contains(table()), qPrintable(text));
  QVERIFY(!window.session().openCase().study());
}

QTEST_MAIN(TestSliceTable)
#include "tst_slice_table.moc"
