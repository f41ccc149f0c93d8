#include "app/features/masks/mask_list.h"
#include "tests/app/window_fixture.h"

#include <QAbstractButton>
#include <QComboBox>
#include <QDirIterator>
#include <QLabel>
#include <QMenuBar>
#include <QMessageBox>
#include <QSignalSpy>
#include <QStatusBar>
#include <QTimer>
#include <QWheelEvent>

#include <algorithm>

using namespace uptake;
using namespace uptake::test;

/// The way through the program that a reader takes, with a real window and real mouse and key events.
class TestWindow : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase();
  void init();
  void drawSaveAndReopen();
  void undoNamesEveryStep();
  void asksBeforeClosingWithUnsavedWork();
  void keysChangeTheWindow();
  void neverSavesInsideTheOpenedFolder();
  void messagesCoverTheValues();
  void layoutsShowTheirViews();
  void theReadOutFollowsThePicture();
  void messagesGoWhenTheyAreNoLongerTrue();
  void petWithoutSuvShowsItsOwnUnit();

 private:
  QTemporaryDir settings_;
  std::unique_ptr<QTemporaryDir> folder_;
  QString study_;
};

void TestWindow::initTestCase() {
  QVERIFY(settings_.isValid());
  isolateSettings(settings_.path());
}

void TestWindow::init() {
  QSettings().clear();
  folder_ = std::make_unique<QTemporaryDir>();
  study_ = folder_->filePath(QStringLiteral("study"));
  const QString failure = makePhantom(study_);
  QVERIFY2(failure.isEmpty(), qPrintable(failure));
}

void TestWindow::drawSaveAndReopen() {
  const Point nodule = phantomLesions().front().centre;
  std::map<BoxId, Box> boxes;
  std::vector<Label> labels;
  {
    auto window = openWindow(study_);
    QVERIFY(window);
    window->viewState().setCrosshair(nodule);

    // The lung window by its key.
    QTest::keyClick(window.get(), Qt::Key_2);
    QCOMPARE(window->viewState().ctWindow(), (Window{1400.0, -700.0}));

    // A box around the nodule, on the CT.
    SliceView* ct = viewOf(*window, SliceContent::Ct);
    QVERIFY(ct);
    QTest::keyClick(window.get(), Qt::Key_W);
    const Point onPlane = ct->plane().project(nodule);
    drag(*ct, onPlane - Point(15, 15, 0), onPlane + Point(15, 15, 0));
    QCOMPARE(window->session().openCase().document().boxes().size(), std::size_t{1});

    // A stroke over it, on a mask on the PET grid, drawn in the PET view.
    window->findChild<MaskList*>()->addMask(true);
    SliceView* pet = viewOf(*window, SliceContent::Pet);
    QVERIFY(pet);
    QTest::keyClick(window.get(), Qt::Key_B);
    const Point petPlane = pet->plane().project(nodule);
    drag(*pet, petPlane - Point(8, 0, 0), petPlane + Point(8, 0, 0));
    const MaskLayer& mask = *window->session().openCase().document().masks().front();
    QVERIFY(mask.labels.grid().sameAs(window->session().openCase().document().pet()->grid()));
    QVERIFY(mask.labels.count(1) > 0);
    QVERIFY(window->session().openCase().hasUnsavedChanges());

    QSignalSpy saved(&window->session().annotations(), &Keeper::saved);
    QTest::keyClick(window.get(), Qt::Key_S, Qt::ControlModifier);
    QTRY_COMPARE_WITH_TIMEOUT(saved.count(), 1, 20000);
    QVERIFY(!window->session().openCase().hasUnsavedChanges());
    boxes = window->session().openCase().document().boxes();
    labels = mask.labels.allVoxels();
  }

  // Beside the opened folder, never in it.
  const QString annotations = study_ + QStringLiteral("-annotations");
  const Box& drawn = boxes.begin()->second;
  QVERIFY(QFileInfo::exists(
      QStringLiteral("%1/Annotation/PHANTOM-1/%2.xml").arg(annotations, drawn.sopInstanceUid)));
  QDirIterator written(annotations, {QStringLiteral("*.dcm")}, QDir::Files, QDirIterator::Subdirectories);
  QVERIFY(written.hasNext());
  QVERIFY(
      !QDirIterator(study_, {QStringLiteral("*.xml")}, QDir::Files, QDirIterator::Subdirectories).hasNext());

  auto window = openWindow(study_);
  QVERIFY(window);
  CaseDocument& document = window->session().openCase().document();
  QCOMPARE(document.boxes().size(), std::size_t{1});
  const Box& read = document.boxes().begin()->second;
  QCOMPARE(read.sopInstanceUid, drawn.sopInstanceUid);
  QCOMPARE(read.rect, drawn.rect);
  QCOMPARE(read.className, drawn.className);
  QCOMPARE(document.masks().size(), std::size_t{1});
  QVERIFY(document.masks().front()->labels.allVoxels() == labels);
  QVERIFY(!window->session().openCase().hasUnsavedChanges());
}

