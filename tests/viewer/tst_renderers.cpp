#include "tests/viewer/slice_scene.h"
#include "viewer/host/graphics.h"
#include "viewer/render/raster/raster_renderer.h"
#include "viewer/render/vtk/vtk_module.h"
#include "viewer/slice/slice_scene.h"

#include <QDir>
#include <QTest>

#include <cmath>
#include <numbers>

// The two renderers paint the same plans: on every pixel within two grey levels, and labels alike.
using namespace uptake;
using namespace uptake::test;

namespace {

constexpr PlaneOrientation kAll[] = {PlaneOrientation::Axial, PlaneOrientation::Coronal,
                                     PlaneOrientation::Sagittal};
constexpr SliceContent kContents[] = {SliceContent::Ct, SliceContent::Pet, SliceContent::Fused};
constexpr int kMostApart = 2;  // grey levels

/// How far two pictures are apart at their worst pixel.
int farthest(const QImage& one, const QImage& other, QPoint* where = nullptr) {
  if (one.size() != other.size()) return 256;
  int worst = 0;
  for (int y = 0; y < one.height(); ++y) {
    const auto* a = reinterpret_cast<const QRgb*>(one.constScanLine(y));
    const auto* b = reinterpret_cast<const QRgb*>(other.constScanLine(y));
    for (int x = 0; x < one.width(); ++x) {
      const int apart = std::max({std::abs(qRed(a[x]) - qRed(b[x])), std::abs(qGreen(a[x]) - qGreen(b[x])),
                                  std::abs(qBlue(a[x]) - qBlue(b[x]))});
      if (apart > worst && where) *where = {x, y};
      worst = std::max(worst, apart);
    }
  }
  return worst;
}

/// Rough values: neighbours differ by thousands, as at the edge of metal.
double grain(const Point& p) {
  return std::fmod(std::abs(std::sin(p.x() * 12.9898 + p.y() * 78.233 + p.z() * 37.719) * 43758.5453), 1.0);
}

Eigen::Matrix3d obliqueAxes() {
  return Eigen::AngleAxisd(0.5, Eigen::Vector3d(1, -2, 0.7).normalized()).toRotationMatrix();
}

ImageGrid centred(const Eigen::Vector3i& size, const Eigen::Vector3d& spacing, const Eigen::Matrix3d& axes) {
  const Eigen::Vector3d half = (size.cast<double>() - Eigen::Vector3d::Ones()).cwiseProduct(spacing) / 2.0;
  return makeGrid(size, spacing, -axes * half, axes);
}

void addBall(LabelMap& labels, const Point& centre, double radius, Label label) {
  const ImageGrid& grid = labels.grid();
  for (int k = 0; k < grid.size().z(); ++k)
    for (int j = 0; j < grid.size().y(); ++j)
      for (int i = 0; i < grid.size().x(); ++i)
        if ((grid.toPatient({double(i), double(j), double(k)}) - centre).norm() < radius)
          labels.set({i, j, k}, label);
}

MaskId addMask(CaseDocument& document, const ImageGrid& grid, const Point& centre) {
  LabelMap labels = LabelMap::create(grid).take();
  addBall(labels, centre, 30.0, 1);
  addBall(labels, centre + Point(20, 10, 5), 15.0, 300);
  MaskLayer mask{MaskId::None, QStringLiteral("Mask"), std::move(labels), {}, {}, {}, {}};
  for (const auto& [number, colour] : {std::pair<Label, Rgb>{1, {0, 255, 0}}, {300, {200, 30, 250}}}) {
    Segment segment;
    segment.number = number;
    segment.colour = colour;
    mask.segments.push_back(segment);
  }
  return document.insertMask(std::make_unique<MaskLayer>(std::move(mask)));
}

/// A case that both renderers show.
struct Pair {
  CaseDocument document;
  ViewState state;
  SliceDisplay display;
  SliceScene scene{document};
  RasterRenderer raster;
  std::unique_ptr<ViewRenderer> card;
  QSize size{231, 203};
  double mmPerPixel = 0.9;

