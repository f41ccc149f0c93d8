#include "tests/support/test_support.h"
#include "tests/viewer/slice_scene.h"

#include <QDir>
#include <QPaintEvent>
#include <QRandomGenerator>
#include <QScreen>

using namespace uptake;
using namespace uptake::test;

/// A view repaints only what a stroke changed: what is on the screen afterwards has to be what a repaint of
/// everything shows.
class TestPartialPainting : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void screenIsAsAfterAFullRepaint_data();
  void screenIsAsAfterAFullRepaint();
  void aStrokeRepaintsASmallPart();
};

namespace {

/// Keeps the area of every paint of a widget.
class PaintedArea : public QObject {
 public:
  explicit PaintedArea(QWidget* watched) { watched->installEventFilter(this); }
  bool eventFilter(QObject*, QEvent* event) override {
    if (event->type() == QEvent::Paint) {
      area |= static_cast<QPaintEvent*>(event)->rect();
      ++count;
    }
    return false;
  }
  QRect area;
  int count = 0;
};

/// Two masks with two named lesions each, over a CT of stripes, the pointer over the view with a brush.
struct Strokes : Scene {
  std::vector<MaskId> masks;
  QRandomGenerator random{7};

  Strokes() {
    document.setImages(makeVolume(kCtGrid, VoxelType::Int16,
                                  [](const Point& p) { return 200.0 * std::sin(p.x() / 5) - 100 + p.y(); }),
                       makeVolume(kPetGrid, VoxelType::Float32,
                                  [](const Point& p) { return 3.0 + 3.0 * std::cos(p.norm() / 20.0); }));
    for (const ImageGrid* grid : {&kCtGrid, &kPetGrid}) {
      const Eigen::Vector3i middle = grid->size() / 2;
      std::unique_ptr<MaskLayer> mask = maskOn(*grid, middle, 1);
      mask->segments.front().label = QStringLiteral("Lesion 1");
      Segment second;
      second.number = 2;
      second.label = QStringLiteral("Lesion with a long name");
      second.colour = {255, 0, 255};
      mask->segments.push_back(second);
      masks.push_back(document.insertMask(std::move(mask)));
    }
    state.setCrosshair(kCtGrid.toPatient({64, 60, 30}));
  }

  /// Writes a small block of a label (0 erases) near the shown plane, as a move of a brush does.
  void stroke() {
    const MaskId id = masks[random.bounded(2U)];
    const MaskLayer& mask = *document.mask(id);
    const ImageGrid& grid = mask.labels.grid();
    const Eigen::Vector3d about = grid.toIndex(state.crosshair());
    const auto label = static_cast<Label>(random.bounded(3));
    Eigen::Vector3i at;
    for (int axis = 0; axis < 3; ++axis)
      at[axis] =
          std::clamp(static_cast<int>(about[axis]) + random.bounded(-20, 20), 0, grid.size()[axis] - 7);
    std::vector<LabelEdit> runs;
    for (int k = 0; k < 6; ++k)
      for (int j = 0; j < 6; ++j)
        for (int i = 0; i < 6; ++i) {
          const Eigen::Vector3i voxel = at + Eigen::Vector3i(i, j, k);
          const Label before = mask.labels.at(voxel);
          if (before == label) continue;
          LabelEdit run{};
          run.first = grid.offset(voxel);
          run.length = 1;
          run.before = before;
          run.after = label;
          runs.push_back(run);
        }
    document.applyRuns(id, runs);
  }
  void movePointer() {
    const QPointF at(random.bounded(30, 290), random.bounded(30, 290));
    QMouseEvent move(QEvent::MouseMove, at, view->mapToGlobal(at), Qt::NoButton, Qt::NoButton, {});
    QApplication::sendEvent(view.get(), &move);
  }
  void settle() {
    for (int round = 0; round < 5; ++round) QApplication::processEvents();
  }
  QImage screen() {
    settle();
    return view->screen()->grabWindow(view->winId()).toImage();
  }
  QImage repainted() {
    view->refreshImages();
    return screen();
  }
};

}  // namespace

