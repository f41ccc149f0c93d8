#include "app/features/boxes/box_dialog.h"
#include "app/features/boxes/box_list.h"
#include "app/features/boxes/box_mask_dialog.h"
#include "app/features/boxes/class_box.h"
#include "app/features/boxes/class_scheme_dialog.h"
#include "tests/app/window_fixture.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QDir>
#include <QLabel>
#include <QMenu>
#include <QMouseEvent>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTableWidget>
#include <QTreeWidget>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>
#include <set>
#include <tuple>

using namespace uptake;
using namespace uptake::test;

/// Boxes and their lesions in the real window, by mouse and keys.
class TestBoxWindow : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase();
  void init();
  void interpolatedBetweenTwoDrawnBoxes();
  void classesByKey();
  void anotherSchemeIsChosen();
  void lesionsInTheList();
  void steppingNeverEdits();
  void boxesAreNudgedWithAlt();
  void linksAreSavedAndComeBack();
  void boxInNumbers();
  void tightenedToThePet();
  void boxesToMaskAndBack();
  void schemesAreEdited();
  void aRightClickOpensTheMenuOfTheBox();

 private:
  std::unique_ptr<MainWindow> opened();
  /// Draws a box by the hand, `columns` and `rows` from the middle of the image, on the slice of the
  /// crosshair.
  static BoxId draw(MainWindow& window, const Eigen::Vector2i& from, const Eigen::Vector2i& to);
  static void scroll(SliceView& view, int slices);
  static int sliceOf(MainWindow& window, BoxId id) {
    const CaseDocument& document = window.session().openCase().document();
    return document.ct()->sliceOf(document.box(id)->sopInstanceUid);
  }
  static QTreeWidget* tree(MainWindow& window) {
    return window.findChild<AnnotationPanel*>()->findChild<QTreeWidget*>();
  }
  /// The row of the list below a group that has so many rows below it.
  static QTreeWidgetItem* rowOf(QTreeWidget& list, int below) {
    for (QTreeWidgetItemIterator it(&list); *it; ++it)
      if (const QTreeWidgetItem* item = *it;
          item && item->parent() && !item->parent()->parent() && item->childCount() == below)
        return *it;
    return nullptr;
  }
  static QAction* action(MainWindow& window, const char* id) {
    return window.actions().action(QLatin1String(id));
  }
  static bool save(MainWindow& window) {
    QSignalSpy saved(&window.session().annotations(), &Keeper::saved);
    QTest::keyClick(&window, Qt::Key_S, Qt::ControlModifier);
    return QTest::qWaitFor([&] { return !saved.isEmpty(); }, 30000);
  }

  QTemporaryDir folder_;
  QString images_;
  std::unique_ptr<QTemporaryDir> dir_;
  QString study_;
};

void TestBoxWindow::initTestCase() {
  isolateSettings(folder_.path());
  images_ = folder_.filePath(QStringLiteral("phantom"));
  const QString failure = makePhantom(images_);
  QVERIFY2(failure.isEmpty(), qPrintable(failure));
}

void TestBoxWindow::init() {
  QSettings().clear();
  dir_ = std::make_unique<QTemporaryDir>();
  study_ = dir_->filePath(QStringLiteral("study"));
  QVERIFY(QDir().mkpath(study_));
  QVERIFY(QFile::link(images_, study_ + QStringLiteral("/images")));
}

std::unique_ptr<MainWindow> TestBoxWindow::opened() {
  auto window = openWindow(study_);
  if (window) window->views().setFocus();
  return window;
}

void TestBoxWindow::scroll(SliceView& view, int slices) {
  const QPointF at = view.rect().center();
  for (int n = 0; n < std::abs(slices); ++n) {
    QWheelEvent event(at, view.mapToGlobal(at), {}, {0, slices > 0 ? -120 : 120}, Qt::NoButton, {},
                      Qt::NoScrollPhase, false);
    QApplication::sendEvent(&view, &event);
  }
}