  Pair() {
    auto made = vtk::makeCardRenderer();
    if (!made) qFatal("%s", qPrintable(made.error().text()));
    card = made.take();
    state.setCrosshair({3.0, -4.0, 5.0});
  }
  void setCtAndPet(const Eigen::Matrix3d& axes = Eigen::Matrix3d::Identity()) {
    document.setImages(makeVolume(centred({70, 60, 40}, {2.5, 2.6, 3.5}, axes), VoxelType::Int16,
                                  [](const Point& p) { return 4000.0 * grain(p) - 1500.0; }),
                       makeVolume(centred({45, 50, 41}, {4.1, 4.1, 4.4}, axes), VoxelType::Float32,
                                  [](const Point& p) { return 9.0 * grain(p); }));
  }
  ViewPlan plan(SliceContent content, PlaneOrientation orientation) {
    const SlicePlane plane = state.planeThrough(orientation, state.crosshair());
    const SliceGeometry geometry(plane, Point(4, 5, 6), mmPerPixel, QSizeF(size));
    return scene.plan(size, 1.0, content, state, display, geometry);
  }
  QImage painted(ViewRenderer& renderer, SliceContent content, PlaneOrientation orientation) {
    QImage image(size, QImage::Format_RGB32);
    const auto done = renderer.paint(plan(content, orientation), image, image.rect());
    if (!done) qFatal("%s", qPrintable(done.error().text()));
    return image;
  }
  /// How far apart the two are; both pictures are kept when it is too far.
  int apart(SliceContent content, PlaneOrientation orientation, int most = kMostApart) {
    const QImage one = painted(raster, content, orientation);
    const QImage other = painted(*card, content, orientation);
    QPoint where;
    const int worst = farthest(one, other, &where);
    if (worst > most) {
      one.save(QDir::temp().filePath(QStringLiteral("raster.png")));
      other.save(QDir::temp().filePath(QStringLiteral("card.png")));
      qWarning("%d apart at %d, %d", worst, where.x(), where.y());
    }
    return worst;
  }
};

int coloursIn(const QImage& image) {
  std::set<QRgb> colours;
  for (int y = 0; y < image.height(); ++y)
    for (int x = 0; x < image.width(); ++x) colours.insert(image.pixel(x, y));
  return static_cast<int>(colours.size());
}

}  // namespace

class TestRenderers : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void planesAndSlabs_data();
  void planesAndSlabs();
  void windowsPalettesAndFusion();
  void imagesInColour();
  void labelsAreEqual_data();
  void labelsAreEqual();
  void agreementIsEqual();
  void slicesThatAreStillLoading();
  void imagesBesideTheScreenAreNotThere();
  void studiesFollowEachOther();
  void tooLargeIsRefusedInWords();
};

void TestRenderers::planesAndSlabs_data() {
  QTest::addColumn<bool>("obliqueSeries");
  QTest::addColumn<double>("turned");
  QTest::addColumn<double>("thickness");
  QTest::addColumn<int>("mode");
  QTest::addColumn<bool>("smooth");
  for (const bool oblique : {false, true})
    for (const double turned : {0.0, 0.7})
      for (const double thickness : {0.0, 11.0})
        for (const auto mode : {Slab::Mode::Largest, Slab::Mode::Smallest, Slab::Mode::Mean})
          for (const bool smooth : {true, false}) {
            if (thickness == 0.0 && mode != Slab::Mode::Largest) continue;
            QTest::addRow("%s, turned %.1f, %.0f mm, mode %d, %s", oblique ? "oblique" : "straight", turned,
                          thickness, int(mode), smooth ? "smooth" : "voxels")
                << oblique << turned << thickness << int(mode) << smooth;
          }
}

