#include "annotation/commands/mask_edit.h"
#include "app/features/lesiontable/lesion_export.h"
#include "app/features/lesiontable/lesion_panel.h"
#include "app/features/lesiontable/lesion_picture.h"
#include "app/features/lesiontable/report_export.h"
#include "io/masks/label_image.h"
#include "tests/app/measuring_fixture.h"

#include <QAbstractItemModelTester>
#include <QClipboard>
#include <QComboBox>
#include <QDockWidget>
#include <QFileDialog>
#include <QHeaderView>
#include <QLabel>
#include <QRegularExpression>
#include <QTimer>
#include <QToolButton>

#include <cmath>

using namespace uptake;
using namespace uptake::test;

/// The table of lesions in the window: what it says while one draws, how it is sorted, stepped through and
/// copied, and what it writes.
class TestLesionTable : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase();
  void init();
  void hiddenUntilAskedFor();
  void followsABrushStroke();
  void figuresAreThoseOfTheStatistics();
  void sortsByNumbers();
  void clicksAndKeysGoToLesions();
  void copiesRows();
  void csvIsTheCommandLines();
  void boxesAreASet();
  void withoutSuv();
  void otherQuantity();
  void histogramOfTheSelected();
  void reports_data();
  void reports();

 private:
  CaseDocument& document() const { return window_->session().openCase().document(); }
  LesionPanel& table() const { return *window_->findChild<LesionPanel*>(); }
  QTreeView& view() const { return *window_->findChild<QTreeView*>(QStringLiteral("lesionTable")); }
  QString cell(int row, LesionColumn column) const {
    return view().model()->index(row, static_cast<int>(column)).data().toString();
  }
  double number(int row, LesionColumn column) const {
    return view().model()->index(row, static_cast<int>(column)).data(LesionTableModel::kSortRole).toDouble();
  }
  bool showTable() const;
  bool settle() const {
    return QTest::qWaitFor([&] { return table().findings().isSettled(); }, 20000);
  }
  /// A lesion with the hot spot tool on the hottest voxel, and balls on other ones apart from it.
  void paintHotSpots(int count);
  Point hottest(const std::vector<Point>& awayFrom) const;
  void sortBy(LesionColumn column, Qt::SortOrder order) const {
    view().sortByColumn(static_cast<int>(column), order);
  }

  QTemporaryDir folder_;
  QString study_;
  std::unique_ptr<MainWindow> window_;
};

void TestLesionTable::initTestCase() {
  isolateSettings(folder_.path());
  study_ = folder_.filePath(QStringLiteral("study"));
  const QString failure = makePhantom(study_);
  QVERIFY2(failure.isEmpty(), qPrintable(failure));
}

void TestLesionTable::init() {
  window_.reset();
  QSettings().clear();
  window_ = openWindow(study_);
  QVERIFY(window_);
  QVERIFY(document().masks().empty());
}

bool TestLesionTable::showTable() const {
  QTest::keyClick(window_.get(), Qt::Key_L, Qt::ControlModifier | Qt::ShiftModifier);
  return QTest::qWaitFor([&] { return table().isVisible(); }) && settle();
}

Point TestLesionTable::hottest(const std::vector<Point>& awayFrom) const {
  const Volume& pet = *document().pet();
  Point best = pet.grid().origin();
  double highest = -1.0;
  for (int k = 3; k < pet.grid().size().z() - 3; ++k)
    for (int j = 0; j < pet.grid().size().y(); ++j)
      for (int i = 0; i < pet.grid().size().x(); ++i) {
        const Point at = pet.grid().toPatient({double(i), double(j), double(k)});
        const bool isNear =
            std::ranges::any_of(awayFrom, [&](const Point& other) { return (other - at).norm() < 60.0; });
        if (isNear || pet.value({i, j, k}) <= highest) continue;
        highest = pet.value({i, j, k});
        best = at;
      }
  return best;
}

