#include "annotation/regions/hot_lesion.h"
#include "tests/app/window_fixture.h"

#include <QMenu>

using namespace uptake;
using namespace uptake::test;

/// The MIP in the window: masks over it, what is left out of it, turning.
class TestMipWindow : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase();
  void init();
  void maskIsSeenInItsColour();
  void hottestPartIsLeftOut();
  void maskIsLeftOut();
  void turnsByKeysAndByItself();
  void hotSpotIsDrawnByAClick();

 private:
  void settle() { QTRY_VERIFY_WITH_TIMEOUT(mip_->isSettled(), 10000); }
  /// How dark the picture is where the projection of a point lies, 0 … 255.
  int darknessAt(const Point& point);
  Point hottest() const;

  QTemporaryDir settings_;
  QTemporaryDir folder_;
  std::unique_ptr<MainWindow> window_;
  MipView* mip_ = nullptr;
};

namespace {

/// The middle of the MIP is the middle of the PET; seen from the front, x is to the right and z up.
QPointF pixelOf(const MipView& mip, const Volume& pet, const Point& point) {
  const ImageGrid& grid = pet.grid();
  const Eigen::Vector3d offset = point - grid.centre();
  // The scale is not public: it is that of the width of the PET, which fits the view.
  const Eigen::Vector3d extent = grid.size().cast<double>().cwiseProduct(grid.spacing());
  const double scale = std::max(extent.x() / mip.width(), extent.z() / mip.height());
  return {mip.width() / 2.0 + offset.x() / scale, mip.height() / 2.0 - offset.z() / scale};
}

}  // namespace

void TestMipWindow::initTestCase() {
  QVERIFY(settings_.isValid());
  isolateSettings(settings_.path());
  QCOMPARE(makePhantom(folder_.path()), QString());
}

void TestMipWindow::init() {
  QSettings().clear();
  window_ = openWindow(folder_.path());
  QVERIFY(window_);
  mip_ = window_->views().mip();
  QVERIFY(mip_ && mip_->isVisible());
  settle();
}

Point TestMipWindow::hottest() const {
  const auto pet = window_->session().openCase().document().pet();
  const auto voxels = pet->voxels<float>();
  const auto at = std::max_element(voxels.begin(), voxels.end()) - voxels.begin();
  const Eigen::Vector3i& size = pet->grid().size();
  const auto plane = std::ptrdiff_t{size.x()} * size.y();
  return pet->grid().toPatient({static_cast<double>(at % size.x()),
                                static_cast<double>(at % plane / size.x()), static_cast<double>(at / plane)});
}

int TestMipWindow::darknessAt(const Point& point) {
  settle();
  const QImage image = mip_->grabImage(1.0, false);
  const QPointF pixel = pixelOf(*mip_, *window_->session().openCase().document().pet(), point);
  int darkest = 0;
  for (int dy = -2; dy <= 2; ++dy)
    for (int dx = -2; dx <= 2; ++dx) {
      const QPoint at = pixel.toPoint() + QPoint(dx, dy);
      if (image.rect().contains(at)) darkest = std::max(darkest, 255 - image.pixelColor(at).lightness());
    }
  return darkest;
}

