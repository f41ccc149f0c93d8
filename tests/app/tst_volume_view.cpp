#include "tests/app/window_fixture.h"
#include "viewer/slice/mask_difference.h"
#include "viewer/volume/volume_view.h"

#include <QElapsedTimer>
#include <QFile>
#include <QLineEdit>
#include <QMenu>
#include <QSignalSpy>
#include <QSpinBox>

#include <algorithm>
#include <cmath>

using namespace uptake;
using namespace uptake::test;

/// The case in three dimensions, in the real window.
class TestVolumeView : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase();
  void init();
  void layoutShowsSomething();
  void paneComesInEveryLayout();
  void clickGoesToTheHottestVoxel();
  void clickGoesToTheSurface();
  void lesionsFollowTheList();
  void paintingMakesTheSurfaceAnew();
  void keysShowTheSixSides();
  void boxCutsAway();
  void crosshairIsLinked();
  void comparisonHasTheColoursOfAgreement();
  void turntableIsWritten();
  void rightClickOffersTheMenu();

 private:
  void settle() { QTRY_VERIFY_WITH_TIMEOUT(view_->isSettled(), 20000); }
  /// Gives the document a mask with a ball of this label about a point; the label is in the list.
  MaskId addBall(const Point& centre, double radius, Label label = 1);
  void paintBall(MaskId mask, const Point& centre, double radius, Label label);
  CaseDocument& document() { return window_->session().openCase().document(); }
  Point hottest();

  QTemporaryDir settings_;
  QTemporaryDir folder_;
  std::unique_ptr<MainWindow> window_;
  VolumeView* view_ = nullptr;
};

namespace {

/// How many pixels differ clearly between two pictures.
int differences(const QImage& a, const QImage& b) {
  int count = 0;
  for (int y = 0; y < std::min(a.height(), b.height()); ++y)
    for (int x = 0; x < std::min(a.width(), b.width()); ++x) {
      const QRgb one = a.pixel(x, y);
      const QRgb two = b.pixel(x, y);
      if (std::abs(qRed(one) - qRed(two)) + std::abs(qGreen(one) - qGreen(two)) +
              std::abs(qBlue(one) - qBlue(two)) >
          60)
        ++count;
    }
  return count;
}

/// Pixels about as green as the lesions that are drawn here.
int greenPixels(const QImage& image) {
  int count = 0;
  for (int y = 0; y < image.height(); ++y)
    for (int x = 0; x < image.width(); ++x) {
      const QRgb pixel = image.pixel(x, y);
      if (qGreen(pixel) > 60 && qGreen(pixel) > 2 * qRed(pixel) && qGreen(pixel) > 2 * qBlue(pixel)) ++count;
    }
  return count;
}

}  // namespace

void TestVolumeView::initTestCase() {
  QVERIFY(settings_.isValid());
  isolateSettings(settings_.path());
  QCOMPARE(makePhantom(folder_.path()), QString());
}

void TestVolumeView::init() {
  QSettings().clear();
  window_ = openWindow(folder_.path());
  QVERIFY(window_);
  window_->setLayoutChoice(Layout::Volume);
  view_ = window_->views().volume();
  QVERIFY(view_ && view_->isVisible());
  settle();
  if (!view_->failure().isEmpty()) QSKIP(qPrintable(view_->failure()));
}

Point TestVolumeView::hottest() {
  const auto pet = document().pet();
  const auto voxels = pet->voxels<float>();
  const auto at = std::max_element(voxels.begin(), voxels.end()) - voxels.begin();
  return pet->grid().toPatient(pet->grid().indexOf(at).cast<double>());
}

void TestVolumeView::paintBall(MaskId mask, const Point& centre, double radius, Label label) {
  const LabelMap& labels = document().mask(mask)->labels;
  const ImageGrid& grid = labels.grid();
  std::vector<LabelEdit> edits;
  for (int k = 0; k < grid.size().z(); ++k)
    for (int j = 0; j < grid.size().y(); ++j)
      for (int i = 0; i < grid.size().x(); ++i) {
        if ((grid.toPatient({double(i), double(j), double(k)}) - centre).norm() > radius) continue;
        LabelEdit edit;
        edit.first = grid.offset(i, j, k);
        edit.length = 1;
        edit.before = labels.at({i, j, k});
        edit.after = label;
        if (edit.before != edit.after) edits.push_back(edit);
      }
  document().applyRuns(mask, edits);
}

