#include "tests/viewer/slice_scene.h"
#include "viewer/host/graphics.h"
#include "viewer/render/raster/compositor.h"
#include "viewer/slice/mask_outline.h"

#include <QTest>

#include <cmath>
#include <map>
#include <random>
#include <set>

// Masks in slice views: their pixels, outlines and names, against what is worked out by hand.
using namespace uptake;
using namespace uptake::test;

namespace {

constexpr PlaneOrientation kAll[] = {PlaneOrientation::Axial, PlaneOrientation::Coronal,
                                     PlaneOrientation::Sagittal};

}  // namespace

class TestMaskPixels : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void maskAndBoxShareThePixelsEdges();
  void smoothOutlineIsRound();
  void namesStandBesideLesions();
  void namesAvoidEachOtherAndAreLegible();
  void masksThatOverlapLeaveTheImageClear();
  void slabsShowAllLesionsInThem_data();
  void slabsShowAllLesionsInThem();
  void strokesBesideThePlaneShowInItsSlab();
};

void TestMaskPixels::maskAndBoxShareThePixelsEdges() {
  // One bright voxel, unsmoothed, and the mask of the same voxel: they cover the same screen pixels.
  const Eigen::Vector3i voxel(61, 40, 31);
  const Point at = kCtGrid.toPatient(voxel.cast<double>());
  auto ct = makeVolume(kCtGrid, VoxelType::Int16,
                       [&](const Point& p) { return (p - at).norm() < 0.1 ? 1000.0 : -1000.0; });
  LabelMap labels = LabelMap::create(kCtGrid).take();
  labels.set(voxel, 1);
  for (const double mmPerPixel : {1.9, 0.83, 0.31, 0.17}) {
    for (const auto orientation : kAll) {
      const QSize size(211, 203);
      const SliceGeometry geometry(standardPlane(orientation, at), at + Point(0.2, 0.3, -0.4), mmPerPixel,
                                   size);
      const ScreenPlane screen(geometry, 1.0, size);
      PlaneValues values;
      values.setVolume(ct);
      QVERIFY(values.update(screen, {}, false));
      const ValueColours colours(ctMapping({100.0, 0.0}));
      QImage image(size, QImage::Format_RGB32);
      Picture picture;
      picture.under = ImagePass{&values, &colours, false};
      compose(image, picture);
      const QRectF inImage = extentOf(image, Qt::white);
      PlaneLabels plane;
      QVERIFY(plane.update(labels, screen));
      Picture masked;
      masked.labels.push_back({&plane, {0U, 0xffffffffU}});
      compose(image, masked);
      QCOMPARE(extentOf(image, Qt::white), inImage);
      const Eigen::Vector3d half = Eigen::Vector3d::Constant(0.5);
      const QRectF cell = QRectF(geometry.toPixel(kCtGrid.toPatient(voxel.cast<double>() - half)),
                                 geometry.toPixel(kCtGrid.toPatient(voxel.cast<double>() + half)))
                              .normalized();
      for (const double difference : {inImage.left() - cell.left(), inImage.right() - cell.right(),
                                      inImage.top() - cell.top(), inImage.bottom() - cell.bottom()})
        QVERIFY2(std::abs(difference) <= 0.5 + 1e-6, qPrintable(QString::number(difference)));
      const QList<LabelOutline> outlines(1, edgeOutlines(plane).front());
      QCOMPARE(outlines.front().extent.size(), QSizeF(1, 1));
    }
  }
}