void TestLesionTable::paintHotSpots(int count) {
  QTest::keyClick(window_.get(), Qt::Key_P);
  std::vector<Point> spots{hottest({})};
  window_->viewState().setCrosshair(spots.front());
  clickAt(*viewOf(*window_, SliceContent::Pet), spots.front());
  QCOMPARE(document().masks().size(), std::size_t{1});
  const MaskId mask = document().masks().front()->id;
  const ImageGrid& grid = document().mask(mask)->labels.grid();
  for (int n = 2; n <= count; ++n) {
    spots.push_back(hottest(spots));
    CaseEditor(window_->session().openCase().toolContext()).addSegment(mask);
    const double radius = 6.0 + 2.0 * n;
    const Eigen::Vector3i middle = grid.nearestVoxel(spots.back());
    std::vector<LabelEdit> runs;
    for (int k = -8; k <= 8; ++k)
      for (int j = -8; j <= 8; ++j)
        for (int i = -8; i <= 8; ++i) {
          const Eigen::Vector3i at = middle + Eigen::Vector3i(i, j, k);
          const double away = Eigen::Vector3d(i, j, k).cwiseProduct(grid.spacing()).norm();
          if (grid.contains(at) && away <= radius)
            runs.push_back({grid.offset(at), 1, 0, static_cast<Label>(n)});
        }
    QVERIFY(
        pushLesionEdit(window_->session().openCase().toolContext(), mask, runs, {}, QStringLiteral("Ball")));
  }
  QCOMPARE(document().masks().front()->segments.size(), static_cast<std::size_t>(count));
  QTest::keyClick(window_.get(), Qt::Key_V);
}

void TestLesionTable::hiddenUntilAskedFor() {
  auto* dock = window_->findChild<QDockWidget*>(QStringLiteral("lesionTableDock"));
  QVERIFY(dock && !dock->isVisible());
  QAction* action = window_->actions().action(QStringLiteral("view.lesionTable"));
  QVERIFY(!action->isChecked());
  QVERIFY(showTable());
  QVERIFY(dock->isVisible() && action->isChecked());
  QCOMPARE(window_->dockWidgetArea(dock), Qt::BottomDockWidgetArea);
  QVERIFY(!view().isVisible());  // a word instead of an empty table
  QTest::keyClick(window_.get(), Qt::Key_L, Qt::ControlModifier | Qt::ShiftModifier);
  QVERIFY(!dock->isVisible() && !action->isChecked());
  action->trigger();
  QVERIFY(dock->isVisible());
  dock->close();
  QVERIFY(!action->isChecked());
}

