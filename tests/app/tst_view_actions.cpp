#include "core/mask/mask_layer.h"
#include "tests/app/window_fixture.h"

#include <QSignalSpy>
#include <QStatusBar>

using namespace uptake;
using namespace uptake::test;

/// The actions of fusion, slices and zoom in the real window, by their keys and from the menus.
class TestViewActions : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase();
  void cleanup();
  void palettesAndThresholds();
  void checkerboardAndLineByKey();
  void slabsAndInterpolation();
  void straightensTurnedPlanes();
  void zoomsToPixelsAndToLesions();
  void boxToolRefusesObliquePlanes();

 private:
  QAction* action(const char* id) { return window_->actions().action(QLatin1String(id)); }
  ViewState& state() { return window_->viewState(); }

  QTemporaryDir settings_;
  QTemporaryDir folder_;
  std::unique_ptr<MainWindow> window_;
};

void TestViewActions::initTestCase() {
  QVERIFY(settings_.isValid());
  isolateSettings(settings_.path());
  const QString failure = makePhantom(folder_.path());
  QVERIFY2(failure.isEmpty(), qPrintable(failure));
  window_ = openWindow(folder_.path());
  QVERIFY(window_);
}

void TestViewActions::cleanup() {
  state().straighten();
  state().setSlab({});
  state().setZoomAndPan(1.0, Eigen::Vector3d::Zero());
  state().setFusionMode(FusionMode::Blend);
}

void TestViewActions::palettesAndThresholds() {
  QVERIFY(action("fusion.hotIron")->isChecked());
  SliceView* fused = viewOf(*window_, SliceContent::Fused);
  const QImage hot = fused->grabImage();
  for (const auto& [id, palette] :
       {std::pair{"fusion.pet", Palette::Pet}, std::pair{"fusion.hotMetalBlue", Palette::HotMetalBlue},
        std::pair{"fusion.pet20Step", Palette::Pet20Step}, std::pair{"fusion.rainbow", Palette::Rainbow}}) {
    action(id)->trigger();
    QCOMPARE(state().fusionPalette(), palette);
    QVERIFY(action(id)->isChecked());
    QVERIFY(!action("fusion.hotIron")->isChecked());
    QVERIFY(fused->grabImage() != hot);
  }
  action("fusion.hotIron")->trigger();
  QCOMPARE(fused->grabImage(), hot);
  action("fusion.clearBelow.2.5")->trigger();
  QCOMPARE(state().petThreshold(), 2.5);
  QVERIFY(fused->grabImage() != hot);
  action("fusion.clearBelow.0.5")->trigger();
  QCOMPARE(fused->grabImage(), hot);
}

void TestViewActions::checkerboardAndLineByKey() {
  QTest::keyClick(&window_->views(), Qt::Key_K);
  QCOMPARE(state().fusionMode(), FusionMode::Checkerboard);
  QVERIFY(action("fusion.checkerboard")->isChecked());
  QTest::keyClick(&window_->views(), Qt::Key_J);
  QCOMPARE(state().fusionMode(), FusionMode::Swipe);
  QVERIFY(!action("fusion.checkerboard")->isChecked());
  QTest::keyClick(&window_->views(), Qt::Key_J);
  QCOMPARE(state().fusionMode(), FusionMode::Blend);
  QVERIFY(action("fusion.blend")->isChecked());
}

void TestViewActions::slabsAndInterpolation() {
  action("slice.slab.20")->trigger();
  QCOMPARE(state().slab(), (Slab{20.0, Slab::Mode::Largest}));
  action("slice.slab.mean")->trigger();
  QCOMPARE(state().slab(), (Slab{20.0, Slab::Mode::Mean}));
  action("slice.slab.0")->trigger();
  QCOMPARE(state().slab().thickness, 0.0);
  // A way to combine means that a slab is wanted.
  action("slice.slab.smallest")->trigger();
  QCOMPARE(state().slab(), (Slab{10.0, Slab::Mode::Smallest}));
  QVERIFY(action("slice.slab.10")->isChecked());
  QTest::keyClick(&window_->views(), Qt::Key_N);
  QVERIFY(!state().smoothImages());
  QVERIFY(!action("slice.smooth")->isChecked());
  QTest::keyClick(&window_->views(), Qt::Key_N);
  QVERIFY(state().smoothImages());
  action("slice.smoothOutlines")->trigger();
  QVERIFY(state().smoothOutlines());
  action("slice.smoothOutlines")->trigger();
  action("slice.names")->trigger();
  QVERIFY(!state().lesionNamesVisible());
  action("slice.names")->trigger();
}

void TestViewActions::straightensTurnedPlanes() {
  QVERIFY(!action("view.straight")->isEnabled());
  state().setRotation(state().rotation(), Direction::UnitX(), 0.3);
  QVERIFY(action("view.straight")->isEnabled());
  action("view.straight")->trigger();
  QVERIFY(state().isStraight());
}

void TestViewActions::zoomsToPixelsAndToLesions() {
  SliceView* view = window_->views().activeView();
  QVERIFY(view);
  action("view.imagePixels")->trigger();
  const double spacing = window_->session().openCase().document().ct()->grid().spacing().x();
  QVERIFY(std::abs(view->geometry().mmPerPixel() - spacing * view->devicePixelRatioF()) < 1e-9);

  QSignalSpy said(&window_->session().messages(), &Messages::said);
  window_->session().openCase().selection().setBox(BoxId::None);
  window_->session().openCase().selection().setSegment(MaskId::None, 0);
  action("view.lesion")->trigger();
  QCOMPARE(said.count(), 1);

  CaseDocument& document = window_->session().openCase().document();
  const ImageGrid& grid = document.ct()->grid();
  LabelMap labels = LabelMap::create(grid).take();
  for (int k = 4; k <= 6; ++k) labels.fill(grid.offset(10, 12, k), 5, 1);
  MaskLayer mask{MaskId::None, QStringLiteral("M"), std::move(labels), {}, {}, {}, {}};
  mask.segments.push_back(Segment());
  const MaskId id = document.insertMask(std::make_unique<MaskLayer>(std::move(mask)));
  window_->session().openCase().selection().setSegment(id, 1);
  action("view.lesion")->trigger();
  const Point middle = grid.toPatient({12, 12, 5});
  QVERIFY((state().crosshair() - middle).norm() < 1e-6);
  QVERIFY((view->toPixel(middle) - QPointF(view->width() / 2.0, view->height() / 2.0)).manhattanLength() <
          1e-6);
  window_->session().openCase().selection().setSegment(MaskId::None, 0);
  document.takeMask(id).reset();
}

void TestViewActions::boxToolRefusesObliquePlanes() {
  CaseDocument& document = window_->session().openCase().document();
  SliceView* view = viewOf(*window_, SliceContent::Ct);
  state().setRotation(state().rotation(), Direction::UnitX(), 0.3);
  window_->tools().setKind(ToolKind::Box);
  QSignalSpy said(&window_->session().messages(), &Messages::said);
  const std::size_t before = document.boxes().size();
  const Point middle = state().crosshair();
  drag(*view, middle, middle + 40.0 * view->plane().right + 40.0 * view->plane().down);
  QCOMPARE(document.boxes().size(), before);
  QVERIFY(said.count() > 0);
  QVERIFY(said.front().front().toString().contains(QStringLiteral("another plane")));
  window_->tools().setKind(ToolKind::Window);
}

QTEST_MAIN(TestViewActions)
#include "tst_view_actions.moc"