void TestMaskPixels::smoothOutlineIsRound() {
  LabelMap labels = LabelMap::create(kCtGrid).take();
  constexpr double kRadius = 14.0;  // voxels
  const Eigen::Vector2d middle(60.3, 55.8);
  for (int j = 0; j < 128; ++j)
    for (int i = 0; i < 128; ++i)
      if ((Eigen::Vector2d(i, j) - middle).norm() <= kRadius) labels.set({i, j, 30}, 1);
  labels.set({5, 5, 30}, 2);
  const Point at = kCtGrid.toPatient({0, 0, 30});
  const SliceGeometry geometry(standardPlane(PlaneOrientation::Axial, at), kCtGrid.centre(), 1.0, {256, 256});
  PlaneLabels plane;
  QVERIFY(plane.update(labels, ScreenPlane(geometry, 1.0, {256, 256})));
  const std::vector<LabelOutline> outlines = smoothOutlines(plane);
  QCOMPARE(outlines.size(), std::size_t{2});
  QCOMPARE(outlines[0].curves.size(), std::size_t{1});
  const QPolygonF& curve = outlines[0].curves[0];
  QVERIFY(curve.size() > 60);
  double worst = 0.0;
  double turn = 0.0;  // the sharpest corner
  for (qsizetype n = 0; n < curve.size(); ++n) {
    const QPointF p = curve[n];
    worst = std::max(worst, std::abs(std::hypot(p.x() - middle.x(), p.y() - middle.y()) - kRadius));
    const QLineF in(curve[(n + curve.size() - 1) % curve.size()], p);
    const QLineF out(p, curve[(n + 1) % curve.size()]);
    const double angle = in.angleTo(out);
    turn = std::max(turn, std::min(angle, 360.0 - angle));
  }
  QVERIFY2(worst < 0.6, qPrintable(QString::number(worst)));
  QVERIFY2(turn < 30.0, qPrintable(QString::number(turn)));  // stairs turn by 90°
  // A single voxel is not lost.
  QCOMPARE(outlines[1].curves.size(), std::size_t{1});
  QVERIFY(outlines[1].curves[0].boundingRect().contains(QPointF(5, 5)));
}

void TestMaskPixels::namesStandBesideLesions() {
  Scene scene;
  scene.document.setImages(makeVolume(kCtGrid, VoxelType::Int16, [](const Point&) { return -1000.0; }),
                           nullptr);
  auto mask = maskOn(kCtGrid, {60, 60, 30}, 1);
  mask->segments.front().label = QStringLiteral("Left hilus");
  scene.document.insertMask(std::move(mask));
  scene.state.setMaskOpacity(0.0);
  const Point at = kCtGrid.toPatient({60, 60, 30});
  scene.crosshairAside(PlaneOrientation::Axial, at);
  SliceView& view = scene.show(SliceContent::Ct, PlaneOrientation::Axial);
  const auto greenIn = [&](const QRectF& area) {
    const QImage image = view.grabImage();
    int count = 0;
    for (double y = area.top(); y < area.bottom(); ++y)
      for (double x = area.left(); x < area.right(); ++x)
        count += colourAt(image, {x, y}).green() > 150 && colourAt(image, {x, y}).red() < 100;
    return count;
  };
  const QRectF beside(view.toPixel(at) + QPointF(5.0, -14.0), QSizeF(70.0, 18.0));
  QVERIFY(greenIn(beside) > 30);
  scene.state.setLesionNamesVisible(false);
  QCOMPARE(greenIn(beside), 0);
  scene.state.setLesionNamesVisible(true);
  scene.state.setAnnotationsVisible(false);
  QCOMPARE(greenIn(beside), 0);
}

void TestMaskPixels::namesAvoidEachOtherAndAreLegible() {
  // Three lesions in one place, as structures of a structure set; one is dark red on the black image.
  Scene scene;
  scene.document.setImages(makeVolume(kCtGrid, VoxelType::Int16, [](const Point&) { return -1000.0; }),
                           nullptr);
  for (const Rgb colour : {Rgb{64, 224, 208}, Rgb{255, 215, 70}, Rgb{110, 0, 0}}) {
    auto mask = maskOn(kCtGrid, {60, 60, 30}, 1);
    mask->segments.front().label = QStringLiteral("Left hilus");
    mask->segments.front().colour = colour;
    scene.document.insertMask(std::move(mask));
  }
  const Point at = kCtGrid.toPatient({60, 60, 30});
  scene.crosshairAside(PlaneOrientation::Axial, at);
  SliceView& view = scene.show(SliceContent::Ct, PlaneOrientation::Axial);
  const QImage image = view.grabImage();
  // Rows of text right of the lesion, by hue.
  std::map<int, std::set<int>> rows;
  int brightest = 0;
  for (int y = -60; y < 60; ++y)
    for (int x = 6; x < 70; ++x) {
      const QColor seen = colourAt(image, view.toPixel(at) + QPointF(x, y));
      if (seen.value() < 100 || seen.hsvSaturation() < 60) continue;
      const int hue = seen.hsvHue();
      const int which = hue > 140 && hue < 200 ? 0 : hue > 35 && hue < 65 ? 1 : hue < 12 || hue > 348 ? 2 : 3;
      rows[which].insert(y);
      if (which == 2) brightest = std::max(brightest, qGray(seen.rgb()));
    }
  for (int a = 0; a < 3; ++a) {
    QVERIFY2(rows[a].size() >= 7, qPrintable(QString::number(a)));
    for (int b = 0; b < a; ++b)
      for (const int row : rows[a]) QVERIFY2(!rows[b].contains(row), qPrintable(QString::number(row)));
  }
  QVERIFY2(brightest > 100, qPrintable(QString::number(brightest)));
}