MaskId TestVolumeView::addBall(const Point& centre, double radius, Label label) {
  Segment segment;
  segment.number = label;
  segment.label = QStringLiteral("Ball");
  segment.colour = {20, 230, 30};
  auto labels = LabelMap::create(document().pet()->grid()).take();
  const MaskId mask = document().insertMask(std::make_unique<MaskLayer>(MaskLayer{MaskId::None,
                                                                                  QStringLiteral("Balls"),
                                                                                  std::move(labels),
                                                                                  {segment},
                                                                                  document().pet()->source(),
                                                                                  {},
                                                                                  {}}));
  paintBall(mask, centre, radius, label);
  return mask;
}

void TestVolumeView::layoutShowsSomething() {
  QCOMPARE(window_->views().layoutChoice(), Layout::Volume);
  QCOMPARE(window_->views().shownViews().size(), std::size_t{3});
  const QImage image = view_->grabImage();
  int lit = 0;
  for (int y = 0; y < image.height(); ++y)
    for (int x = 0; x < image.width(); ++x)
      if (qGray(image.pixel(x, y)) > 40) ++lit;
  QVERIFY2(lit > image.width() * image.height() / 50, "bones and uptake are seen");
  // Turned by half, it is another picture; and by half again, the first.
  view_->turn(180.0, 0.0);
  settle();
  const QImage back = view_->grabImage();
  QVERIFY(differences(image, back) > 500);
  view_->turn(180.0, 0.0);
  settle();
  QVERIFY(differences(image, view_->grabImage()) < image.width() * image.height() / 50);
}

void TestVolumeView::paneComesInEveryLayout() {
  QAction* pane = window_->actions().action(QStringLiteral("view.volume.pane"));
  pane->trigger();
  for (const Layout layout : allLayouts()) {
    window_->setLayoutChoice(layout);
    QCOMPARE(window_->views().layoutChoice(), layout);
    QVERIFY(view_->isVisible());
    QVERIFY(view_->width() >= 150 && view_->height() >= 150);
    QVERIFY(!window_->views().mip() || !window_->views().mip()->isVisible());
  }
  pane->trigger();
  window_->setLayoutChoice(Layout::Read);
  QVERIFY(!view_->isVisible());
}

void TestVolumeView::clickGoesToTheHottestVoxel() {
  window_->views().volumeState().setCtPreset(CtPreset::None);
  settle();
  const Point place = hottest();
  window_->viewState().setCrosshair(place + Point(20, 20, 20));
  QTest::mouseClick(view_, Qt::LeftButton, {}, view_->toPixel(place).toPoint());
  const Point crosshair = window_->viewState().crosshair();
  // The hottest voxel of all lies on this line of sight, up to the rounding of the pixel.
  const double value = *document().pet()->valueAt(crosshair);
  const auto voxels = document().pet()->voxels<float>();
  QVERIFY2(value > 0.85 * *std::max_element(voxels.begin(), voxels.end()),
           qPrintable(QStringLiteral("SUV %1").arg(value)));
  QVERIFY((crosshair - place).norm() < 15.0);
}

void TestVolumeView::clickGoesToTheSurface() {
  const Point centre = document().ct()->grid().centre();
  addBall(centre, 30.0);
  settle();
  QTest::mouseClick(view_, Qt::LeftButton, {}, view_->toPixel(centre).toPoint());
  const Point crosshair = window_->viewState().crosshair();
  // From the front: the point of the ball that is nearest the viewer, who is at the patient's front (−y).
  QVERIFY2((crosshair - (centre - Point(0, 30, 0))).norm() < 6.0,
           qPrintable(QStringLiteral("%1 %2 %3").arg(crosshair.x()).arg(crosshair.y()).arg(crosshair.z())));
  view_->showSide(VolumeSide::Left);
  settle();
  QTest::mouseClick(view_, Qt::LeftButton, {}, view_->toPixel(centre).toPoint());
  QVERIFY((window_->viewState().crosshair() - (centre + Point(30, 0, 0))).norm() < 6.0);
}

void TestVolumeView::lesionsFollowTheList() {
  window_->views().volumeState().setCtPreset(CtPreset::None);
  window_->views().volumeState().setPetShown(false);
  const Point centre = document().ct()->grid().centre();
  settle();
  QCOMPARE(greenPixels(view_->grabImage()), 0);
  const MaskId mask = addBall(centre, 30.0);
  settle();
  const int whole = greenPixels(view_->grabImage());
  QVERIFY2(whole > 200, qPrintable(QString::number(whole)));
  QCOMPARE(view_->surfaces().size(), std::size_t{1});
  QCOMPARE(view_->surfaces().front().name, QStringLiteral("Ball"));
  QVERIFY(!view_->surfaces().front().surface.isLit);

  MaskDisplay display = document().mask(mask)->display;
  display.opacity = 0.3;
  document().setMaskDisplay(mask, display);
  settle();
  QCOMPARE(view_->surfaces().front().surface.opacity, 0.3);
  QVERIFY(greenPixels(view_->grabImage()) < whole);
  display.opacity = 1.0;
  display.hidden = {1};
  document().setMaskDisplay(mask, display);
  settle();
  QCOMPARE(greenPixels(view_->grabImage()), 0);
  display.hidden = {};
  document().setMaskDisplay(mask, display);
  window_->session().openCase().selection().setSegment(mask, 1);
  settle();
  QVERIFY(view_->surfaces().front().surface.isLit);
  window_->viewState().setAnnotationsVisible(false);
  settle();
  QCOMPARE(greenPixels(view_->grabImage()), 0);
}