void TestRenderers::planesAndSlabs() {
  QFETCH(bool, obliqueSeries);
  QFETCH(double, turned);
  QFETCH(double, thickness);
  QFETCH(int, mode);
  QFETCH(bool, smooth);
  Pair pair;
  pair.setCtAndPet(obliqueSeries ? obliqueAxes() : Eigen::Matrix3d::Identity());
  pair.state.setSmoothImages(smooth);
  pair.state.setSlab({thickness, static_cast<Slab::Mode>(mode)});
  if (turned > 0.0)
    pair.state.setRotation(pair.state.rotation(), Direction(0.3, 1.0, -0.4).normalized(), turned);
  for (const double mmPerPixel : {0.31, 0.9, 2.7}) {
    pair.mmPerPixel = mmPerPixel;
    for (const auto orientation : kAll)
      for (const auto content : kContents) QVERIFY(pair.apart(content, orientation) <= kMostApart);
  }
  QVERIFY(coloursIn(pair.painted(*pair.card, SliceContent::Fused, PlaneOrientation::Axial)) > 100);
}

void TestRenderers::windowsPalettesAndFusion() {
  Pair pair;
  pair.setCtAndPet();
  for (const double width : {1.0, 80.0, 350.0, 4000.0}) {
    pair.state.setCtWindow({width, 40.0});
    QVERIFY(pair.apart(SliceContent::Ct, PlaneOrientation::Axial) <= kMostApart);
  }
  for (const Palette palette : kPalettes) {
    pair.state.setFusionPalette(palette);
    QVERIFY(pair.apart(SliceContent::Fused, PlaneOrientation::Coronal) <= kMostApart);
  }
  for (const auto mode : {FusionMode::Blend, FusionMode::Checkerboard, FusionMode::Swipe}) {
    pair.state.setFusionMode(mode);
    for (const double weight : {0.0, 0.3, 1.0}) {
      pair.state.setFusion(weight);
      pair.state.setSwipePosition(weight);
      pair.state.setPetThreshold(3.0 * weight);
      QVERIFY(pair.apart(SliceContent::Fused, PlaneOrientation::Sagittal) <= kMostApart);
    }
  }
  pair.state.setPetHidden(true);
  QVERIFY(pair.apart(SliceContent::Fused, PlaneOrientation::Axial) <= kMostApart);
}

void TestRenderers::imagesInColour() {
  const ImageGrid grid = centred({61, 47, 5}, {2.0, 2.0, 4.0}, Eigen::Matrix3d::Identity());
  SeriesSource source;
  source.slices.resize(5);
  auto volume = Volume::create(grid, VoxelType::Rgb8, ValueUnit::Colour, QString(), source, 0.0).take();
  for (int k = 0; k < 5; ++k) {
    const auto slice = volume->sliceVoxels<RgbVoxel>(k);
    for (std::size_t n = 0; n < slice.size(); ++n)
      slice[n] = {static_cast<std::uint8_t>(n * 7), static_cast<std::uint8_t>(n * 13 + 40),
                  static_cast<std::uint8_t>(n / 3)};
    volume->publishSlice(k, Volume::SliceState::Loaded);
  }
  Pair pair;
  pair.document.setImages(volume, nullptr);
  pair.state.setCtWindow({180.0, 120.0});
  for (const auto orientation : kAll) QVERIFY(pair.apart(SliceContent::Ct, orientation) <= kMostApart);
  pair.state.setRotation(pair.state.rotation(), Direction(0.2, 1.0, 0.1).normalized(), 0.3);
  QVERIFY(pair.apart(SliceContent::Ct, PlaneOrientation::Axial) <= kMostApart);
}

void TestRenderers::labelsAreEqual_data() {
  QTest::addColumn<int>("masks");
  QTest::addColumn<double>("turned");
  QTest::addColumn<double>("thickness");
  for (const int masks : {1, 2, 3})
    for (const double turned : {0.0, 0.4})
      for (const double thickness : {0.0, 14.0})
        QTest::addRow("%d masks, turned %.1f, %.0f mm", masks, turned, thickness)
            << masks << turned << thickness;
}