void TestMaskPixels::masksThatOverlapLeaveTheImageClear() {
  Scene scene;
  scene.document.setImages(makeVolume(kCtGrid, VoxelType::Int16, [](const Point&) { return 40.0; }), nullptr);
  const auto block = [&](int first, int last, Rgb colour) {
    auto mask = maskOn(kCtGrid, {first, 50, 30}, 1);
    for (int j = 50; j <= 70; ++j)
      for (int i = first; i <= last; ++i) mask->labels.set({i, j, 30}, 1);
    mask->segments.front().label.clear();
    mask->segments.front().colour = colour;
    return scene.document.insertMask(std::move(mask));
  };
  const MaskId left = block(40, 60, {255, 0, 0});
  const MaskId right = block(50, 75, {0, 0, 255});
  const Point middle = kCtGrid.toPatient({60, 60, 30});
  scene.crosshairAside(PlaneOrientation::Axial, middle);
  SliceView& view = scene.show(SliceContent::Ct, PlaneOrientation::Axial);
  const auto colour = [&](int i) {
    return colourAt(view.grabImage(), view.toPixel(kCtGrid.toPatient({double(i), 60, 30})));
  };
  const auto isGrey = [](const QColor& seen) {
    return seen.red() == seen.green() && seen.green() == seen.blue();
  };
  QVERIFY(colour(45).red() > colour(45).blue() + 30);
  QVERIFY(colour(70).blue() > colour(70).red() + 30);
  QVERIFY(isGrey(colour(55)));
  // Where one of them is hidden the other is filled.
  MaskDisplay hidden = scene.document.mask(right)->display;
  hidden.visible = false;
  scene.document.setMaskDisplay(right, hidden);
  QVERIFY(colour(55).red() > colour(55).blue() + 30);
  hidden.visible = true;
  scene.document.setMaskDisplay(right, hidden);
  scene.document.takeMask(left);
  QVERIFY(colour(55).blue() > colour(55).red() + 30);
}

void TestMaskPixels::slabsShowAllLesionsInThem_data() {
  QTest::addColumn<double>("turned");
  QTest::addColumn<double>("thickness");
  for (const double turned : {0.0, 0.4})
    for (const double thickness : {0.0, 3.0, 10.0, 25.0})
      QTest::addRow("%.1f rad, %.0f mm", turned, thickness) << turned << thickness;
}