BoxId TestBoxWindow::draw(MainWindow& window, const Eigen::Vector2i& from, const Eigen::Vector2i& to) {
  SliceView* view = viewOf(window, SliceContent::Ct);
  const ImageGrid& grid = window.session().openCase().document().ct()->grid();
  const int k = grid.nearestVoxel(view->plane().origin).z();
  const auto at = [&](const Eigen::Vector2i& offset) {
    return grid.toPatient({static_cast<double>(grid.size().x() / 2 + offset.x()),
                           static_cast<double>(grid.size().y() / 2 + offset.y()), static_cast<double>(k)});
  };
  window.session().openCase().selection().clearMarks();
  QTest::keyClick(&window.views(), Qt::Key_W);
  drag(*view, at(from), at(to));
  return window.session().openCase().selection().box();
}

void TestBoxWindow::interpolatedBetweenTwoDrawnBoxes() {
  auto window = opened();
  QVERIFY(window);
  SliceView* view = viewOf(*window, SliceContent::Ct);
  const CaseDocument& document = window->session().openCase().document();
  const BoxId first = draw(*window, {-20, -10}, {-5, 5});
  QVERIFY(first != BoxId::None);
  scroll(*view, 5);
  const BoxId second = draw(*window, {0, -4}, {25, 15});
  QVERIFY(second != BoxId::None && second != first);
  const PixelRect a = document.box(first)->rect;
  const PixelRect b = document.box(second)->rect;
  QCOMPARE(std::abs(sliceOf(*window, first) - sliceOf(*window, second)), 5);
  QTest::keyClick(&window->views(), Qt::Key_D, Qt::ShiftModifier);
  QCOMPARE(document.boxes().size(), std::size_t{6});
  const int direction = sliceOf(*window, second) > sliceOf(*window, first) ? 1 : -1;
  for (int step = 1; step < 5; ++step) {
    const int k = sliceOf(*window, first) + direction * step;
    const auto there =
        document.boxesOn(document.ct()->source().slices[static_cast<std::size_t>(k)].sopInstanceUid);
    QCOMPARE(there.size(), std::size_t{1});
    const auto edge = [&](int from, int to) {
      return static_cast<int>(std::floor((from * (5 - step) + to * step) / 5.0 + 0.5));
    };
    QCOMPARE(there.front().rect, (PixelRect{edge(a.xmin, b.xmin), edge(a.ymin, b.ymin), edge(a.xmax, b.xmax),
                                            edge(a.ymax, b.ymax)}));
  }
  QCOMPARE(document.lesionOf(first)->boxes.size(), std::size_t{6});
  QTest::keyClick(window.get(), Qt::Key_Z, Qt::ControlModifier);
  QCOMPARE(document.boxes().size(), std::size_t{2});
  QTest::keyClick(window.get(), Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
  QCOMPARE(document.boxes().size(), std::size_t{6});
  // The lesion as a whole goes with one key, and comes back with one step.
  QTest::keyClick(&window->views(), Qt::Key_Delete, Qt::ShiftModifier);
  QVERIFY(document.boxes().empty());
  QTest::keyClick(window.get(), Qt::Key_Z, Qt::ControlModifier);
  QCOMPARE(document.boxes().size(), std::size_t{6});
}

void TestBoxWindow::classesByKey() {
  auto window = opened();
  QVERIFY(window);
  const CaseDocument& document = window->session().openCase().document();
  const BoxId box = draw(*window, {-20, -10}, {-5, 5});
  QTest::keyClick(&window->views(), Qt::Key_D, Qt::ControlModifier);
  QCOMPARE(document.boxes().size(), std::size_t{2});
  const BoxId copy = window->session().openCase().selection().box();
  QCOMPARE(document.lesionOf(box)->boxes.size(), std::size_t{2});
  QTest::keyClick(&window->views(), Qt::Key_C);
  QTest::keyClick(&window->views(), Qt::Key_E);
  QCOMPARE(document.box(copy)->className, QStringLiteral("E"));
  QCOMPARE(document.box(box)->className, QStringLiteral("A"));
  QCOMPARE(window->tools().kind(), ToolKind::Box);  // E alone would be the eraser
  QTest::keyClick(window.get(), Qt::Key_Z, Qt::ControlModifier);
  QTest::keyClick(&window->views(), Qt::Key_C, Qt::ShiftModifier);
  QTest::keyClick(&window->views(), Qt::Key_G);
  QCOMPARE(document.box(copy)->className, QStringLiteral("G"));
  QCOMPARE(document.box(box)->className, QStringLiteral("G"));
  // New boxes get it, too; without a selected box only they do.
  auto* combo = window->findChild<ClassBox*>();
  QCOMPARE(combo->currentData().toString(), QStringLiteral("G"));
  window->session().openCase().selection().clearMarks();
  QTest::keyClick(&window->views(), Qt::Key_C);
  QTest::keyClick(&window->views(), Qt::Key_B);
  QCOMPARE(combo->currentData().toString(), QStringLiteral("B"));
  QCOMPARE(document.box(draw(*window, {20, -10}, {35, 5}))->className, QStringLiteral("B"));
}

void TestBoxWindow::anotherSchemeIsChosen() {
  {
    auto window = opened();
    QVERIFY(window);
    const CaseDocument& document = window->session().openCase().document();
    const BoxId box = draw(*window, {-20, -10}, {-5, 5});
    window->classSchemes().set({}, QStringLiteral("Lung-RADS"));
    QCOMPARE(document.box(box)->className, QStringLiteral("A"));  // unknown now, and stays
    auto* combo = window->findChild<ClassBox*>();
    QCOMPARE(combo->count(), 7);
    window->session().openCase().selection().setBox(box);
    QTest::keyClick(&window->views(), Qt::Key_C);
    QTest::keyClick(&window->views(), Qt::Key_4);
    QCOMPARE(document.box(box)->className, QStringLiteral("4A"));
    QCOMPARE(window->viewState().labelScheme().name(), QStringLiteral("Lung-RADS"));
    window->session().openCase().undoStack().setClean();
  }
  auto window = opened();
  QCOMPARE(window->viewState().labelScheme().name(), QStringLiteral("Lung-RADS"));
  QCOMPARE(window->tools().boxClass(), QStringLiteral("0"));
  QVERIFY(!action(*window, "box.class.8")->isVisible());
}

void TestBoxWindow::lesionsInTheList() {
  auto window = opened();
  QVERIFY(window);
  const CaseDocument& document = window->session().openCase().document();
  const ImageGrid& grid = document.ct()->grid();
  const BoxId box = draw(*window, {-20, -10}, {-5, 5});
  for (int n = 0; n < 3; ++n) QTest::keyClick(&window->views(), Qt::Key_D, Qt::ControlModifier);
  draw(*window, {20, -10}, {35, 5});
  QTreeWidget* list = tree(*window);
  QTRY_COMPARE(list->topLevelItemCount(), 1);
  QTRY_VERIFY(rowOf(*list, 4) && rowOf(*list, 0));
  QTreeWidgetItem* row = rowOf(*list, 4);
  QVERIFY(row);
  const BoxLesion lesion = *document.lesionOf(box);
  const int low = std::min(grid.sliceNumber(lesion.firstSlice), grid.sliceNumber(lesion.lastSlice));
  QCOMPARE(row->text(1), QStringLiteral("Im %1–%2").arg(low).arg(low + 3));
  const QString text = row->text(0);
  QVERIFY2(text.startsWith(QStringLiteral("A – Adenocarcinoma\n")), qPrintable(text));
  QVERIFY2(text.contains(QStringLiteral("%1 mm").arg(4 * grid.spacing().z())), qPrintable(text));
  // A click goes to its middle, Right to the next lesion.
  QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, list->visualItemRect(row).center());
  const BoxId shown = window->session().openCase().selection().box();
  QVERIFY(std::ranges::find(lesion.boxes, shown) != lesion.boxes.end());
  const int k = grid.nearestVoxel(window->viewState().crosshair()).z();
  QVERIFY(k > lesion.firstSlice && k <= lesion.lastSlice);
  // Hidden, and shown again.
  action(*window, "box.hide")->trigger();
  for (const BoxId id : lesion.boxes) QVERIFY(document.isBoxHidden(id));
  QTRY_VERIFY(rowOf(*list, 4) && rowOf(*list, 4)->text(0).contains(QLatin1String("(hidden)")));
  action(*window, "box.showAll")->trigger();
  QVERIFY(!document.isBoxHidden(box));
  // Del in the list takes the lesion that is marked.
  QTRY_VERIFY(list->currentItem() != nullptr);
  QTest::qWait(100);
  list->setFocus();
  list->setCurrentItem(rowOf(*list, 4));
  QTest::keyClick(list, Qt::Key_Delete);
  QCOMPARE(document.boxes().size(), std::size_t{1});
  QTest::keyClick(window.get(), Qt::Key_Z, Qt::ControlModifier);
  QCOMPARE(document.boxes().size(), std::size_t{5});
}

