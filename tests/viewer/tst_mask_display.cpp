#include "tests/support/test_support.h"
#include "tests/viewer/slice_scene.h"
#include "viewer/mip/mip_masks.h"
#include "viewer/mip/silhouette.h"

using namespace uptake;
using namespace uptake::test;

/// Hidden masks and lesions, and the opacity of masks, in slices and in the MIP.
class TestMaskDisplay : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void hiddenLesionsAreGone();
  void whatIsLeftHasItsWholeBorder();
  void opacityIsThatOfTheFill();
  void silhouettesLookThroughWhatIsHidden();
};

namespace {

/// An axial CT view, all black but for a mask: lesion 1 (green) left of lesion 2 (red), touching, each of 21
/// × 41 voxels of 2 mm.
struct TwoLesions : Scene {
  MaskId mask = MaskId::None;

  TwoLesions() {
    document.setImages(makeVolume(kCtGrid, VoxelType::Int16, [](const Point&) { return -1000.0; }), nullptr);
    LabelMap labels = LabelMap::create(kCtGrid).take();
    for (int j = 40; j <= 80; ++j) {
      labels.fill(kCtGrid.offset(40, j, 30), 21, 1);
      labels.fill(kCtGrid.offset(61, j, 30), 21, 2);
    }
    auto layer = std::make_unique<MaskLayer>(
        MaskLayer{MaskId::None, QStringLiteral("Mask"), std::move(labels), {}, {}, {}, {}});
    for (const Label number : {Label{1}, Label{2}}) {
      Segment segment;
      segment.number = number;
      segment.colour = number == 1 ? Rgb{0, 255, 0} : Rgb{255, 0, 0};
      layer->segments.push_back(segment);
    }
    mask = document.insertMask(std::move(layer));
    state.setMaskOpacity(0.5);
    state.setSmoothOutlines(false);
    state.setLesionNamesVisible(false);
    crosshairAside(PlaneOrientation::Axial, kCtGrid.toPatient({0, 0, 30}));
    show(SliceContent::Ct, PlaneOrientation::Axial);
  }
  void set(const MaskDisplay& display) { document.setMaskDisplay(mask, display); }
  QColor at(double i, double j) {
    return colourAt(picture(), view->toPixel(kCtGrid.toPatient({i, j, 30.0})));
  }
  QImage picture() {
    QTest::qWait(30);
    return view->grab().toImage();
  }
};

bool isBlack(const QColor& colour) {
  return colour.red() < 8 && colour.green() < 8 && colour.blue() < 8;
}

}  // namespace

void TestMaskDisplay::hiddenLesionsAreGone() {
  TwoLesions scene;
  QVERIFY(std::abs(scene.at(50, 60).green() - 128) <= 2);
  QVERIFY(std::abs(scene.at(72, 60).red() - 128) <= 2);
  scene.set({true, 1.0, {2}});
  QVERIFY(std::abs(scene.at(50, 60).green() - 128) <= 2);
  QVERIFY(isBlack(scene.at(72, 60)));
  scene.set({false, 1.0, {}});
  QVERIFY(isBlack(scene.at(50, 60)) && isBlack(scene.at(72, 60)));
  QVERIFY(extentOf(scene.picture(), QColor(0, 255, 0)).isEmpty());  // no outline either
  scene.set({});
  QVERIFY(std::abs(scene.at(50, 60).green() - 128) <= 2);
}

void TestMaskDisplay::whatIsLeftHasItsWholeBorder() {
  TwoLesions scene;
  // The border between the two belongs to the right one, until that is hidden.
  const QRectF both = extentOf(scene.picture(), QColor(0, 255, 0));
  scene.set({true, 1.0, {2}});
  const QRectF alone = extentOf(scene.picture(), QColor(0, 255, 0));
  QVERIFY(extentOf(scene.picture(), QColor(255, 0, 0)).isEmpty());
  const double border = scene.view->toPixel(kCtGrid.toPatient({60.5, 60.0, 30.0})).x();
  QVERIFY2(std::abs(alone.right() - border) <= 2.0,
           qPrintable(QStringLiteral("%1 %2 %3").arg(both.right()).arg(alone.right()).arg(border)));
}

void TestMaskDisplay::opacityIsThatOfTheFill() {
  TwoLesions scene;
  scene.set({true, 0.5, {}});
  QVERIFY(std::abs(scene.at(50, 60).green() - 64) <= 2);
  scene.set({true, 0.0, {}});
  QVERIFY(isBlack(scene.at(50, 60)));
  QVERIFY(!extentOf(scene.picture(), QColor(0, 255, 0)).isEmpty());  // the outline stays
}

void TestMaskDisplay::silhouettesLookThroughWhatIsHidden() {
  CaseDocument document;
  const auto pet = makeVolume(kPetGrid, VoxelType::Float32, [](const Point&) { return 1.0; });
  document.setImages(nullptr, pet);
  LabelMap labels = LabelMap::create(kPetGrid).take();
  labels.set({30, 10, 20}, 1);  // in front
  labels.set({30, 50, 20}, 2);
  auto layer = std::make_unique<MaskLayer>(
      MaskLayer{MaskId::None, QStringLiteral("Mask"), std::move(labels), {}, {}, {}, {}});
  for (const Label number : {Label{1}, Label{2}}) {
    Segment segment;
    segment.number = number;
    segment.colour = number == 1 ? Rgb{0, 255, 0} : Rgb{255, 0, 0};
    layer->segments.push_back(segment);
  }
  const MaskId mask = document.insertMask(std::move(layer));
  const MipMasks masks(document);
  const JobControl control;
  const MipImage image = MipProjector(pet).project(0.0, control).take();
  const auto colours = [&] {
    const QImage picture = colouredSilhouettes(silhouettes(masks.snapshot(), image), document, image, 1.0);
    std::set<QRgb> found;
    for (int y = 0; y < picture.height(); ++y)
      for (int x = 0; x < picture.width(); ++x)
        if (const QRgb pixel = picture.pixel(x, y); pixel != 0) found.insert(pixel);
    return found;
  };
  QCOMPARE(colours(), (std::set<QRgb>{0xff00ff00U}));
  document.setMaskDisplay(mask, {true, 1.0, {1}});
  QCOMPARE(colours(), (std::set<QRgb>{0xffff0000U}));
  document.setMaskDisplay(mask, {false, 1.0, {}});
  QVERIFY(colours().empty());
  document.setMaskDisplay(mask, {true, 0.5, {}});
  QCOMPARE(colours(), (std::set<QRgb>{qRgba(0, 128, 0, 128)}));
}

QTEST_MAIN(TestMaskDisplay)
#include "tst_mask_display.moc"