void TestMipWindow::maskIsSeenInItsColour() {
  Session& session = window_->session();
  CaseEditor editor(session.openCase().toolContext());
  const auto mask = editor.addMask(QStringLiteral("lesions"), *session.openCase().document().pet());
  QVERIFY(mask.ok());
  settle();
  const auto coloured = [&] {
    const QImage image = mip_->grabImage(1.0, false);
    int count = 0;
    for (int y = 0; y < image.height(); ++y)
      for (int x = 0; x < image.width(); ++x) {
        const QColor colour = image.pixelColor(x, y);
        // Edge letters have a colour as well; silhouettes lie inside.
        if (colour.saturation() > 60 && x > 30 && x < image.width() - 30 && y > 30 && y < image.height() - 30)
          ++count;
      }
    return count;
  };
  QCOMPARE(coloured(), 0);
  // A stroke, as the brush writes it: a block of 6 × 6 × 6 voxels about the hottest one.
  const ImageGrid& grid = session.openCase().document().pet()->grid();
  const Eigen::Vector3i seed = grid.nearestVoxel(hottest());
  std::vector<LabelEdit> runs;
  for (int k = seed.z() - 3; k < seed.z() + 3; ++k)
    for (int j = seed.y() - 3; j < seed.y() + 3; ++j)
      if (grid.contains({seed.x() - 3, j, k}) && grid.contains({seed.x() + 2, j, k}))
        runs.push_back({grid.offset(seed.x() - 3, j, k), 6, 0, 1});
  QVERIFY(!runs.empty());
  session.openCase().document().applyRuns(*mask, runs);
  settle();
  const int shown = coloured();
  QVERIFY(shown > 20);
  // Hidden with all annotations.
  QTest::keyClick(&window_->views(), Qt::Key_H);
  QCOMPARE(coloured(), 0);
  QTest::keyClick(&window_->views(), Qt::Key_H);
  QCOMPARE(coloured(), shown);
  session.openCase().document().revertRuns(*mask, runs);
  settle();
  QCOMPARE(coloured(), 0);
}

void TestMipWindow::hottestPartIsLeftOut() {
  const Point hot = hottest();
  const int before = darknessAt(hot);
  QVERIFY(before > 200);
  const QPointF pixel = pixelOf(*mip_, *window_->session().openCase().document().pet(), hot);
  const std::unique_ptr<QMenu> menu(mip_->menuAt(pixel));
  QVERIFY(menu);
  auto* part = menu->findChild<QAction*>(QStringLiteral("leaveOutPart"));
  QVERIFY(part && part->isEnabled());
  QVERIFY(!menu->findChild<QAction*>(QStringLiteral("showAll"))->isEnabled());
  part->trigger();
  QTRY_VERIFY(mip_->leavesAnythingOut());
  QVERIFY(darknessAt(hot) < before - 60);
  // A click there no longer goes to what is left out.
  QTest::mouseClick(mip_, Qt::LeftButton, {}, pixel.toPoint());
  const auto value =
      window_->session().openCase().document().pet()->valueAt(window_->viewState().crosshair());
  QVERIFY(value && *value < 0.41 * *window_->session().openCase().document().pet()->valueAt(hot) + 1e-6);

  QTest::keyClick(&window_->views(), Qt::Key_X, Qt::ShiftModifier);
  QVERIFY(!mip_->leavesAnythingOut());
  QCOMPARE(darknessAt(hot), before);
}

void TestMipWindow::maskIsLeftOut() {
  Session& session = window_->session();
  CaseEditor editor(session.openCase().toolContext());
  const auto onPet = editor.addMask(QStringLiteral("hot"), *session.openCase().document().pet());
  const auto onCt = editor.addMask(QStringLiteral("of the CT"), *session.openCase().document().ct());
  QVERIFY(onPet.ok() && onCt.ok());
  const ImageGrid& grid = session.openCase().document().pet()->grid();
  const Point hot = hottest();
  const Eigen::Vector3i seed = grid.nearestVoxel(hot);
  std::vector<LabelEdit> runs;
  // All of the hot one's surroundings.
  for (int k = std::max(0, seed.z() - 12); k <= std::min(grid.size().z() - 1, seed.z() + 12); ++k)
    for (int j = std::max(0, seed.y() - 12); j <= std::min(grid.size().y() - 1, seed.y() + 12); ++j) {
      const int first = std::max(0, seed.x() - 12);
      const int last = std::min(grid.size().x() - 1, seed.x() + 12);
      runs.push_back({grid.offset(first, j, k), last - first + 1, 0, 1});
    }
  session.openCase().document().applyRuns(*onPet, runs);
  QTest::keyClick(&window_->views(), Qt::Key_H);  // silhouettes would hide what is tested
  const int before = darknessAt(hot);
  const std::unique_ptr<QMenu> menu(mip_->menuAt({10.0, 10.0}));
  const auto masks = menu->findChildren<QAction*>(QStringLiteral("leaveOutMask"));
  QCOMPARE(masks.size(), 2);
  QVERIFY(masks[0]->isEnabled());
  QVERIFY(!masks[1]->isEnabled());
  QVERIFY(masks[1]->toolTip().contains(QStringLiteral("grid of the PET")));
  masks[0]->setChecked(true);
  QVERIFY(darknessAt(hot) < before - 60);
  // The mask is still there, and so is the PET.
  QCOMPARE(session.openCase().document().masks().size(), std::size_t{2});
  masks[0]->setChecked(false);
  QCOMPARE(darknessAt(hot), before);
}