void TestBoxWindow::steppingNeverEdits() {
  auto window = opened();
  QVERIFY(window);
  Session& session = window->session();
  SliceView* view = viewOf(*window, SliceContent::Ct);
  std::vector<BoxId> boxes;
  for (const int column : {-30, -10, 10}) {
    boxes.push_back(draw(*window, {column, -10}, {column + 8, 5}));
    scroll(*view, 2);
  }
  QVERIFY(save(*window));
  const auto before = session.openCase().document().boxes();
  const int steps = session.openCase().undoStack().count();
  QTest::keyClick(&window->views(), Qt::Key_Escape);
  QCOMPARE(session.openCase().selection().box(), BoxId::None);
  std::vector<BoxId> reached;
  for (int n = 0; n < 3; ++n) {
    QTest::keyClick(&window->views(), Qt::Key_Right);
    reached.push_back(session.openCase().selection().box());
    for (const auto key :
         {Qt::Key_Down, Qt::Key_PageDown, Qt::Key_Up, Qt::Key_PageUp, Qt::Key_Period, Qt::Key_Comma})
      QTest::keyClick(&window->views(), key);
    for (const auto key : {Qt::Key_Up, Qt::Key_Down, Qt::Key_Left, Qt::Key_Right})
      QTest::keyClick(&window->views(), key, Qt::ShiftModifier);
    // The place in the list is not lost with the selection.
    QTest::keyClick(&window->views(), Qt::Key_Escape);
    QCOMPARE(session.openCase().selection().box(), BoxId::None);
  }
  QCOMPARE(std::set<BoxId>(reached.begin(), reached.end()), std::set<BoxId>(boxes.begin(), boxes.end()));
  QTest::keyClick(&window->views(), Qt::Key_Left);
  QCOMPARE(session.openCase().selection().box(), reached[1]);
  // Of a lesion that is deleted, the next one is where it was.
  QTest::keyClick(&window->views(), Qt::Key_Delete);
  QTest::keyClick(&window->views(), Qt::Key_Right);
  QCOMPARE(session.openCase().selection().box(), reached[2]);
  QTest::keyClick(window.get(), Qt::Key_Z, Qt::ControlModifier);
  QVERIFY(session.openCase().document().boxes() == before);
  QCOMPARE(session.openCase().undoStack().index(), steps);
  QVERIFY(!session.openCase().hasUnsavedChanges());
}