void TestRenderers::labelsAreEqual() {
  QFETCH(int, masks);
  QFETCH(double, turned);
  QFETCH(double, thickness);
  Pair pair;
  // A ground of one colour: what differs is labels.
  const ImageGrid ctGrid = centred({70, 60, 40}, {2.5, 2.6, 3.5}, Eigen::Matrix3d::Identity());
  const ImageGrid petGrid = centred({45, 50, 41}, {4.1, 4.1, 4.4}, obliqueAxes());
  pair.document.setImages(makeVolume(ctGrid, VoxelType::Int16, [](const Point&) { return 40.0; }), nullptr);
  for (int n = 0; n < masks; ++n)
    addMask(pair.document, n == 1 ? petGrid : ctGrid, Point(11.0 * n, -7.0 * n, 3.0 * n));
  pair.state.setSlab({thickness, Slab::Mode::Largest});
  pair.state.setMaskOpacity(0.6);
  if (turned > 0.0)
    pair.state.setRotation(pair.state.rotation(), Direction(0.3, 1.0, -0.4).normalized(), turned);
  for (const double mmPerPixel : {0.23, 0.9, 2.7}) {
    pair.mmPerPixel = mmPerPixel;
    for (const auto orientation : kAll) {
      const QImage raster = pair.painted(pair.raster, SliceContent::Ct, orientation);
      QVERIFY(pair.apart(SliceContent::Ct, orientation, 0) == 0);
      if (mmPerPixel == 0.9) QVERIFY(coloursIn(raster) >= 3);
    }
  }
  // A stroke, and a lesion that is hidden.
  CaseDocument& document = pair.document;
  const MaskId id = document.masks().front()->id;
  LabelEdit run{};
  run.first = ctGrid.offset({20, 20, 21});
  run.length = 9;
  run.before = document.mask(id)->labels.at({20, 20, 21});
  run.after = 300;
  const QImage before = pair.painted(*pair.card, SliceContent::Ct, PlaneOrientation::Axial);
  document.applyRuns(id, std::span(&run, 1));
  pair.scene.takeMasks();
  QCOMPARE(pair.apart(SliceContent::Ct, PlaneOrientation::Axial), 0);
  if (turned == 0.0) QVERIFY(before != pair.painted(*pair.card, SliceContent::Ct, PlaneOrientation::Axial));
}

void TestRenderers::agreementIsEqual() {
  Pair pair;
  pair.setCtAndPet();
  const MaskId first = addMask(pair.document, pair.document.ct()->grid(), Point(0, 0, 0));
  const MaskId second = addMask(pair.document, pair.document.pet()->grid(), Point(15, 5, 0));
  pair.state.setAgreement(std::pair{first, second});
  for (const double turned : {0.0, 0.5}) {
    pair.state.setRotation(Eigen::Matrix3d::Identity(), Direction(0.3, 1.0, -0.4).normalized(), turned);
    for (const auto orientation : kAll) QVERIFY(pair.apart(SliceContent::Ct, orientation) <= kMostApart);
  }
  // One of them alone in the plane.
  pair.state.setRotation(Eigen::Matrix3d::Identity(), Direction::UnitZ(), 0.0);
  pair.state.setCrosshair({-27.0, 0, 0});
  QVERIFY(pair.apart(SliceContent::Ct, PlaneOrientation::Sagittal) <= kMostApart);
}