void TestMipWindow::turnsByKeysAndByItself() {
  QCOMPARE(mip_->angle(), 0.0);
  QTest::keyClick(&window_->views(), Qt::Key_Left, Qt::ControlModifier);
  QCOMPARE(mip_->angle(), 10.0);
  QTest::keyClick(&window_->views(), Qt::Key_Right, Qt::ControlModifier);
  QCOMPARE(mip_->angle(), 0.0);
  QAction* turn = window_->actions().action(QStringLiteral("view.mip.turn"));
  QVERIFY(turn && !turn->isChecked());
  QTest::keyClick(&window_->views(), Qt::Key_R, Qt::ControlModifier);
  QVERIFY(turn->isChecked());
  QTRY_VERIFY_WITH_TIMEOUT(mip_->angle() >= 15.0, 10000);
  QTest::keyClick(&window_->views(), Qt::Key_R, Qt::ControlModifier);
  QVERIFY(!turn->isChecked());
  const double stopped = mip_->angle();
  QTest::qWait(400);
  QCOMPARE(mip_->angle(), stopped);
}

void TestMipWindow::hotSpotIsDrawnByAClick() {
  const CaseDocument& document = window_->session().openCase().document();
  const Volume& pet = *document.pet();
  const Point spot = hottest();
  const QPoint pixel = pixelOf(*mip_, pet, spot).toPoint();
  // Another tool only looks.
  QTest::keyClick(window_.get(), Qt::Key_B);
  QTest::mouseClick(mip_, Qt::LeftButton, {}, pixel);
  QVERIFY(document.masks().empty());
  QTest::keyClick(window_.get(), Qt::Key_P);
  // A drag turns, and draws nothing.
  QTest::mousePress(mip_, Qt::LeftButton, {}, pixel);
  QTest::mouseMove(mip_, pixel + QPoint(40, 0));
  QTest::mouseRelease(mip_, Qt::LeftButton, {}, pixel + QPoint(40, 0));
  QVERIFY(document.masks().empty());
  QVERIFY(mip_->angle() != 0.0);
  mip_->setAngle(0.0);
  settle();
  QTest::mouseClick(mip_, Qt::LeftButton, {}, pixel);
  QCOMPARE(document.masks().size(), std::size_t{1});
  QCOMPARE(window_->session().openCase().undoStack().count(), 1);
  // What a click in a slice at the voxel that made the maximum draws; and the slices show it.
  const MaskLayer& mask = *document.masks().front();
  const Result<HotLesion> wanted = hotLesion(pet, window_->viewState().crosshair(), {});
  QVERIFY(wanted.ok());
  QCOMPARE(mask.labels.count(1), wanted->region.count());
  QCOMPARE(mask.labels.at(pet.grid().nearestVoxel(window_->viewState().crosshair())), Label{1});
  QCOMPARE(mask.labels.at(pet.grid().nearestVoxel(spot)), Label{1});
  // Ctrl takes it away again.
  QTest::mouseClick(mip_, Qt::LeftButton, Qt::ControlModifier, pixel);
  QCOMPARE(mask.labels.count(1), std::ptrdiff_t{0});
}

QTEST_MAIN(TestMipWindow)
#include "tst_mip_window.moc"