void TestBoxWindow::boxesAreNudgedWithAlt() {
  auto window = opened();
  QVERIFY(window);
  SliceView* view = viewOf(*window, SliceContent::Ct);
  const CaseDocument& document = window->session().openCase().document();
  const BoxId box = draw(*window, {-20, -10}, {-5, 5});
  const PixelRect at = document.box(box)->rect;
  QTest::keyClick(&window->views(), Qt::Key_Right, Qt::AltModifier);
  QTest::keyClick(&window->views(), Qt::Key_Down, Qt::AltModifier | Qt::ShiftModifier);
  QCOMPARE(document.box(box)->rect, (PixelRect{at.xmin + 1, at.ymin + 10, at.xmax + 1, at.ymax + 10}));
  QTest::keyClick(&window->views(), Qt::Key_Left, Qt::AltModifier | Qt::ShiftModifier);
  QTest::keyClick(&window->views(), Qt::Key_Up, Qt::AltModifier);
  const PixelRect there{at.xmin - 9, at.ymin + 9, at.xmax - 9, at.ymax + 9};
  QCOMPARE(document.box(box)->rect, there);
  // A box that is not seen is not moved.
  scroll(*view, 3);
  QTest::keyClick(&window->views(), Qt::Key_Right, Qt::AltModifier);
  QCOMPARE(document.box(box)->rect, there);
}