void TestLesionTable::followsABrushStroke() {
  const QAbstractItemModelTester tester(table().findChild<LesionTableModel*>(),
                                        QAbstractItemModelTester::FailureReportingMode::QtTest);
  QVERIFY(showTable());
  const Point spot = hottest({});
  window_->viewState().setCrosshair(spot);
  QTest::keyClick(window_.get(), Qt::Key_B);
  SliceView& pet = *viewOf(*window_, SliceContent::Pet);
  const QPoint start = pet.toPixel(spot).toPoint();
  QTest::mouseMove(&pet, start);
  QTest::mousePress(&pet, Qt::LeftButton, {}, start);
  QTest::mouseMove(&pet, start + QPoint(4, 0));
  QTRY_COMPARE(view().model()->rowCount(), 2);  // the lesion and all of them
  QVERIFY(settle());
  const MaskLayer& mask = *document().masks().front();
  const double voxel = mask.labels.grid().voxelVolume().value;
  // In the middle of the gesture.
  QCOMPARE(number(0, LesionColumn::Volume), static_cast<double>(mask.labels.count(1)) * voxel);
  QCOMPARE(number(0, LesionColumn::Maximum),
           lesionStatistics(mask.labels, 1, *document().pet(), JobControl()).maximum);
  const double before = number(0, LesionColumn::Volume);
  QTest::mouseMove(&pet, start + QPoint(30, 5));
  QTRY_VERIFY(number(0, LesionColumn::Volume) > before);
  QVERIFY(settle());
  QCOMPARE(number(0, LesionColumn::Volume), static_cast<double>(mask.labels.count(1)) * voxel);
  QTest::mouseRelease(&pet, Qt::LeftButton, {}, start + QPoint(30, 5));
  QCOMPARE(window_->session().openCase().undoStack().count(), 1);
  const double drawn = number(0, LesionColumn::Volume);
  // Taken back, and done again.
  QTest::keyClick(window_.get(), Qt::Key_Z, Qt::ControlModifier);
  QTRY_COMPARE(view().model()->rowCount(), 0);
  QTest::keyClick(window_.get(), Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
  QTRY_COMPARE(view().model()->rowCount(), 2);
  QVERIFY(settle());
  QCOMPARE(number(0, LesionColumn::Volume), drawn);
}

void TestLesionTable::figuresAreThoseOfTheStatistics() {
  paintHotSpots(3);
  QVERIFY(showTable());
  const MaskLayer& mask = *document().masks().front();
  const LesionFiguresTable all =
      lesionFigures(mask.labels, document().pet().get(), document().ct().get(), JobControl());
  QCOMPARE(view().model()->rowCount(), 4);
  for (int row = 0; row < 3; ++row) {
    const LesionFigures& wanted = all.lesions[static_cast<std::size_t>(row)];
    const LesionStatistics suv = lesionStatistics(mask.labels, wanted.label, *document().pet(), JobControl());
    QCOMPARE(cell(row, LesionColumn::Name), mask.segment(wanted.label)->label);
    QCOMPARE(number(row, LesionColumn::Volume), suv.volumeMl);
    QCOMPARE(number(row, LesionColumn::Maximum), suv.maximum);
    QCOMPARE(number(row, LesionColumn::Mean), suv.mean);
    QCOMPARE(number(row, LesionColumn::Peak), suv.peak->value);
    QCOMPARE(number(row, LesionColumn::Glycolysis), suv.total);
    QCOMPARE(number(row, LesionColumn::HuMean), wanted.density->mean);
    QCOMPARE(number(row, LesionColumn::HuMinimum), wanted.density->minimum);
    QCOMPARE(number(row, LesionColumn::HuMaximum), wanted.density->maximum);
    QCOMPARE(number(row, LesionColumn::Longest), wanted.shape->longest.lengthMm());
    QCOMPARE(number(row, LesionColumn::Perpendicular), wanted.shape->perpendicular.lengthMm());
    QCOMPARE(number(row, LesionColumn::Slices), static_cast<double>(wanted.shape->slices));
    QCOMPARE(number(row, LesionColumn::Image), static_cast<double>(wanted.shape->image));
    QCOMPARE(cell(row, LesionColumn::Maximum), QString::number(suv.maximum, 'f', 2));
  }
  QCOMPARE(cell(3, LesionColumn::Name), QStringLiteral("All (3)"));
  QVERIFY(std::abs(number(3, LesionColumn::Glycolysis) - all.all.uptake->total) < 1e-9);
  QVERIFY(std::abs(number(3, LesionColumn::Mean) - all.all.uptake->mean) < 1e-9);
  QCOMPARE(number(3, LesionColumn::Maximum), all.all.uptake->maximum);
  QVERIFY(cell(3, LesionColumn::Longest).isEmpty());
  // Every column says what it is.
  for (int column = 0; column < kLesionColumns; ++column)
    QVERIFY(view().model()->headerData(column, Qt::Horizontal, Qt::ToolTipRole).toString().size() > 20);
  QCOMPARE(view().model()->headerData(1, Qt::Horizontal).toString(), QStringLiteral("MTV (ml)"));
}

void TestLesionTable::sortsByNumbers() {
  paintHotSpots(3);
  // A fourth at the edge of the PET, where no peak is.
  CaseEditor(window_->session().openCase().toolContext()).addSegment(document().masks().front()->id);
  const MaskId mask = document().masks().front()->id;
  const LabelEdit run{0, 3, 0, 4};
  document().applyRuns(mask, {&run, 1});
  QVERIFY(showTable());
  QCOMPARE(view().model()->rowCount(), 5);
  for (const Qt::SortOrder order : {Qt::AscendingOrder, Qt::DescendingOrder}) {
    sortBy(LesionColumn::Peak, order);
    for (int row = 0; row < 2; ++row) {
      const double here = number(row, LesionColumn::Peak);
      const double next = number(row + 1, LesionColumn::Peak);
      QVERIFY(order == Qt::AscendingOrder ? here <= next : here >= next);
    }
    QCOMPARE(cell(3, LesionColumn::Peak), QStringLiteral("–"));
    QVERIFY(view()
                .model()
                ->index(3, static_cast<int>(LesionColumn::Peak))
                .data(Qt::ToolTipRole)
                .toString()
                .contains(QStringLiteral("1 cm³")));
    QCOMPARE(cell(4, LesionColumn::Name), QStringLiteral("All (4)"));
    QCOMPARE(cell(4, LesionColumn::HuMaximum).isEmpty(), false);
  }
  // Numbers, not letters: 10 after 9.
  sortBy(LesionColumn::Volume, Qt::DescendingOrder);
  for (int row = 0; row < 3; ++row)
    QVERIFY(number(row, LesionColumn::Volume) >= number(row + 1, LesionColumn::Volume));
  // By a click on the header.
  const int section = static_cast<int>(LesionColumn::Longest);
  const QHeaderView& header = *view().header();
  QTest::mouseClick(header.viewport(), Qt::LeftButton, {},
                    {header.sectionViewportPosition(section) + 10, header.height() / 2});
  QCOMPARE(header.sortIndicatorSection(), section);
}

void TestLesionTable::clicksAndKeysGoToLesions() {
  paintHotSpots(3);
  QVERIFY(showTable());
  sortBy(LesionColumn::Maximum, Qt::DescendingOrder);
  ViewState& state = window_->viewState();
  const auto placeOf = [&](int row) {
    const int lesion = table().shownOrder().at(static_cast<std::size_t>(row));
    return table().findings().figures(lesion)->shape->place;
  };
  const auto click = [&](int row) {
    const QRect rect = view().visualRect(view().model()->index(row, 1));
    QTest::mouseClick(view().viewport(), Qt::LeftButton, {}, rect.center());
  };
  state.setZoom(4.0);
  state.setCrosshair(document().ct()->grid().centre());
  view().setFocus();
  click(1);
  QVERIFY((state.crosshair() - placeOf(1)).norm() < 1e-9);
  QVERIFY((state.pan() - (placeOf(1) - document().ct()->grid().centre())).norm() < 1e-9);
  QCOMPARE(static_cast<int>(window_->session().openCase().selection().segment()), table().shownOrder()[1]);
  QTest::keyClick(&view(), Qt::Key_Down);
  QVERIFY((state.crosshair() - placeOf(2)).norm() < 1e-9);
  QTest::keyClick(&view(), Qt::Key_Up);
  QTest::keyClick(&view(), Qt::Key_Up);
  QVERIFY((state.crosshair() - placeOf(0)).norm() < 1e-9);
  QCOMPARE(static_cast<int>(window_->session().openCase().selection().segment()), table().shownOrder()[0]);
  // The row of all goes nowhere.
  click(3);
  QVERIFY((state.crosshair() - placeOf(0)).norm() < 1e-9);
  // Nobody is taken anywhere by an undo that takes the marked row away. It comes after the keys were worked
  // in.
  QCoreApplication::processEvents();
  view().setFocus();
  window_->session().openCase().undoStack().undo();
  QTRY_COMPARE(view().model()->rowCount(), 3);
  window_->session().openCase().undoStack().redo();
  QTRY_COMPARE(view().model()->rowCount(), 4);
  QVERIFY((state.crosshair() - placeOf(0)).norm() < 1e-9);
  // What is selected elsewhere is marked here.
  const MaskId mask = document().masks().front()->id;
  window_->session().openCase().selection().setSegment(mask, static_cast<Label>(table().shownOrder()[2]));
  QCOMPARE(view().currentIndex().row(), 2);
}

void TestLesionTable::copiesRows() {
  paintHotSpots(2);
  QVERIFY(showTable());
  view().setFocus();
  view().selectionModel()->clear();
  QTest::mouseClick(window_->findChild<QToolButton*>(QStringLiteral("copyLesions")), Qt::LeftButton);
  QStringList lines = QApplication::clipboard()->text().split(QLatin1Char('\n'));
  QCOMPARE(lines.size(), qsizetype{5});  // header, two lesions, all, and the end
  QVERIFY2(lines[0].startsWith(QStringLiteral("Lesion\tMTV (ml)\tSUVmax\tSUVmean")), qPrintable(lines[0]));
  const LesionFigures& first = *table().findings().figures(1);
  QCOMPARE(lines[1].split(QLatin1Char('\t'))[2].toDouble(), first.uptake->maximum);
  for (int line = 1; line < 4; ++line)
    QCOMPARE(lines[line].count(QLatin1Char('\t')), lines[0].count(QLatin1Char('\t')));
  // One row by its key.
  view().setCurrentIndex(view().model()->index(1, 0));
  QTest::keyClick(&view(), Qt::Key_C, Qt::ControlModifier);
  lines = QApplication::clipboard()->text().split(QLatin1Char('\n'));
  QCOMPARE(lines.size(), qsizetype{3});
  QVERIFY(lines[1].startsWith(cell(1, LesionColumn::Name)));
}

void TestLesionTable::csvIsTheCommandLines() {
  paintHotSpots(3);
  QVERIFY(showTable());
  const QString file = folder_.filePath(QStringLiteral("window.csv"));
  QTimer::singleShot(0, this, [&] {
    QTRY_VERIFY(qobject_cast<QFileDialog*>(QApplication::activeModalWidget()));
    auto* dialog = qobject_cast<QFileDialog*>(QApplication::activeModalWidget());
    dialog->selectFile(file);
    QMetaObject::invokeMethod(dialog, "accept");
  });
  QCoreApplication::setAttribute(Qt::AA_DontUseNativeDialogs);
  QString said;
  connect(&window_->session().messages(), &Messages::said, this,
          [&said](const QString& text) { said = text; });
  window_->findChild<QToolButton*>(QStringLiteral("lesionCsv"))->click();
  QTRY_VERIFY2_WITH_TIMEOUT(QFileInfo::exists(file), qPrintable(said), 20000);
  QFile written(file);
  QVERIFY(written.open(QIODevice::ReadOnly));
  const QByteArrayList lines = written.readAll().trimmed().split('\n');

  const QString mask = folder_.filePath(QStringLiteral("mask.nii.gz"));
  QVERIFY(writeLabelImage(document().masks().front()->labels, mask).ok());
  const ProcessOutput output =
      runProcess(program(QStringLiteral("uptake-cli")),
                 {QStringLiteral("stats"), QStringLiteral("--pet"), study_ + QStringLiteral("/PET"),
                  QStringLiteral("--ct"), study_ + QStringLiteral("/CT"), QStringLiteral("--mask"), mask,
                  QStringLiteral("--csv")});
  QVERIFY2(output.exitCode == 0, output.err.constData());
  const QByteArrayList wanted = output.out.trimmed().split('\n');
  QCOMPARE(lines.size(), qsizetype{5});
  QCOMPARE(lines.size(), wanted.size());
  for (qsizetype line = 0; line < lines.size(); ++line) {
    QByteArrayList fields = lines[line].split(',');
    QByteArrayList by = wanted[line].split(',');
    QCOMPARE(fields.size(), by.size());
    // A label image has no names.
    if (line > 0) fields[1] = by[1] = {};
    for (qsizetype n = 0; n < fields.size(); ++n) {
      if (fields[n] == by[n]) continue;
      // The file states the voxels' places in its own digits.
      const double a = fields[n].toDouble();
      const double b = by[n].toDouble();
      QVERIFY2(std::abs(a - b) <= 1e-4 * std::max(1.0, std::abs(b)),
               (lines[0].split(',')[n] + ": " + fields[n] + " " + by[n]).constData());
    }
    // Those of the voxels are the same to the last digit.
    for (qsizetype n = 3; n < 8; ++n) QCOMPARE(fields[n], by[n]);
  }
}

void TestLesionTable::boxesAreASet() {
  const Volume& ct = *document().ct();
  const int k = ct.grid().size().z() / 2;
  const auto add = [&](int slice, const PixelRect& rect) {
    document().insertBox({BoxId::None,
                          ct.source().slices[static_cast<std::size_t>(slice)].sopInstanceUid,
                          QStringLiteral("A"),
                          rect,
                          false,
                          false,
                          {},
                          -1});
  };
  add(k, {20, 20, 29, 25});
  add(k + 1, {21, 20, 30, 25});
  paintHotSpots(1);
  QVERIFY(showTable());
  auto* sources = window_->findChild<QComboBox*>(QStringLiteral("lesionSource"));
  QCOMPARE(sources->count(), 2);
  QVERIFY2(sources->itemText(1).startsWith(QStringLiteral("Boxes on CT")), qPrintable(sources->itemText(1)));
  sources->setCurrentIndex(1);
  Q_EMIT sources->activated(1);
  QVERIFY(settle());
  QCOMPARE(view().model()->rowCount(), 2);
  QVERIFY(view().isColumnHidden(static_cast<int>(LesionColumn::Glycolysis)));
  const double pixel = ct.grid().spacing().x();
  QVERIFY(std::abs(number(0, LesionColumn::Longest) - 10 * pixel) < 1e-9);
  QVERIFY(std::abs(number(0, LesionColumn::Perpendicular) - 6 * pixel) < 1e-9);
  QCOMPARE(number(0, LesionColumn::Slices), 2.0);
  QVERIFY(std::abs(number(0, LesionColumn::Volume) - 120 * ct.grid().voxelVolume().value) < 1e-9);
  // A click selects a box of it.
  view().setFocus();
  QTest::mouseClick(view().viewport(), Qt::LeftButton, {},
                    view().visualRect(view().model()->index(0, 0)).center());
  QVERIFY(window_->session().openCase().selection().box() != BoxId::None);
  // Selecting a lesion of the mask brings its set back.
  window_->session().openCase().selection().clearMarks();
  window_->session().openCase().selection().setSegment(document().masks().front()->id, 1);
  QTRY_COMPARE(sources->currentIndex(), 0);
}

void TestLesionTable::withoutSuv() {
  paintHotSpots(1);
  QVERIFY(showTable());
  const Volume& pet = *document().pet();
  auto plain = Volume::create(pet.grid(), VoxelType::Float32, ValueUnit::BecquerelPerMillilitre,
                              QStringLiteral("Bq/ml"), pet.source(), 0.0)
                   .take();
  for (int k = 0; k < pet.grid().size().z(); ++k) {
    std::ranges::fill(plain->sliceVoxels<float>(k), 12345.0F);
    plain->publishSlice(k, Volume::SliceState::Loaded);
  }
  document().setImages(document().ct(), plain);
  QVERIFY(settle());
  QCOMPARE(view().model()->headerData(2, Qt::Horizontal).toString(), QStringLiteral("Max (Bq/ml)"));
  QCOMPARE(cell(0, LesionColumn::Maximum), QStringLiteral("12345"));
  QVERIFY(view().isColumnHidden(static_cast<int>(LesionColumn::Glycolysis)));
  for (int column = 0; column < kLesionColumns; ++column)
    QVERIFY(!view().model()->headerData(column, Qt::Horizontal).toString().contains(QLatin1String("SUV")));
  const LesionSnapshot snapshot = lesionSnapshot(table().findings(), table().model());
  const QByteArray csv = lesionCsv(snapshot.measure(JobControl()), snapshot.names);
  QVERIFY(csv.contains("pet_max") && csv.contains("Bq/ml") && !csv.contains("suv") && !csv.contains("tlg"));
  // No PET at all: nothing of it.
  document().setImages(document().ct(), nullptr);
  QVERIFY(settle());
  QVERIFY(view().isColumnHidden(static_cast<int>(LesionColumn::Maximum)));
  QVERIFY(!view().isColumnHidden(static_cast<int>(LesionColumn::HuMean)));
}

void TestLesionTable::otherQuantity() {
  paintHotSpots(1);
  QVERIFY(showTable());
  const double suv = number(0, LesionColumn::Maximum);
  PetQuantity lean;
  lean.id = QStringLiteral("suljames");
  lean.label = QStringLiteral("SULjames");
  lean.factor = 0.75;
  window_->viewState().setPetQuantity(lean, false);
  QCOMPARE(view().model()->headerData(2, Qt::Horizontal).toString(), QStringLiteral("SULjames max"));
  QCOMPARE(number(0, LesionColumn::Maximum), suv * 0.75);
  // Files for programs stay with SUV by body weight.
  const LesionSnapshot snapshot = lesionSnapshot(table().findings(), table().model());
  const QByteArrayList lines = lesionCsv(snapshot.measure(JobControl()), snapshot.names).split('\n');
  QCOMPARE(lines[1].split(',')[3].toDouble(), suv);
}

void TestLesionTable::histogramOfTheSelected() {
  paintHotSpots(2);
  QVERIFY(showTable());
  view().setCurrentIndex(view().model()->index(1, 0));
  const auto& histogram = *window_->findChild<LesionHistogramView*>();
  const LesionFigures& figures = *table().findings().figures(2);
  QTRY_VERIFY(!histogram.histogram().isEmpty());
  QCOMPARE(histogram.histogram().maximum, figures.uptake->maximum);
  QCOMPARE(histogram.histogram().median, figures.uptake->median);
  std::ptrdiff_t sum = 0;
  for (const std::ptrdiff_t count : histogram.histogram().counts) sum += count;
  QCOMPARE(sum, figures.voxels);
  auto* image = window_->findChild<QComboBox*>(QStringLiteral("histogramImage"));
  image->setCurrentIndex(1);
  Q_EMIT image->activated(1);
  QTRY_COMPARE(histogram.histogram().maximum, figures.density->maximum);
  QCOMPARE(histogram.histogram().minimum, figures.density->minimum);
  QVERIFY(!histogram.accessibleDescription().isEmpty());
}

void TestLesionTable::reports_data() {
  QTest::addColumn<bool>("isPdf");
  QTest::addColumn<bool>("namesPatient");
  QTest::newRow("html") << false << true;
  QTest::newRow("html without patient") << false << false;
  QTest::newRow("pdf") << true << true;
}

void TestLesionTable::reports() {
  QFETCH(bool, isPdf);
  QFETCH(bool, namesPatient);
  paintHotSpots(2);
  const MaskId mask = document().masks().front()->id;
  CaseEditor(window_->session().openCase().toolContext())
      .renameSegment(mask, 1, QStringLiteral("Left <lobe> & more"));
  QVERIFY(showTable());
  const QString file = folder_.filePath(isPdf ? QStringLiteral("r.pdf") : QStringLiteral("r.html"));
  QFile::remove(file);
  QCoreApplication::setApplicationVersion(QStringLiteral("9.8.7"));
  std::optional<Result<QString>> done;
  writeReport(table(), window_->session(), window_->viewState(), isPdf ? ReportForm::Pdf : ReportForm::Html,
              namesPatient, file, [&done](Result<QString> result) { done = std::move(result); });
  QVERIFY(QTest::qWaitFor([&] { return done.has_value(); }, 60000));
  QVERIFY2(done->ok(), done->ok() ? "" : qPrintable(done->error().text()));
  QFile written(file);
  QVERIFY(written.open(QIODevice::ReadOnly));
  const QByteArray bytes = written.readAll();
  if (isPdf) {
    QVERIFY(bytes.startsWith("%PDF-"));
    QVERIFY(bytes.contains("/Subtype /Image"));
    return;
  }
  const QString html = QString::fromUtf8(bytes);
  QCOMPARE(html.count(QLatin1String("data:image/png;base64,")), qsizetype{2});
  const LesionFigures& first = *table().findings().figures(1);
  QVERIFY(html.contains(QStringLiteral(">%1<").arg(first.uptake->maximum, 0, 'f', 2)));
  QVERIFY(html.contains(QStringLiteral(">%1<").arg(first.shape->longest.lengthMm(), 0, 'f', 1)));
  QVERIFY(html.contains(QLatin1String("9.8.7")));
  QVERIFY(html.contains(QLatin1String("W 350 L 40 HU")));
  QVERIFY(html.contains(QLatin1String("SUV 0")));
  QVERIFY(html.contains(QStringLiteral("1 cm³")));  // a definition
  QVERIFY(html.contains(QLatin1String("SUVbw")));   // the evidence
  const QString id = window_->session().openCase().patient()->id;
  const QString date = window_->session().openCase().study()->date;
  QVERIFY(!id.isEmpty());
  QCOMPARE(html.contains(id), namesPatient);
  QCOMPARE(html.contains(QLatin1String("Left &lt;lobe&gt; &amp; more")), namesPatient);
  QCOMPARE(html.contains(QLatin1String("PatientWeight")), namesPatient);
  if (!namesPatient) {
    const QString dashed = QStringLiteral("%1-%2-%3").arg(date.mid(0, 4), date.mid(4, 2), date.mid(6, 2));
    QVERIFY(!html.contains(date) && !html.contains(dashed));
    // No time of the day either; pictures are encoded without a colon.
    QVERIFY(!html.contains(QRegularExpression(QStringLiteral("\\d\\d:\\d\\d"))));
    for (const auto& image : {document().ct(), document().pet()})
      if (!image->source().seriesDescription.isEmpty())
        QVERIFY(!html.contains(image->source().seriesDescription));
  }
  // The pictures hold the image and the outline in the lesion's colour.
  const QImage picture =
      lesionPicture(document(), window_->viewState(), table().findings().source(), *first.shape);
  QCOMPARE(picture.size(), QSize(600, 600));
  const Rgb colour = document().mask(mask)->segment(1)->colour;
  int outlined = 0;
  for (int y = 0; y < picture.height(); ++y)
    for (int x = 0; x < picture.width(); ++x)
      if (picture.pixelColor(x, y) == QColor(colour.red, colour.green, colour.blue)) ++outlined;
  QVERIFY2(outlined > 40, qPrintable(QString::number(outlined)));
}

QTEST_MAIN(TestLesionTable)
#include "tst_lesion_table.moc"