void TestRenderers::slicesThatAreStillLoading() {
  Pair pair;
  const ImageGrid grid = centred({70, 60, 40}, {2.5, 2.6, 3.5}, Eigen::Matrix3d::Identity());
  auto ct = makeVolume(grid, VoxelType::Int16, {}, /*publish=*/false);
  for (int k = 0; k < 40; ++k) {
    // As memory that was never filled may hold: white, if anybody reads it.
    std::ranges::fill(ct->sliceVoxels<std::int16_t>(k), std::int16_t{3000});
  }
  pair.document.setImages(ct, nullptr);
  pair.state.setCtWindow({2000.0, 500.0});
  const auto check = [&] {
    pair.raster.forgetImages();
    for (const auto orientation : kAll) QVERIFY(pair.apart(SliceContent::Ct, orientation) <= kMostApart);
    pair.state.setRotation(Eigen::Matrix3d::Identity(), Direction(0.3, 1.0, -0.4).normalized(), 0.5);
    QVERIFY(pair.apart(SliceContent::Ct, PlaneOrientation::Coronal) <= kMostApart);
    pair.state.straighten();
  };
  check();
  QCOMPARE(coloursIn(pair.painted(*pair.card, SliceContent::Ct, PlaneOrientation::Coronal)), 1);
  for (const int k : {20, 21, 7, 39}) {
    std::ranges::fill(ct->sliceVoxels<std::int16_t>(k), static_cast<std::int16_t>(20 * k));
    ct->publishSlice(k, Volume::SliceState::Loaded);
    check();
  }
  QVERIFY(coloursIn(pair.painted(*pair.card, SliceContent::Ct, PlaneOrientation::Coronal)) > 4);
  ct->fillSlice(22);
  ct->publishSlice(22, Volume::SliceState::Missing);
  check();
}

void TestRenderers::imagesBesideTheScreenAreNotThere() {
  Pair pair;
  pair.setCtAndPet();
  pair.state.setCrosshair({0, 0, 75.0});  // above the CT, within the PET
  QVERIFY(pair.apart(SliceContent::Fused, PlaneOrientation::Axial) <= kMostApart);
  pair.state.setCrosshair({0, 0, 5000.0});
  for (const auto content : kContents) QVERIFY(pair.apart(content, PlaneOrientation::Axial) <= kMostApart);
  pair.mmPerPixel = 0.01;
  pair.state.setCrosshair({0, 0, 0});
  QVERIFY(pair.apart(SliceContent::Fused, PlaneOrientation::Axial) <= kMostApart);
}

void TestRenderers::studiesFollowEachOther() {
  Pair pair;
  for (int study = 0; study < 3; ++study) {
    const double level = 300.0 * study;
    std::weak_ptr<const Volume> before = pair.document.ct();
    pair.document.setImages(makeVolume(centred({50, 50, 20}, {3, 3, 3}, Eigen::Matrix3d::Identity()),
                                       VoxelType::Int16, [level](const Point& p) { return level + p.x(); }),
                            nullptr);
    pair.raster.forgetImages();
    // The card's renderer keeps nobody's images.
    QVERIFY(before.expired());
    QVERIFY(pair.apart(SliceContent::Ct, PlaneOrientation::Axial) <= kMostApart);
  }
}

void TestRenderers::tooLargeIsRefusedInWords() {
  Pair pair;
  // No card takes so many voxels along an edge.
  const ImageGrid grid = centred({40000, 2, 2}, {0.005, 1, 1}, Eigen::Matrix3d::Identity());
  pair.document.setImages(makeVolume(grid, VoxelType::Int16, [](const Point&) { return 100.0; }), nullptr);
  pair.state.setCrosshair({0, 0, 0});
  QImage image(pair.size, QImage::Format_RGB32);
  const auto done =
      pair.card->paint(pair.plan(SliceContent::Ct, PlaneOrientation::Axial), image, image.rect());
  QVERIFY(!done);
  QVERIFY2(done.error().message.contains(QStringLiteral("MB")), qPrintable(done.error().message));
  // And the next study is shown again.
  pair.setCtAndPet();
  QVERIFY(pair.apart(SliceContent::Fused, PlaneOrientation::Axial) <= kMostApart);
}

int main(int argc, char** argv) {
  initialiseGraphics();
  QApplication application(argc, argv);
  TestRenderers test;
  return QTest::qExec(&test, argc, argv);
}
#include "tst_renderers.moc"