void TestBoxWindow::linksAreSavedAndComeBack() {
  int slice = -1;
  {
    auto window = opened();
    QVERIFY(window);
    const CaseDocument& document = window->session().openCase().document();
    draw(*window, {-20, -10}, {-5, 5});
    for (int n = 0; n < 3; ++n) QTest::keyClick(&window->views(), Qt::Key_D, Qt::ControlModifier);
    QCOMPARE(document.boxLesions().size(), std::size_t{1});
    window->session().openCase().selection().setBox(document.boxLesions().front().boxes[2]);
    action(*window, "box.split")->trigger();
    QCOMPARE(document.boxLesions().size(), std::size_t{2});
    slice = document.boxLesions()[1].firstSlice;
    QVERIFY(save(*window));
    QVERIFY(!window->session().openCase().hasUnsavedChanges());
  }
  QDir links(study_ + QStringLiteral("-annotations/Boxes"));
  QVERIFY(links.exists());
  {
    auto window = opened();
    const CaseDocument& document = window->session().openCase().document();
    QCOMPARE(document.boxes().size(), std::size_t{4});
    QCOMPARE(document.boxLesions().size(), std::size_t{2});
    QCOMPARE(document.boxLesions()[1].firstSlice, slice);
    QVERIFY(!window->session().openCase().hasUnsavedChanges());
    // Moving a box keeps the link: it is written by the box's new place.
    const BoxId moved = document.boxLesions()[1].boxes.front();
    window->session().openCase().selection().setBox(moved);
    window->viewState().setCrosshair(*boxCentre(window->session().openCase().document(), moved));
    QTest::keyClick(&window->views(), Qt::Key_Right, Qt::AltModifier);
    QVERIFY(window->session().openCase().hasUnsavedChanges());
    QVERIFY(save(*window));
  }
  {
    auto window = opened();
    QCOMPARE(window->session().openCase().document().boxLesions().size(), std::size_t{2});
    // Joined again: without any link the file goes.
    window->session().openCase().selection().setBox(
        window->session().openCase().document().boxLesions()[0].boxes.front());
    action(*window, "box.join")->trigger();
    QCOMPARE(window->session().openCase().document().boxLesions().size(), std::size_t{1});
    QVERIFY(save(*window));
  }
  auto window = opened();
  QCOMPARE(window->session().openCase().document().boxLesions().size(), std::size_t{1});
}

void TestBoxWindow::boxInNumbers() {
  auto window = opened();
  QVERIFY(window);
  const CaseDocument& document = window->session().openCase().document();
  const BoxId box = draw(*window, {-20, -10}, {-5, 5});
  const Eigen::Vector3i size = document.ct()->grid().size();
  QTest::keyClick(&window->views(), Qt::Key_N, Qt::ShiftModifier);
  auto* dialog = window->findChild<BoxDialog*>();
  QVERIFY(dialog);
  const auto type = [&](const char* name, int value) {
    auto* edge = dialog->findChild<QSpinBox*>(QLatin1String(name));
    edge->selectAll();
    QTest::keyClicks(edge, QString::number(value));
  };
  type("xmin", 3);
  type("ymin", 4);
  type("xmax", size.x() + 20);
  type("ymax", 30);
  const QString message = dialog->findChild<QLabel*>(QStringLiteral("message"))->text();
  QVERIFY2(message.contains(QStringLiteral("columns 3 to %1").arg(size.x() - 1)), qPrintable(message));
  QTest::keyClick(dialog, Qt::Key_Return);
  QCOMPARE(document.box(box)->rect, (PixelRect{3, 4, size.x() - 1, 30}));
  QTest::keyClick(window.get(), Qt::Key_Z, Qt::ControlModifier);
  QVERIFY(document.box(box)->rect != (PixelRect{3, 4, size.x() - 1, 30}));
  action(*window, "box.difficult")->trigger();
  QVERIFY(document.box(box)->difficult && action(*window, "box.difficult")->isChecked());
  QTRY_VERIFY(rowOf(*tree(*window), 0) &&
              rowOf(*tree(*window), 0)->text(0).contains(QLatin1String("difficult")));
}