void TestPartialPainting::screenIsAsAfterAFullRepaint_data() {
  QTest::addColumn<int>("orientation");
  QTest::addColumn<bool>("turned");
  QTest::addColumn<double>("thickness");
  QTest::addColumn<bool>("smooth");
  const auto axial = static_cast<int>(PlaneOrientation::Axial);
  QTest::newRow("axial") << axial << false << 0.0 << false;
  QTest::newRow("axial, smooth outlines") << axial << false << 0.0 << true;
  QTest::newRow("sagittal") << static_cast<int>(PlaneOrientation::Sagittal) << false << 0.0 << false;
  QTest::newRow("slab") << static_cast<int>(PlaneOrientation::Coronal) << false << 12.0 << true;
  QTest::newRow("oblique") << axial << true << 0.0 << false;
  QTest::newRow("oblique slab, smooth outlines") << axial << true << 9.0 << true;
}

void TestPartialPainting::screenIsAsAfterAFullRepaint() {
  QFETCH(int, orientation);
  QFETCH(bool, turned);
  QFETCH(double, thickness);
  QFETCH(bool, smooth);
  Strokes scene;
  scene.state.setSmoothOutlines(smooth);
  scene.state.setSlab({thickness, Slab::Mode::Largest});
  if (turned)
    scene.state.setRotation(Eigen::Matrix3d::Identity(), Eigen::Vector3d(0.2, 1.0, 0.3).normalized(), 0.4);
  scene.show(SliceContent::Fused, static_cast<PlaneOrientation>(orientation));
  scene.state.setCornerTextVisible(true);
  // A slanted line is shaded a little differently where Qt cuts it at the border of a region.
  SliceDisplay display;
  display.crosshair = !turned;
  scene.view->setDisplay(display);
  scene.view->setToolActive(true);
  scene.view->setBrushRadius(Millimetres{9.0});
  int differing = 0;
  for (int round = 0; round < 24; ++round) {
    // Several changes between two paints, and paints between two changes.
    for (int moves = scene.random.bounded(1, 4); moves > 0; --moves) {
      scene.movePointer();
      scene.stroke();
      if (scene.random.bounded(2) == 0) scene.settle();
    }
    if (round == 12) scene.view->setBrushRadius(Millimetres{21.0});
    if (round == 18) scene.state.setZoom(1.7);
    const QImage partly = scene.screen();
    const QImage whole = scene.repainted();
    QVERIFY(!whole.isNull());
    if (partly != whole && differing++ == 0) {
      partly.save(QDir::temp().filePath(QStringLiteral("partly.png")));
      whole.save(QDir::temp().filePath(QStringLiteral("whole.png")));
    }
  }
  QCOMPARE(differing, 0);
}

void TestPartialPainting::aStrokeRepaintsASmallPart() {
  Strokes scene;
  scene.show(SliceContent::Ct, PlaneOrientation::Axial);
  scene.settle();
  PaintedArea painted(scene.view->findChild<QWidget*>());
  const MaskLayer& mask = *scene.document.mask(scene.masks.front());
  LabelEdit run{};
  run.first = kCtGrid.offset({64, 60, 30});
  run.length = 1;
  run.before = mask.labels.at({64, 60, 30});
  run.after = 2;
  scene.document.applyRuns(scene.masks.front(), std::span(&run, 1));
  scene.settle();
  QVERIFY(painted.count > 0);
  const QRectF cell(scene.view->toPixel(kCtGrid.toPatient({63.5, 59.5, 30})),
                    scene.view->toPixel(kCtGrid.toPatient({64.5, 60.5, 30})));
  QVERIFY(QRectF(painted.area).contains(cell));
  // The voxel and the two names that came and went beside it, or made room by a line.
  QVERIFY2(painted.area.height() < 80, qPrintable(QString::number(painted.area.height())));
}

QTEST_MAIN(TestPartialPainting)
#include "tst_partial_painting.moc"