void TestVolumeView::paintingMakesTheSurfaceAnew() {
  const Point centre = document().ct()->grid().centre();
  const MaskId mask = addBall(centre, 15.0);
  settle();
  const double before = view_->surfaces().front().surface.mesh->enclosedVolume().value;
  QElapsedTimer timer;
  timer.start();
  QSignalSpy frames(view_, &VolumeView::framePainted);
  paintBall(mask, centre + Point(12, 0, 0), 15.0, 1);
  QTRY_VERIFY_WITH_TIMEOUT(view_->surfaces().front().surface.mesh->enclosedVolume().value > 1.2 * before,
                           2000);
  const qint64 followed = timer.elapsed();
  QVERIFY(frames.count() > 0 || frames.wait(5000));
  qInfo("the surface followed after %lld ms, its picture after %lld ms", static_cast<long long>(followed),
        static_cast<long long>(timer.elapsed()));
  const double voxels = static_cast<double>(document().mask(mask)->labels.count(1)) *
                        document().pet()->grid().voxelVolume().value;
  QVERIFY(std::abs(view_->surfaces().front().surface.mesh->enclosedVolume().value / voxels - 1.0) < 0.02);
  settle();
}

void TestVolumeView::keysShowTheSixSides() {
  const Point centre = document().ct()->grid().centre();
  // Where points before, left of and above the middle are seen.
  const auto seen = [&](const Eigen::Vector3d& way) {
    const QPointF shift = view_->toPixel(centre + 50.0 * way) - view_->toPixel(centre);
    return std::pair(qRound(shift.x()) == 0 ? 0
                     : shift.x() > 0        ? 1
                                            : -1,
                     qRound(shift.y()) == 0 ? 0
                     : shift.y() > 0        ? 1
                                            : -1);
  };
  struct Expected {
    const char* action;
    std::pair<int, int> left, back, head;
  };
  const Expected all[] = {{"front", {1, 0}, {0, 0}, {0, -1}}, {"back", {-1, 0}, {0, 0}, {0, -1}},
                          {"left", {0, 0}, {1, 0}, {0, -1}},  {"right", {0, 0}, {-1, 0}, {0, -1}},
                          {"head", {-1, 0}, {0, 1}, {0, 0}},  {"feet", {1, 0}, {0, 1}, {0, 0}}};
  for (const Expected& each : all) {
    window_->actions().action(QStringLiteral("view.volume.") + QLatin1String(each.action))->trigger();
    QCOMPARE(seen(Eigen::Vector3d::UnitX()), each.left);
    QCOMPARE(seen(Eigen::Vector3d::UnitY()), each.back);
    QCOMPARE(seen(Eigen::Vector3d::UnitZ()), each.head);
  }
  QTest::mouseClick(view_, Qt::LeftButton, {}, QPoint(3, 3));
  QTest::keyClick(&window_->views(), Qt::Key_Home);
  QCOMPARE(seen(Eigen::Vector3d::UnitX()), std::pair(1, 0));
  QCOMPARE(seen(Eigen::Vector3d::UnitZ()), std::pair(0, -1));
}

void TestVolumeView::boxCutsAway() {
  window_->views().volumeState().setCtPreset(CtPreset::None);
  window_->views().volumeState().setPetShown(false);
  const Point centre = document().ct()->grid().centre();
  addBall(centre, 30.0);
  settle();
  const int whole = greenPixels(view_->grabImage());
  VolumeBox box = *view_->bounds();
  box.high.x() = centre.x();
  window_->views().volumeState().setBox(box);
  settle();
  const int half = greenPixels(view_->grabImage());
  QVERIFY2(half > 0.3 * whole && half < 0.7 * whole,
           qPrintable(QStringLiteral("%1 of %2").arg(half).arg(whole)));
  // A face follows the pointer.
  const Point middle(box.high.x(), centre.y(), centre.z());
  const QPoint from =
      view_->toPixel({box.high.x(), (box.low.y() + box.high.y()) / 2.0, (box.low.z() + box.high.z()) / 2.0})
          .toPoint();
  const QPoint to = from + (view_->toPixel(middle + Point(20, 0, 0)) - view_->toPixel(middle)).toPoint();
  QTest::mousePress(view_, Qt::LeftButton, {}, from);
  QTest::mouseMove(view_, to);
  QTest::mouseRelease(view_, Qt::LeftButton, {}, to);
  QVERIFY(std::abs(window_->views().volumeState().box()->high.x() - (centre.x() + 20.0)) < 4.0);
  settle();
}