void TestWindow::undoNamesEveryStep() {
  auto window = openWindow(study_);
  QVERIFY(window);
  SliceView* ct = viewOf(*window, SliceContent::Ct);
  QTest::keyClick(window.get(), Qt::Key_W);
  const Point middle = ct->plane().origin;
  drag(*ct, middle - Point(20, 20, 0), middle + Point(20, 20, 0));
  QAction* undo = window->actions().action(QStringLiteral("edit.undo"));
  QVERIFY2(undo->text().contains(QLatin1String("box"), Qt::CaseInsensitive), qPrintable(undo->text()));
  QTest::keyClick(window.get(), Qt::Key_Z, Qt::ControlModifier);
  QVERIFY(window->session().openCase().document().boxes().empty());
  QVERIFY(!window->session().openCase().hasUnsavedChanges());
  QTest::keyClick(window.get(), Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
  QCOMPARE(window->session().openCase().document().boxes().size(), std::size_t{1});
}

void TestWindow::asksBeforeClosingWithUnsavedWork() {
  auto window = openWindow(study_);
  QVERIFY(window);
  SliceView* ct = viewOf(*window, SliceContent::Ct);
  QTest::keyClick(window.get(), Qt::Key_W);
  const Point middle = ct->plane().origin;
  drag(*ct, middle - Point(20, 20, 0), middle + Point(20, 20, 0));

  const auto answer = [](QMessageBox::StandardButton button) {
    whenAsked<QMessageBox>({}, [button](QMessageBox& question) { question.button(button)->click(); });
  };
  answer(QMessageBox::Cancel);
  QVERIFY(!window->close());
  QVERIFY(window->isVisible());
  answer(QMessageBox::Save);
  QVERIFY(window->close());
  QVERIFY(QFileInfo(study_ + QStringLiteral("-annotations/Annotation/PHANTOM-1")).isDir());
}

void TestWindow::keysChangeTheWindow() {
  auto window = openWindow(study_);
  QVERIFY(window);
  QTest::keyClick(window.get(), Qt::Key_1);
  QCOMPARE(window->viewState().ctWindow(), (Window{350.0, 40.0}));
  QTest::keyClick(window.get(), Qt::Key_4);
  QCOMPARE(window->viewState().ctWindow(), (Window{2000.0, 500.0}));
  QTest::keyClick(window.get(), Qt::Key_H);
  QVERIFY(!window->viewState().annotationsVisible());

  window->views().setFocus();
  QTest::keyPress(&window->views(), Qt::Key_Space);
  QVERIFY(window->viewState().petHidden());
  QTest::keyRelease(&window->views(), Qt::Key_Space);
  QVERIFY(!window->viewState().petHidden());

  // One key down is one stored slice on.
  const double before = viewOf(*window, SliceContent::Ct)->plane().origin.z();
  QTest::keyClick(&window->views(), Qt::Key_Down);
  const double spacing = window->session().openCase().document().ct()->grid().spacing().z();
  QVERIFY(std::abs(std::abs(viewOf(*window, SliceContent::Ct)->plane().origin.z() - before) - spacing) <
          1e-6);
}

void TestWindow::neverSavesInsideTheOpenedFolder() {
  auto window = openWindow(study_);
  QVERIFY(window);
  const Result<void> inside =
      window->session().setAnnotationFolder(study_ + QStringLiteral("/my-annotations"));
  QVERIFY(!inside.ok());
  const QString elsewhere = folder_->filePath(QStringLiteral("elsewhere"));
  QVERIFY(window->session().setAnnotationFolder(elsewhere).ok());
  QCOMPARE(window->session().annotations().folder().path(), elsewhere);
  window.reset();
  // Found again when the study is reopened.
  window = openWindow(study_);
  QCOMPARE(window->session().annotations().folder().path(), elsewhere);
}

void TestWindow::messagesCoverTheValues() {
  auto window = openWindow(study_);
  QVERIFY(window);
  auto* values = window->findChild<QLabel*>(QStringLiteral("values"));
  QVERIFY(values && values->isVisible());
  window->status().say(QStringLiteral("a message"));
  QVERIFY(!values->isVisible());
  // A button beside it grows: all is laid out anew.
  QFont large = window->font();
  large.setPointSize(2 * large.pointSize());
  window->findChild<QWidget*>(QStringLiteral("suv"))->setFont(large);
  QTest::qWait(50);
  QVERIFY(!values->isVisible());
  window->status().clearMessage();
  QVERIFY(values->isVisible());
}

void TestWindow::layoutsShowTheirViews() {
  auto window = openWindow(study_);
  QVERIFY(window);
  QCOMPARE(window->views().shownViews().size(), std::size_t{3});
  QVERIFY(window->views().mip()->isVisible());
  window->setLayoutChoice(Layout::Mpr);
  QCOMPARE(window->views().shownViews().size(), std::size_t{3});
  for (SliceView* view : window->views().shownViews()) {
    QCOMPARE(view->content(), SliceContent::Fused);
    QVERIFY(view->isVisible());
    QVERIFY(view->width() > 300 && view->height() > 200);
  }
}

void TestWindow::theReadOutFollowsThePicture() {
  auto window = openWindow(study_);
  QVERIFY(window);
  const CaseDocument& document = window->session().openCase().document();
  SliceView* view = viewOf(*window, SliceContent::Ct);
  const auto* values = window->findChild<QLabel*>(QStringLiteral("values"));
  window->viewState().setCrosshair(phantomLesions().front().centre);
  const QPoint at = view->toPixel(view->plane().project(phantomLesions().front().centre)).toPoint();
  // What stands in the images at the place under the pointer, of the plane that is shown now.
  const auto expected = [&] {
    const Point place = view->toPatient(QPointF(at));
    const auto number = [&](const Volume& image, double factor, int decimals) {
      return QString::number(image.value(image.grid().nearestVoxel(place)) * factor, 'f', decimals)
          .replace(QLatin1Char('-'), QChar(0x2212));
    };
    return QStringList{QStringLiteral("HU ") + number(*document.ct(), 1.0, 0),
                       number(*document.pet(), window->viewState().petQuantity().factor, 2),
                       QStringLiteral("%1 mm").arg(std::abs(place.z()), 0, 'f', 1)};
  };
  const auto isTrue = [&] {
    const QStringList wanted = expected();
    const bool found =
        std::ranges::all_of(wanted, [&](const QString& part) { return values->text().contains(part); });
    if (!found) qWarning() << values->text() << "instead of" << wanted;
    return found;
  };
  QTest::mouseMove(view, at);
  QTRY_VERIFY(!values->text().isEmpty());
  QVERIFY(isTrue());
  QSet<QString> seen{values->text()};
  // By wheel and keys, with a pointer that rests.
  for (int n = 0; n < 3; ++n) {
    QWheelEvent event(at, view->mapToGlobal(QPointF(at)), {}, {0, -120}, Qt::NoButton, {}, Qt::NoScrollPhase,
                      false);
    QApplication::sendEvent(view, &event);
    QVERIFY(isTrue());
    seen.insert(values->text());
  }
  QTest::keyClick(&window->views(), Qt::Key_Up);
  QVERIFY(isTrue());
  QTest::keyClick(&window->views(), Qt::Key_PageDown);
  QVERIFY(isTrue());
  seen.insert(values->text());
  QVERIFY(seen.size() >= 4);
  // The crosshair of a list, another zoom, another scale of the PET.
  window->viewState().setCrosshair(phantomLesions()[1].centre);
  QVERIFY(isTrue());
  window->viewState().setZoom(2.0);
  QVERIFY(isTrue());
  const QString before = values->text();
  window->actions().action(QStringLiteral("quantity.suvbsa"))->trigger();
  QVERIFY(isTrue());
  QVERIFY(window->viewState().petQuantity().factor != 1.0);
  // Another image in the view has other planes.
  QTest::keyClick(&window->views(), Qt::Key_F);
  QVERIFY(isTrue());
  // Nothing under the pointer, nothing said.
  QTest::mouseMove(window->menuBar(), QPoint(2, 2));
  QTRY_VERIFY(values->text().isEmpty());
  QTest::keyClick(&window->views(), Qt::Key_Down);
  QVERIFY(values->text().isEmpty());
}

void TestWindow::messagesGoWhenTheyAreNoLongerTrue() {
  auto window = openWindow(study_);
  QVERIFY(window);
  const Point spot = phantomLesions().front().centre;
  window->viewState().setCrosshair(spot);
  SliceView* pet = viewOf(*window, SliceContent::Pet);
  QTest::keyClick(window.get(), Qt::Key_P);
  const QPoint at = pet->toPixel(pet->plane().project(spot)).toPoint();
  QTest::mouseClick(pet, Qt::LeftButton, {}, at);
  QVERIFY2(window->statusBar()->currentMessage().contains(QLatin1String("ml")),
           qPrintable(window->statusBar()->currentMessage()));
  QCoreApplication::processEvents();
  QTest::keyClick(window.get(), Qt::Key_Z, Qt::ControlModifier);
  QVERIFY2(window->statusBar()->currentMessage().isEmpty(),
           qPrintable(window->statusBar()->currentMessage()));
}

void TestWindow::petWithoutSuvShowsItsOwnUnit() {
  UPTAKE_NEEDS_PYTHON();
  const ProcessOutput edited =
      runProcess(python(), {QStringLiteral("-c"),
                            QStringLiteral("import pathlib, pydicom, sys\n"
                                           "for path in pathlib.Path(sys.argv[1]).glob('*.dcm'):\n"
                                           "    data = pydicom.dcmread(path)\n"
                                           "    data.PatientWeight = None\n"
                                           "    data.WindowCenter, data.WindowWidth = 5000, 10000\n"
                                           "    data.save_as(path)"),
                            study_ + QStringLiteral("/PET")});
  QVERIFY2(edited.exitCode == 0, edited.err.constData());
  auto window = openWindow(study_);
  QVERIFY(window);
  const Volume& pet = *window->session().openCase().document().pet();
  QVERIFY(pet.unit() == ValueUnit::BecquerelPerMillilitre);
  QCOMPARE(window->viewState().petWindow(), (Window{10000.0, 5000.0}));
  QVERIFY(!window->actions().action(QStringLiteral("window.pet5"))->isEnabled());
  const auto& problems = window->session().messages().problems();
  QVERIFY(std::ranges::any_of(problems, [](const FileProblem& problem) {
    return problem.reason.contains(QLatin1String("PatientWeight"));
  }));
}

QTEST_MAIN(TestWindow)
#include "tst_window.moc"
