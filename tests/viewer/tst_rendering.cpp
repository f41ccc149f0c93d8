#include "tests/viewer/slice_scene.h"
#include "viewer/host/graphics.h"
#include "viewer/mip/mip_view.h"

#include <QSignalSpy>
#include <QTest>

// Which renderer views use, and what becomes of them when it changes or fails.
using namespace uptake;
using namespace uptake::test;

class TestRendering : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void isChosenByWhatOpenGLSays_data();
  void isChosenByWhatOpenGLSays();
  void factsAreKeptAsText();
  void openGLAnswers();
  void changesAtRunTime();
  void fallsBackWithOneMessage();
  void aNewWindowTakesTheViewAlong();
  void countsTheFirstFrames();
  void exportsAreTheSame();
};

namespace {

OpenGLFacts factsOf(const QString& vendor, const QString& renderer, const QString& version) {
  return {vendor, renderer, version, 16384, 2048};
}

/// A fused slice, not smoothed by an odd size.
struct Shown : Scene {
  explicit Shown(std::shared_ptr<Volume> ct = makeVolume(kCtGrid, VoxelType::Int16, [](const Point& p) {
                   return p.x() * 3.0 + p.y();
                 })) {
    state.rendering().use({Renderer::Raster, {}});
    document.setImages(std::move(ct), makeVolume(kPetGrid, VoxelType::Float32,
                                                 [](const Point& p) { return 3.0 + p.y() / 50.0; }));
    document.insertMask(maskOn(kCtGrid, {60, 60, 30}, 1));
    state.setCrosshair(kCtGrid.toPatient({64, 60, 30}));
    show(SliceContent::Fused, PlaneOrientation::Axial);
  }
  bool isOnCard() const { return view->findChild<QWidget*>(QStringLiteral("vtkSurface")) != nullptr; }
  void settle() {
    for (int round = 0; round < 10; ++round) QApplication::processEvents();
  }
};

int farthestApart(const QImage& one, const QImage& other) {
  if (one.size() != other.size()) return 256;
  int worst = 0;
  for (int y = 0; y < one.height(); ++y)
    for (int x = 0; x < one.width(); ++x) {
      const QColor a = one.pixelColor(x, y);
      const QColor b = other.pixelColor(x, y);
      worst = std::max({worst, std::abs(a.red() - b.red()), std::abs(a.green() - b.green()),
                        std::abs(a.blue() - b.blue())});
    }
  return worst;
}

const RendererChoice kOnCard{Renderer::Vtk, QStringLiteral("test")};

}  // namespace

void TestRendering::isChosenByWhatOpenGLSays_data() {
  QTest::addColumn<QString>("vendor");
  QTest::addColumn<QString>("renderer");
  QTest::addColumn<QString>("version");
  QTest::addColumn<bool>("isCard");
  const auto row = [](const char* vendor, const char* renderer, const char* version, bool isCard) {
    QTest::newRow(renderer) << QString::fromLatin1(vendor) << QString::fromLatin1(renderer)
                            << QString::fromLatin1(version) << isCard;
  };
  row("NVIDIA Corporation", "NVIDIA GeForce RTX 3060/PCIe/SSE2", "4.6.0 NVIDIA 535.183.01", true);
  row("AMD", "AMD Radeon RX 6600 (navi23, LLVM 15.0.6, DRM 3.49)", "4.6 (Core Profile) Mesa 22.3.6", true);
  row("Intel", "Mesa Intel(R) UHD Graphics 620 (KBL GT2)", "4.6 (Core Profile) Mesa 22.3.6", true);
  row("Apple", "Apple M2", "4.1 Metal - 83.1", true);
  row("Mesa/X.org", "llvmpipe (LLVM 15.0.6, 256 bits)", "4.5 (Core Profile) Mesa 22.3.6", false);
  row("VMware, Inc.", "softpipe", "3.3 (Core Profile) Mesa 20", false);
  row("Mesa Project", "Software Rasterizer", "2.1 Mesa 7.5", false);
  row("Microsoft Corporation", "GDI Generic", "1.1.0", false);
  row("Microsoft Corporation", "D3D12 (Microsoft Basic Render Driver)", "4.2", false);
  row("Apple Inc.", "Apple Software Renderer", "4.1 APPLE-18", false);
  row("Google Inc.", "Google SwiftShader", "4.1", false);
  row("Intel", "Intel HD Graphics (Sandybridge)", "3.1 Mesa 9", false);
}

void TestRendering::isChosenByWhatOpenGLSays() {
  QFETCH(QString, vendor);
  QFETCH(QString, renderer);
  QFETCH(QString, version);
  QFETCH(bool, isCard);
  const OpenGLFacts facts = factsOf(vendor, renderer, version);
  const RendererChoice automatic = chooseRenderer(RendererWish::Automatic, facts);
  QCOMPARE(automatic.renderer == Renderer::Vtk, isCard);
  QVERIFY(automatic.reason.contains(facts.suffices() ? renderer : version));
  QCOMPARE(chooseRenderer(RendererWish::Raster, facts).renderer, Renderer::Raster);
  // Who wants it gets it, wherever VTK can draw at all.
  QCOMPARE(chooseRenderer(RendererWish::Vtk, facts).renderer == Renderer::Vtk, facts.suffices());
  for (const auto wish : {RendererWish::Automatic, RendererWish::Raster, RendererWish::Vtk}) {
    QCOMPARE(chooseRenderer(wish, std::nullopt).renderer, Renderer::Raster);
    QVERIFY(wishWithId(wishId(wish)) == wish);
  }
}