void TestBoxWindow::tightenedToThePet() {
  auto window = opened();
  QVERIFY(window);
  const CaseDocument& document = window->session().openCase().document();
  const ImageGrid& ct = document.ct()->grid();
  const PhantomLesion lesion = phantomLesions().front();
  window->viewState().setCrosshair(lesion.centre);
  const Eigen::Vector3i middle = ct.nearestVoxel(lesion.centre);
  const auto margin = static_cast<int>((lesion.radiusMm + 12.0) / ct.spacing().x());
  Box box;
  box.sopInstanceUid = document.ct()->source().slices[static_cast<std::size_t>(middle.z())].sopInstanceUid;
  box.className = QStringLiteral("A");
  box.rect = {middle.x() - margin, middle.y() - margin, middle.x() + margin, middle.y() + margin};
  const BoxId id = CaseEditor(window->session().openCase().toolContext()).addBox(box);
  QTest::keyClick(&window->views(), Qt::Key_T, Qt::ShiftModifier);
  const PixelRect tight = document.box(id)->rect;
  QVERIFY(tight.width() < box.rect.width() && tight.height() < box.rect.height());
  // The uptake of a sphere of this radius, blurred by the scanner: within a PET voxel and a half of it.
  const double tolerance = 1.5 * document.pet()->grid().spacing().x();
  QVERIFY(std::abs(tight.width() * ct.spacing().x() / 2.0 - lesion.radiusMm) < tolerance);
  // Every border row and column holds a pixel at 41 % of the maximum or above, none outside of it is asked.
  double maximum = 0.0;
  const auto suv = [&](int x, int y) {
    return document.pet()->valueAt(ct.toPatient({double(x), double(y), double(middle.z())})).value_or(0.0);
  };
  for (int y = box.rect.ymin; y <= box.rect.ymax; ++y)
    for (int x = box.rect.xmin; x <= box.rect.xmax; ++x) maximum = std::max(maximum, suv(x, y));
  const auto anyInColumn = [&](int x) {
    for (int y = tight.ymin; y <= tight.ymax; ++y)
      if (suv(x, y) >= 0.41 * maximum) return true;
    return false;
  };
  QVERIFY(anyInColumn(tight.xmin) && anyInColumn(tight.xmax));
  QVERIFY(!anyInColumn(tight.xmin - 1) && !anyInColumn(tight.xmax + 1));
  QTest::keyClick(window.get(), Qt::Key_Z, Qt::ControlModifier);
  QCOMPARE(document.box(id)->rect, box.rect);
}

void TestBoxWindow::boxesToMaskAndBack() {
  auto window = opened();
  QVERIFY(window);
  CaseDocument& document = window->session().openCase().document();
  draw(*window, {-20, -10}, {-5, 5});
  for (int n = 0; n < 2; ++n) QTest::keyClick(&window->views(), Qt::Key_D, Qt::ControlModifier);
  const BoxId other = draw(*window, {10, 12}, {25, 22});
  CaseEditor(window->session().openCase().toolContext()).setBoxClass(other, QStringLiteral("G"));
  std::set<std::tuple<QString, QString, int, int, int, int>> before;
  const auto contents = [&] {
    std::set<std::tuple<QString, QString, int, int, int, int>> all;
    for (const auto& [id, box] : document.boxes())
      all.emplace(box.sopInstanceUid, box.className, box.rect.xmin, box.rect.ymin, box.rect.xmax,
                  box.rect.ymax);
    return all;
  };
  before = contents();
  action(*window, "box.toMask")->trigger();
  QCOMPARE(document.masks().size(), std::size_t{1});
  QCOMPARE(document.masks().front()->segments.size(), std::size_t{2});
  while (!document.boxes().empty())
    CaseEditor(window->session().openCase().toolContext()).removeBox(document.boxes().begin()->first);
  action(*window, "box.fromMask")->trigger();
  auto* dialog = window->findChild<BoxMaskDialog*>();
  QVERIFY(dialog);
  dialog->findChild<QComboBox*>(QStringLiteral("lesions"))->setCurrentIndex(1);
  const int steps = window->session().openCase().undoStack().count();
  QTest::keyClick(dialog, Qt::Key_Return);
  QTRY_COMPARE(document.boxes().size(), std::size_t{4});
  QVERIFY(contents() == before);
  QCOMPARE(window->session().openCase().undoStack().count(), steps + 1);
}