void TestVolumeView::crosshairIsLinked() {
  window_->views().volumeState().setCutsShown(true);
  settle();
  const QImage before = view_->grabImage();
  window_->viewState().setCrosshair(window_->viewState().crosshair() + Point(0, 40, 30));
  settle();
  QVERIFY2(differences(before, view_->grabImage()) > 100, "the planes go with the crosshair");
}

void TestVolumeView::comparisonHasTheColoursOfAgreement() {
  const Point centre = document().ct()->grid().centre();
  const MaskId first = addBall(centre, 20.0);
  const MaskId second = addBall(centre + Point(18, 0, 0), 20.0);
  settle();
  QCOMPARE(view_->surfaces().size(), std::size_t{2});
  window_->viewState().setAgreement(std::pair(first, second));
  settle();
  // Counted voxel by voxel.
  const LabelMap& one = document().mask(first)->labels;
  const LabelMap& two = document().mask(second)->labels;
  std::array<int, 3> voxels{};  // both, only the first, only the second
  for (std::ptrdiff_t at = 0; at < one.grid().voxelCount(); ++at) {
    const Eigen::Vector3i index = one.grid().indexOf(at);
    const bool inOne = one.at(index) != 0;
    const bool inTwo = two.at(index) != 0;
    if (inOne && inTwo) ++voxels[0];
    if (inOne && !inTwo) ++voxels[1];
    if (!inOne && inTwo) ++voxels[2];
  }
  const auto surfaces = view_->surfaces();
  QCOMPARE(surfaces.size(), std::size_t{3});
  std::size_t n = 0;
  for (const AgreementKind kind :
       {AgreementKind::Both, AgreementKind::OnlyFirst, AgreementKind::OnlySecond}) {
    QCOMPARE(surfaces[n].surface.colour, agreementColour(kind));
    const double wanted = voxels[n] * one.grid().voxelVolume().value;
    QVERIFY(std::abs(surfaces[n].surface.mesh->enclosedVolume().value / wanted - 1.0) < 0.02);
    ++n;
  }
}

void TestVolumeView::turntableIsWritten() {
  QTemporaryDir outside;
  bool asked = false;
  whenAsked<QDialog>(
      QStringLiteral("exportDialog"),
      [&outside](QDialog& dialog) {
        dialog.findChild<QSpinBox*>(QStringLiteral("last"))->setValue(4);
        dialog.findChild<QLineEdit*>(QStringLiteral("path"))->setText(outside.path());
        dialog.findChild<QLineEdit*>(QStringLiteral("name"))->setText(QStringLiteral("round"));
        dialog.accept();
      },
      &asked);
  QAction* action = window_->actions().action(QStringLiteral("file.export.turntable"));
  action->trigger();
  QVERIFY(asked);
  std::vector<QImage> pictures;
  for (int number = 1; number <= 4; ++number) {
    const QString file = outside.filePath(QStringLiteral("round-00%1.png").arg(number));
    QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(file), 20000);
    pictures.emplace_back(file);
    QVERIFY(!pictures.back().isNull());
    QCOMPARE(pictures.back().size(), (QSizeF(view_->size()) * view_->devicePixelRatioF()).toSize());
  }
  QVERIFY(differences(pictures[0], pictures[1]) > 500);
  QVERIFY(differences(pictures[0], pictures[2]) > 500);
  // The view itself did not turn.
  settle();
  QVERIFY(differences(pictures[0], view_->grabImage()) < pictures[0].width() * pictures[0].height() / 50);
}

void TestVolumeView::rightClickOffersTheMenu() {
  QMenu* menu = window_->actions().menu(QStringLiteral("view.volume"));
  QVERIFY(menu && !menu->isVisible());
  QTest::mouseClick(view_, Qt::RightButton, {}, view_->rect().center());
  QTRY_VERIFY(menu->isVisible());
  menu->close();
}

QTEST_MAIN(TestVolumeView)
#include "tst_volume_view.moc"