void TestMaskPixels::slabsShowAllLesionsInThem() {
  QFETCH(double, turned);
  QFETCH(double, thickness);
  LabelMap labels = LabelMap::create(kCtGrid).take();
  std::mt19937 random(7);
  const Eigen::Vector3i size = kCtGrid.size();
  for (int n = 0; n < 200; ++n) {
    const Eigen::Vector3i corner(int(random() % unsigned(size.x() - 8)),
                                 int(random() % unsigned(size.y() - 8)),
                                 int(random() % unsigned(size.z() - 4)));
    for (int k = 0; k < 4; ++k)
      for (int j = 0; j < 8; ++j)
        labels.fill(kCtGrid.offset(corner + Eigen::Vector3i(0, j, k)), 8, Label(n % 5 + 1));
  }
  const Point at = kCtGrid.toPatient(Eigen::Vector3d(60, 60, size.z() / 2.0 - 0.3));
  SlicePlane plane = standardPlane(PlaneOrientation::Axial, at);
  const Eigen::Matrix3d turn =
      Eigen::AngleAxisd(turned, Eigen::Vector3d(1, 1, 0).normalized()).toRotationMatrix();
  plane.right = turn * plane.right;
  plane.down = turn * plane.down;
  const QSize pixels(150, 140);
  const ScreenPlane screen(SliceGeometry(plane, at, 1.3, pixels), 1.0, pixels);
  PlaneLabels shown;
  shown.update(labels, screen, thickness);

  // Every screen pixel's column through the slab, in fine steps from the plane outwards: the label that is
  // shown must be one that it meets, and background only where it meets nothing well inside of the slab.
  const ImageGrid& grid = labels.grid();
  const auto labelAt = [&](const Point& p) {
    const Eigen::Vector3d index = grid.toIndex(p);
    const Eigen::Vector3i voxel = (index.array() + 0.5).floor().cast<int>();
    return grid.contains(voxel) ? labels.at(voxel) : Label{0};
  };
  int met = 0;
  for (int y = 0; y < pixels.height(); ++y)
    for (int x = 0; x < pixels.width(); ++x) {
      const Point on = screen.corner + x * screen.right + y * screen.down;
      std::set<Label> inside;  // of what lies well within
      std::set<Label> around;  // of what its border may count in as well
      const double reach = thickness / 2.0 + grid.spacing().maxCoeff() + 0.1;
      for (double depth = 0.0; depth <= reach; depth += 0.05)
        for (const double side : {-depth, depth}) {
          const Label label = labelAt(on + side * screen.normal);
          if (label == 0) continue;
          around.insert(label);
          if (depth <= std::max(0.0, thickness / 2.0 - grid.spacing().maxCoeff())) inside.insert(label);
        }
      Label seen = 0;
      if (turned != 0.0) {
        seen = shown.at(x, y);
      } else {
        const auto& place = shown.placement();
        const int column = static_cast<int>(std::floor(place.firstColumn + x * place.columnStep + 0.5));
        const int row = static_cast<int>(std::floor(place.firstRow + y * place.rowStep + 0.5));
        seen = shown.at(column, row);
      }
      if (seen != 0) {
        ++met;
        QVERIFY2(around.contains(seen), qPrintable(QStringLiteral("%1,%2").arg(x).arg(y)));
      } else if (turned == 0.0) {
        QVERIFY2(inside.empty(), qPrintable(QStringLiteral("%1,%2").arg(x).arg(y)));
      } else {
        // Between two samples an oblique ray may cut a voxel's corner, but never on the plane itself.
        QVERIFY2(inside.empty() || labelAt(on) == 0, qPrintable(QStringLiteral("%1,%2").arg(x).arg(y)));
      }
      if (labelAt(on) != 0 && thickness == 0.0) QCOMPARE(seen, labelAt(on));
    }
  QVERIFY(met > 100);
}

void TestMaskPixels::strokesBesideThePlaneShowInItsSlab() {
  Scene scene;
  scene.document.setImages(makeVolume(kCtGrid, VoxelType::Int16, [](const Point&) { return -1000.0; }),
                           nullptr);
  const MaskId id = scene.document.insertMask(maskOn(kCtGrid, {10, 10, 10}, 1));
  scene.state.setMaskOpacity(1.0);
  const Point at = kCtGrid.toPatient({60, 60, 30});
  scene.crosshairAside(PlaneOrientation::Axial, at);
  SliceView& view = scene.show(SliceContent::Ct, PlaneOrientation::Axial);
  scene.state.setSlab({5.0 * kCtGrid.spacing().z(), Slab::Mode::Mean});
  const auto green = [&](const Eigen::Vector3i& voxel) {
    const QColor colour =
        colourAt(view.grabImage(),
                 view.toPixel(kCtGrid.toPatient(Eigen::Vector3i(voxel.x(), voxel.y(), 30).cast<double>())));
    return colour.green() > 150 && colour.red() < 100;
  };
  QVERIFY(!green({62, 62, 32}));
  const std::vector<LabelEdit> runs{{kCtGrid.offset(62, 62, 32), 1, 0, 1},
                                    {kCtGrid.offset(66, 62, 33), 1, 0, 1}};
  scene.document.applyRuns(id, runs);
  QVERIFY(green({62, 62, 32}));
  QVERIFY(!green({66, 62, 33}));  // a layer further on
}

int main(int argc, char** argv) {
  initialiseGraphics();
  QApplication application(argc, argv);
  TestMaskPixels test;
  return QTest::qExec(&test, argc, argv);
}
#include "tst_mask_pixels.moc"