void TestBoxWindow::schemesAreEdited() {
  auto window = opened();
  QVERIFY(window);
  action(*window, "box.schemes")->trigger();
  auto* dialog = window->findChild<ClassSchemeDialog*>();
  QVERIFY(dialog);
  auto* table = dialog->findChild<QTableWidget*>(QStringLiteral("classes"));
  auto* ok = dialog->findChild<QDialogButtonBox*>()->button(QDialogButtonBox::Ok);
  QCOMPARE(table->rowCount(), 4);
  QVERIFY(table->editTriggers() == QAbstractItemView::NoEditTriggers);
  QTest::mouseClick(dialog->findChild<QPushButton*>(QStringLiteral("copy")), Qt::LeftButton);
  QTest::mouseClick(dialog->findChild<QPushButton*>(QStringLiteral("addClass")), Qt::LeftButton);
  QCOMPARE(table->rowCount(), 5);
  QVERIFY(!ok->isEnabled());  // it has no name yet
  table->item(4, 0)->setText(QStringLiteral("a"));
  QVERIFY(!ok->isEnabled());  // A is there already
  table->item(4, 0)->setText(QStringLiteral("M"));
  table->item(4, 1)->setText(QStringLiteral("Metastasis"));
  table->item(4, 3)->setText(QStringLiteral("m"));
  QVERIFY(ok->isEnabled());
  const QString file = dir_->filePath(QStringLiteral("mine.json"));
  dialog->exportTo(file);
  QVERIFY(QFile::exists(file));
  QTest::mouseClick(ok, Qt::LeftButton);
  const LabelScheme chosen = window->classSchemes().current();
  QCOMPARE(chosen.classes().size(), std::size_t{5});
  QCOMPARE(chosen.classes().back().fullName, QStringLiteral("Metastasis"));
  QCOMPARE(action(*window, "box.class.5")->shortcut(), QKeySequence(QStringLiteral("C, M")));
  QVERIFY(ClassSchemes().current() == chosen);  // the next window has it
  // The exported one comes back under a name of its own.
  ClassSchemeDialog again(window->classSchemes());
  again.importFrom(file);
  auto* names = again.findChild<QComboBox*>(QStringLiteral("scheme"));
  QCOMPARE(names->currentText(), chosen.name() + QStringLiteral(" 2"));
}

void TestBoxWindow::aRightClickOpensTheMenuOfTheBox() {
  auto window = opened();
  QVERIFY(window);
  SliceView* view = viewOf(*window, SliceContent::Ct);
  const CaseDocument& document = window->session().openCase().document();
  const BoxId first = draw(*window, {-20, -10}, {-5, 5});
  const BoxId second = draw(*window, {10, 10}, {25, 20});
  QCOMPARE(window->session().openCase().selection().box(), second);
  const ImageGrid& grid = document.ct()->grid();
  const auto pixelOf = [&](double i, double j) {
    return view
        ->toPixel(grid.toPatient({i, j, static_cast<double>(grid.nearestVoxel(view->plane().origin).z())}))
        .toPoint();
  };
  const auto rightClick = [&](const QPoint& at) {
    QTest::mouseMove(view, at);
    QTest::mouseClick(view, Qt::RightButton, {}, at);
  };
  // Where no box is, nothing opens.
  rightClick(pixelOf(grid.size().x() / 2.0, grid.size().y() * 0.85));
  QVERIFY(!QApplication::activePopupWidget());
  const PixelRect rect = document.box(first)->rect;
  rightClick(pixelOf(rect.xmin, (rect.ymin + rect.ymax) / 2.0));
  auto* menu = qobject_cast<QMenu*>(QApplication::activePopupWidget());
  QVERIFY(menu);
  QCOMPARE(window->session().openCase().selection().box(), first);
  QVERIFY(menu->actions().contains(action(*window, "box.edit")));
  menu->close();
  // A right drag zooms and opens nothing.
  const double zoom = window->viewState().zoom();
  const QPoint from = pixelOf(rect.xmin, (rect.ymin + rect.ymax) / 2.0);
  QTest::mousePress(view, Qt::RightButton, {}, from);
  for (int step = 1; step <= 5; ++step) {
    QMouseEvent move(QEvent::MouseMove, from - QPoint(0, 12 * step),
                     view->mapToGlobal(from - QPoint(0, 12 * step)), Qt::NoButton, Qt::RightButton, {});
    QApplication::sendEvent(view, &move);
  }
  QTest::mouseRelease(view, Qt::RightButton, {}, from - QPoint(0, 60));
  QVERIFY(!QApplication::activePopupWidget());
  QVERIFY(window->viewState().zoom() > zoom);
}

QTEST_MAIN(TestBoxWindow)
#include "tst_box_window.moc"