void TestRendering::factsAreKeptAsText() {
  const OpenGLFacts facts = factsOf(QStringLiteral("A \"b\" ü"), QStringLiteral("C"), QStringLiteral("4.6"));
  QVERIFY(factsFromText(toText(facts)) == std::optional(std::optional(facts)));
  const auto none = factsFromText(toText(std::nullopt));
  QVERIFY(none && !none->has_value());
  for (const char* text : {"", "null", "{}", "[1]", "Segmentation fault"}) QVERIFY(!factsFromText(text));
}

void TestRendering::openGLAnswers() {
  const std::optional<OpenGLFacts> facts = askOpenGL();
  QVERIFY(facts.has_value());
  QVERIFY(facts->suffices());
  QVERIFY(!facts->renderer.isEmpty());
  QVERIFY(facts->largestVolumeTexture >= 256);
}

void TestRendering::changesAtRunTime() {
  Shown scene;
  const QImage raster = scene.view->grabImage();
  QVERIFY(!scene.isOnCard());
  for (int round = 0; round < 2; ++round) {
    scene.state.rendering().use(kOnCard);
    QVERIFY(scene.isOnCard());
    QVERIFY(farthestApart(scene.view->grabImage(), raster) <= 2);
    scene.settle();
    scene.state.rendering().use({Renderer::Raster, QStringLiteral("test")});
    QVERIFY(!scene.isOnCard());
    QCOMPARE(farthestApart(scene.view->grabImage(), raster), 0);
  }
  // The mouse still belongs to the view.
  scene.state.rendering().use(kOnCard);
  scene.settle();
  const Point before = scene.state.crosshair();
  turnWheel(*scene.view, {100, 100}, 1);
  QVERIFY(scene.state.crosshair() != before);
}

void TestRendering::fallsBackWithOneMessage() {
  // No card takes an image so long, and all views ask for it.
  const ImageGrid grid = makeGrid({40000, 4, 2}, {0.005, 40.0, 3.0}, {-100.0, -60.0, -1.5});
  Shown scene(makeVolume(grid, VoxelType::Int16, [](const Point& p) { return p.x(); }));
  scene.state.setCrosshair({0, 0, -1.5});
  const QImage raster = scene.view->grabImage();
  SliceView other(SliceContent::Ct, PlaneOrientation::Axial, scene.document, scene.selection, scene.state);
  MipView mip(scene.document, scene.state);
  other.show();
  mip.show();
  QVERIFY(QTest::qWaitForWindowExposed(&other));
  QSignalSpy failed(&scene.state.rendering(), &Rendering::failed);
  scene.state.rendering().use(kOnCard);
  QVERIFY(QTest::qWaitFor([&] { return scene.state.rendering().renderer() == Renderer::Raster; }));
  scene.settle();
  QCOMPARE(failed.count(), 1);
  const QString message = failed.first().first().toString();
  QVERIFY2(message.contains(QStringLiteral("CT needs")), qPrintable(message));
  QVERIFY(scene.state.rendering().reason().contains(QStringLiteral("CT needs")));
  QVERIFY(!scene.isOnCard());
  QCOMPARE(farthestApart(scene.view->grabImage(), raster), 0);
}

void TestRendering::aNewWindowTakesTheViewAlong() {
  // Another window has another context: what lay on the card is put there again.
  Shown scene;
  const QImage raster = scene.view->grabImage();
  scene.state.rendering().use(kOnCard);
  scene.settle();
  QWidget window;
  scene.view->setParent(&window);
  window.resize(kViewSize);
  scene.view->show();
  window.show();
  QVERIFY(QTest::qWaitForWindowExposed(&window));
  scene.settle();
  QVERIFY(scene.isOnCard());
  QVERIFY(farthestApart(scene.view->grabImage(), raster) <= 2);
  scene.view->setParent(nullptr);
  scene.view->show();
  QVERIFY(QTest::qWaitForWindowExposed(scene.view.get()));
  QVERIFY(farthestApart(scene.view->grabImage(), raster) <= 2);
  QCOMPARE(scene.state.rendering().renderer(), Renderer::Vtk);
}

void TestRendering::countsTheFirstFrames() {
  for (const auto renderer : {Renderer::Raster, Renderer::Vtk}) {
    Shown scene;
    scene.state.rendering().use({renderer, {}});
    scene.settle();
    scene.state.rendering().forgetFrames();
    for (int step = 0; step < 5; ++step) {
      scene.view->stepSlice(1);
      QTest::qWait(30);
    }
    const std::vector<double>& frames = scene.state.rendering().frames();
    QVERIFY(frames.size() >= 3);
    for (const double ms : frames) QVERIFY(ms > 0.0 && ms < 20000.0);
  }
}

void TestRendering::exportsAreTheSame() {
  Shown scene;
  SliceDisplay display;
  display.crosshair = false;
  const QImage raster = scene.view->grabImage(display, 2.0);
  const QImage screen = scene.view->grabImage();
  scene.state.rendering().use(kOnCard);
  scene.settle();
  QCOMPARE(farthestApart(scene.view->grabImage(display, 2.0), raster), 0);
  // And the screen stays.
  QVERIFY(farthestApart(scene.view->grabImage(), screen) <= 2);
}

int main(int argc, char** argv) {
  initialiseGraphics();
  QApplication application(argc, argv);
  TestRendering test;
  return QTest::qExec(&test, argc, argv);
}
#include "tst_rendering.moc"
