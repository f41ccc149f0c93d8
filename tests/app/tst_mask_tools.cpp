#include "annotation/regions/hot_lesion.h"
#include "app/shell/tools/tool_options.h"
#include "tests/app/measuring_fixture.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QStatusBar>

using namespace uptake;
using namespace uptake::test;

/// The tools that draw masks, driven in the window as a hand does.
class TestMaskTools : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase();
  void init();
  void aClickOnAHotSpotJustWorks();
  void thresholdBrushByKey();
  void imageAfterImageLeavesNoComb();
  void otherLesionsAreProtected();
  void hotSpotGoesOnBeyondItsReach();
  void savedMasksSayHowTheyWereMade();
  void brushInASlabPaintsItsMiddle();
  void brushOnATurnedPlane();
  void lassoAndPolygon();
  void growByDragging();
  void boxBecomesALesion();
  void gesturesFarAwayBeginALesion_data();
  void gesturesFarAwayBeginALesion();
  void undoBringsTheLesionInHandBack();
  void theLesionInHandIsNamed();
  void escapeAndSwitchingLeaveNoTrace();
  void optionsShowTheToolInUse();
  void optionsOutliveTheWindow();

 private:
  const CaseDocument& document() const { return window_->session().openCase().document(); }
  QUndoStack& stack() const { return window_->session().openCase().undoStack(); }
  const MaskLayer& mask() const { return *document().masks().front(); }
  std::vector<Label> labels() const { return mask().labels.allVoxels(); }
  SliceView& view(SliceContent content) const { return *viewOf(*window_, content); }
  /// The hottest voxel's centre, with the crosshair there.
  Point goToHotSpot();
  /// Lesion 1 about the hot spot, selected; a place inside the PET that is 8 cm from the spot.
  std::pair<Point, Point> lesionAndFarPlace();
  /// A triangle by the left button about a place: a stroke, a lasso, a box or a sphere, by the tool in use.
  void drawAt(const Point& place, Qt::KeyboardModifiers modifiers = {});
  /// A reach that holds the lesion at a place back and leaves something of it, in mm.
  std::optional<int> reachThatHolds(const Point& spot) const;

  QTemporaryDir folder_;
  QString study_;
  std::unique_ptr<MainWindow> window_;
};

void TestMaskTools::initTestCase() {
  isolateSettings(folder_.path());
  study_ = folder_.filePath(QStringLiteral("study"));
  const QString failure = makePhantom(study_);
  QVERIFY2(failure.isEmpty(), qPrintable(failure));
}

void TestMaskTools::init() {
  window_.reset();
  QSettings().clear();
  QDir(study_ + QStringLiteral("-annotations")).removeRecursively();
  window_ = openWindow(study_);
  QVERIFY(window_);
  QVERIFY(document().masks().empty());
}

Point TestMaskTools::goToHotSpot() {
  const Volume& pet = *document().pet();
  Eigen::Vector3i best(0, 0, 0);
  for (int k = 0; k < pet.grid().size().z(); ++k)
    for (int j = 0; j < pet.grid().size().y(); ++j)
      for (int i = 0; i < pet.grid().size().x(); ++i)
        if (pet.value({i, j, k}) > pet.value(best)) best = {i, j, k};
  const Point spot = pet.grid().toPatient(best.cast<double>());
  window_->viewState().setCrosshair(spot);
  return spot;
}

std::optional<int> TestMaskTools::reachThatHolds(const Point& spot) const {
  for (int reach = 5; reach < 60; ++reach) {
    const auto held = hotLesion(*document().pet(), spot, {.limit = {double(reach)}});
    if (held && held->guard == LeakGuard::LimitSphere && held->threshold > 0.43 * held->maximum &&
        held->region.count() > 0)
      return reach;
  }
  return std::nullopt;
}

void TestMaskTools::aClickOnAHotSpotJustWorks() {
  const Point spot = goToHotSpot();
  QTest::keyClick(window_.get(), Qt::Key_P);
  QCOMPARE(window_->tools().kind(), ToolKind::HotSpot);
  clickAt(view(SliceContent::Fused), spot + Point(2, 1, 0));
  QCOMPARE(document().masks().size(), std::size_t{1});
  QCOMPARE(stack().count(), 1);
  // 41 % of the maximum, joined, by the definition over the whole PET.
  const Volume& pet = *document().pet();
  const ImageGrid& grid = pet.grid();
  QVERIFY(mask().labels.grid().sameAs(grid));
  const Eigen::Vector3i seed = grid.nearestVoxel(spot);
  const double threshold = 0.41 * pet.value(seed);
  std::vector<Label> wanted(static_cast<std::size_t>(grid.voxelCount()), 0);
  std::vector<Eigen::Vector3i> edge{seed};
  wanted[static_cast<std::size_t>(grid.offset(seed))] = 1;
  while (!edge.empty()) {
    const Eigen::Vector3i at = edge.back();
    edge.pop_back();
    for (int n = 0; n < 27; ++n) {
      const Eigen::Vector3i way(n % 3 - 1, n / 3 % 3 - 1, n / 9 - 1);
      const Eigen::Vector3i other = at + way;
      if (way.cwiseAbs().sum() > 2 || !grid.contains(other)) continue;
      Label& label = wanted[static_cast<std::size_t>(grid.offset(other))];
      if (label != 0 || pet.value(other) < threshold) continue;
      label = 1;
      edge.push_back(other);
    }
  }
  QVERIFY(labels() == wanted);
  QTest::keyClick(window_.get(), Qt::Key_Z, Qt::ControlModifier);
  QVERIFY(document().masks().empty());
  QTest::keyClick(window_.get(), Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
  QVERIFY(labels() == wanted);
}

void TestMaskTools::thresholdBrushByKey() {
  const Point spot = goToHotSpot();
  QTest::keyClick(window_.get(), Qt::Key_T);
  QCOMPARE(window_->tools().kind(), ToolKind::ThresholdBrush);
  window_->tools().brush().setRange({ImageKind::Pet, 2.0, 50.0});
  window_->tools().setBrushDiameter({40.0});
  SliceView& pet = view(SliceContent::Pet);
  drag(pet, spot - Point(10, 0, 0), spot + Point(10, 0, 0));
  const Volume& image = *document().pet();
  QVERIFY(mask().labels.grid().sameAs(image.grid()));
  const auto all = labels();
  std::ptrdiff_t count = 0;
  for (std::size_t at = 0; at < all.size(); ++at) {
    if (all[at] == 0) continue;
    ++count;
    QVERIFY(image.voxels<float>()[at] >= 2.0F);
  }
  QVERIFY(count > 5);
  // The brush without the range covers more, and [ ] change it.
  QTest::keyClick(window_.get(), Qt::Key_B);
  QVERIFY(!window_->tools().brush().usesRange());
  QTest::keyClick(window_.get(), Qt::Key_BracketLeft);
  QCOMPARE(window_->tools().brushDiameter().value, 35.0);
  drag(pet, spot - Point(10, 0, 0), spot + Point(10, 0, 0));
  QVERIFY(mask().labels.count(1) > count);
  QCOMPARE(stack().count(), 2);
}

void TestMaskTools::imageAfterImageLeavesNoComb() {
  // A mask on the PET's slices, painted where the views step by the CT's, which are thicker.
  const Volume& pet = *document().pet();
  const double thickness = document().ct()->grid().spacing().z();
  QVERIFY(thickness > 1.4 * pet.grid().spacing().z());
  QVERIFY(CaseEditor(window_->session().openCase().toolContext()).addMask(QStringLiteral("Mask"), pet).ok());
  const Point spot = goToHotSpot();
  QTest::keyClick(window_.get(), Qt::Key_B);
  window_->tools().setBrushDiameter({30.0});
  SliceView& fused = view(SliceContent::Fused);
  double low = 1e9;
  double high = -1e9;
  for (int image = 0; image < 5; ++image) {
    const double z = fused.plane().origin.z();
    clickAt(fused, Point(spot.x(), spot.y(), z));
    low = std::min(low, z - thickness / 2.0);
    high = std::max(high, z + thickness / 2.0);
    QTest::keyClick(&window_->views(), Qt::Key_Down);
  }
  QCOMPARE(stack().count(), 6);
  QVERIFY(std::abs(high - low - 5.0 * thickness) < 1e-6);
  std::vector<std::ptrdiff_t> counts;
  const ImageGrid& grid = mask().labels.grid();
  for (int k = 0; k < grid.size().z(); ++k) {
    const double z = grid.toPatient({0.0, 0.0, double(k)}).z();
    const std::ptrdiff_t count = std::ranges::count(mask().labels.slice(k), Label{1});
    QCOMPARE(count > 0, z > low && z < high);
    if (count > 0) counts.push_back(count);
  }
  QCOMPARE(counts.size(), std::size_t{7});  // 36.25 mm of 5 mm
  for (const std::ptrdiff_t count : counts) QCOMPARE(count, counts.front());
}

void TestMaskTools::otherLesionsAreProtected() {
  const Point spot = goToHotSpot();
  QTest::keyClick(window_.get(), Qt::Key_P);
  SliceView& pet = view(SliceContent::Pet);
  clickAt(pet, spot);
  const std::ptrdiff_t first = mask().labels.count(1);
  QVERIFY(first > 5);
  CaseEditor(window_->session().openCase().toolContext()).addSegment(mask().id);
  QTest::keyClick(window_.get(), Qt::Key_B);
  window_->tools().setBrushDiameter({40.0});
  auto* others = window_->findChild<QComboBox*>(QStringLiteral("otherLesions"));
  QVERIFY(others && others->isVisible());
  QCOMPARE(others->currentText(), QStringLiteral("Protect"));
  const ImageGrid& grid = mask().labels.grid();
  const int slice = grid.nearestVoxel(spot).z();
  const auto inSlice = [&](Label label) { return std::ranges::count(mask().labels.slice(slice), label); };
  const std::ptrdiff_t firstHere = inSlice(1);
  QSignalSpy said(&window_->session().messages(), &Messages::said);
  clickAt(pet, spot);
  QCOMPARE(mask().labels.count(1), first);
  QVERIFY(inSlice(2) > 0);
  const std::ptrdiff_t around = inSlice(2);
  // Where all of it is theirs, that is said.
  window_->tools().setBrushDiameter({2.0});
  said.clear();
  clickAt(pet, spot);
  QVERIFY(!said.empty());
  QVERIFY(said.back().front().toString().contains(QStringLiteral("part of Lesion 1")));
  // Told to, it takes them, and says what.
  others->setFocus();
  QTest::keyClick(others, Qt::Key_Down);
  QCOMPARE(others->currentText(), QStringLiteral("Overwrite"));
  window_->tools().setBrushDiameter({40.0});
  const int steps = stack().count();
  said.clear();
  clickAt(pet, spot);
  QCOMPARE(stack().count(), steps + 1);
  QCOMPARE(inSlice(1), std::ptrdiff_t{0});
  QCOMPARE(inSlice(2), around + firstHere);
  const double ml = static_cast<double>(firstHere) * grid.voxelVolume().value;
  QVERIFY(!said.empty());
  QVERIFY2(said.back().front().toString().contains(
               QStringLiteral("%1 ml of Lesion 1").arg(ml, 0, 'f', ml < 0.1 ? 3 : 2)),
           qPrintable(said.back().front().toString()));
}

void TestMaskTools::hotSpotGoesOnBeyondItsReach() {
  const Point spot = goToHotSpot();
  const Volume& pet = *document().pet();
  QTest::keyClick(window_.get(), Qt::Key_P);
  auto* reach = window_->findChild<QSpinBox*>(QStringLiteral("reach"));
  QVERIFY(reach && reach->isVisible());
  const std::optional<int> held = reachThatHolds(spot);
  QVERIFY(held);
  reach->setValue(*held);
  auto* button = window_->findChild<QPushButton*>(QStringLiteral("goOn"));
  QVERIFY(button && !button->isVisible());
  clickAt(view(SliceContent::Pet), spot);
  const auto countAt = [&](double limit) { return hotLesion(pet, spot, {.limit = {limit}})->region.count(); };
  QCOMPARE(mask().labels.count(1), countAt(*held));
  QVERIFY(button->isVisible());
  QCOMPARE(button->text(), QStringLiteral("Go on to %1 mm (Shift+P)").arg(2 * *held));
  QTest::keyClick(window_.get(), Qt::Key_P, Qt::ShiftModifier);
  QCOMPARE(stack().count(), 1);
  QCOMPARE(mask().labels.count(1), countAt(2.0 * *held));
  if (button->isVisible()) {
    QTest::mouseClick(button, Qt::LeftButton);
    QCOMPARE(stack().count(), 1);
    QCOMPARE(mask().labels.count(1), countAt(4.0 * *held));
  }
  QCOMPARE(reach->value(), *held);
  QTest::keyClick(window_.get(), Qt::Key_Z, Qt::ControlModifier);
  QVERIFY(document().masks().empty());
  QVERIFY(!button->isVisible());
}

void TestMaskTools::savedMasksSayHowTheyWereMade() {
  // A hot spot that would leak at 41 %, corrected by the brush.
  const Point spot = goToHotSpot();
  QTest::keyClick(window_.get(), Qt::Key_P);
  HotLesionRule rule;
  const std::optional<int> reach = reachThatHolds(spot);
  QVERIFY(reach);
  rule.limit = {static_cast<double>(*reach)};
  window_->tools().hotSpot().setRule(rule);
  clickAt(view(SliceContent::Pet), spot);
  const HotLesion held = *hotLesion(*document().pet(), spot, rule);
  QTest::keyClick(window_.get(), Qt::Key_B);
  clickAt(view(SliceContent::Pet), spot + Point(20, 0, 0));
  CaseEditor(window_->session().openCase().toolContext()).addSegment(mask().id);
  clickAt(view(SliceContent::Pet), spot - Point(40, 0, 0));
  QVERIFY(window_->session().annotations().folder().path().startsWith(folder_.path()));
  QSignalSpy saved(&window_->session().annotations(), &Keeper::saved);
  QTest::keyClick(window_.get(), Qt::Key_S, Qt::ControlModifier);
  QTRY_COMPARE_WITH_TIMEOUT(saved.count(), 1, 20000);
  const QString file = mask().provenance.file;
  QVERIFY(QFile::exists(file));
  const ProcessOutput seen = runProcess(
      python(), {QStringLiteral("-c"),
                 QStringLiteral("import pydicom, sys\n"
                                "for s in pydicom.dcmread(sys.argv[1]).SegmentSequence:\n"
                                "    print(s.SegmentAlgorithmType, s.get('SegmentAlgorithmName'), sep='|')"),
                 file});
  QCOMPARE(QString::fromUtf8(seen.out).trimmed(),
           QStringLiteral("SEMIAUTOMATIC|Uptake, %1 % of the maximum (41 % leaks); corrected by hand\n"
                          "MANUAL|None")
               .arg(std::lround(100.0 * held.threshold / held.maximum)));
}

void TestMaskTools::brushInASlabPaintsItsMiddle() {
  const Point spot = goToHotSpot();
  QTest::keyClick(window_.get(), Qt::Key_B);
  SliceView& ct = view(SliceContent::Ct);
  drag(ct, spot, spot + Point(8, 4, 0));
  const auto plain = labels();
  stack().undo();
  window_->viewState().setSlab({30.0, Slab::Mode::Largest});
  drag(ct, spot, spot + Point(8, 4, 0));
  QVERIFY(labels() == plain);
  QCOMPARE(mask().labels.extent(1).first.z(), mask().labels.extent(1).last.z());
}

void TestMaskTools::brushOnATurnedPlane() {
  const Point spot = goToHotSpot();
  ViewState& state = window_->viewState();
  state.setRotation(state.rotation(), Point(1, 0.4, 0), 0.6);
  SliceView& ct = view(SliceContent::Ct);
  const SlicePlane plane = ct.plane();
  QVERIFY(plane.normal().cross(Point(0, 0, 1)).norm() > 0.3);
  window_->tools().setBrushDiameter({20.0});
  QTest::keyClick(window_.get(), Qt::Key_B);
  clickAt(ct, spot);
  const ImageGrid& grid = mask().labels.grid();
  QVERIFY(mask().labels.count(1) > 10);
  // Every painted voxel lies on the plane: it is the nearest of its column.
  const int across = grid.axisAlong(plane.normal());
  const IndexBox box = mask().labels.extent(1);
  QVERIFY(box.last[across] > box.first[across]);  // over several slices
  const Point at = ct.toPatient(ct.toPixel(spot).toPoint());
  for (int k = box.first.z(); k <= box.last.z(); ++k)
    for (int j = box.first.y(); j <= box.last.y(); ++j)
      for (int i = box.first.x(); i <= box.last.x(); ++i) {
        if (mask().labels.at({i, j, k}) == 0) continue;
        const Point centre = grid.toPatient({double(i), double(j), double(k)});
        QVERIFY((centre - at).norm() <= 10.0 + grid.spacing()[across]);
      }
}

void TestMaskTools::lassoAndPolygon() {
  const Point spot = goToHotSpot();
  SliceView& pet = view(SliceContent::Pet);
  QTest::keyClick(window_.get(), Qt::Key_L);
  const auto corner = [&](double right, double down) {
    return pet.toPixel(spot + right * pet.plane().right + down * pet.plane().down).toPoint();
  };
  const std::vector<QPoint> corners{corner(-15, -15), corner(15, -15), corner(15, 15), corner(-15, 15)};
  // Freehand.
  QTest::mouseMove(&pet, corners.front());
  QTest::mousePress(&pet, Qt::LeftButton, {}, corners.front());
  for (const QPoint& each : corners) {
    QTest::mouseMove(&pet, each);
    QTest::qWait(5);
  }
  QTest::mouseRelease(&pet, Qt::LeftButton, {}, corners.back());
  QCOMPARE(stack().count(), 1);
  const auto lasso = labels();
  // A square of 30 mm on voxels of 4 mm and more.
  const double area = static_cast<double>(mask().labels.count(1)) * mask().labels.grid().spacing().x() *
                      mask().labels.grid().spacing().y();
  QVERIFY2(std::abs(area - 900.0) < 200.0, qPrintable(QString::number(area)));
  stack().undo();
  // Clicks, and a double click on the last.
  const auto clickCorner = [&](const QPoint& at, Qt::KeyboardModifiers modifiers = {}) {
    QTest::mouseMove(&pet, at);
    QTest::qWait(50);  // the display's own moves have come: one of them within the click would make it a drag
    QTest::mouseClick(&pet, Qt::LeftButton, modifiers, at);
  };
  for (const QPoint& each : corners) clickCorner(each);
  QTest::mouseDClick(&pet, Qt::LeftButton, {}, corners.back());
  QTest::mouseRelease(&pet, Qt::LeftButton, {}, corners.back());  // of its second half, which is sent alone
  QCOMPARE(stack().count(), 1);
  QVERIFY(labels() == lasso);
  QVERIFY(!window_->tools().isInGesture());  // nothing was begun by its second half
  QVERIFY(!window_->views().isMaximised());
  stack().undo();
  // Return.
  QVERIFY(!window_->actions().action(QStringLiteral("tool.finish"))->isEnabled());
  for (const QPoint& each : corners) clickCorner(each);
  QTest::mouseMove(&pet, corner(40, 40));
  QVERIFY(window_->actions().action(QStringLiteral("tool.finish"))->isEnabled());
  QTest::keyClick(window_.get(), Qt::Key_Return);
  QVERIFY(!window_->tools().isInGesture());
  QCOMPARE(mask().labels.count(1), std::ranges::count(lasso, Label{1}));
  QVERIFY(labels() == lasso);
  // Ctrl erases.
  for (const QPoint& each : corners) clickCorner(each, Qt::ControlModifier);
  QTest::keyClick(window_.get(), Qt::Key_Return);
  QCOMPARE(mask().labels.count(1), std::ptrdiff_t{0});
}

void TestMaskTools::growByDragging() {
  const Point spot = goToHotSpot();
  QTest::keyClick(window_.get(), Qt::Key_G);
  // All that has any uptake, so that the sphere alone ends it.
  window_->tools().grow().setAutomatic(false);
  window_->tools().grow().setRange({ImageKind::Pet, 0.01, 1000.0});
  SliceView& pet = view(SliceContent::Pet);
  const QPoint start = pet.toPixel(spot).toPoint();
  QTest::mouseMove(&pet, start);
  QTest::mousePress(&pet, Qt::LeftButton, {}, start);
  QVERIFY(window_->tools().isInGesture());
  const std::ptrdiff_t atClick = mask().labels.count(1);
  QTest::mouseMove(&pet, pet.toPixel(spot + 12.0 * pet.plane().right).toPoint());
  const std::ptrdiff_t near = mask().labels.count(1);
  QVERIFY(near > 0 && near < atClick);  // shown while it is dragged
  QTest::mouseMove(&pet, pet.toPixel(spot + 40.0 * pet.plane().right).toPoint());
  const std::ptrdiff_t far = mask().labels.count(1);
  QVERIFY(far > atClick);
  QTest::mouseRelease(&pet, Qt::LeftButton, {}, pet.toPixel(spot + 40.0 * pet.plane().right).toPoint());
  QCOMPARE(mask().labels.count(1), far);
  QCOMPARE(stack().count(), 1);
  stack().undo();
  QVERIFY(document().masks().empty());
}

void TestMaskTools::boxBecomesALesion() {
  const Point spot = goToHotSpot();
  QTest::keyClick(window_.get(), Qt::Key_W, Qt::ShiftModifier);
  QCOMPARE(window_->tools().kind(), ToolKind::ThresholdBox);
  SliceView& fused = view(SliceContent::Fused);
  drag(fused, spot - Point(30, 30, 0), spot + Point(30, 30, 0));
  QCOMPARE(stack().count(), 1);
  const Volume& pet = *document().pet();
  double maximum = 0.0;
  const auto all = labels();
  double least = 1e9;
  for (std::size_t at = 0; at < all.size(); ++at) {
    if (all[at] == 0) continue;
    maximum = std::max<double>(maximum, pet.voxels<float>()[at]);
    least = std::min<double>(least, pet.voxels<float>()[at]);
  }
  QCOMPARE(maximum, pet.value(pet.grid().nearestVoxel(spot)));
  QVERIFY(least >= 0.41 * maximum);
  QCOMPARE(mask().segment(1)->algorithm, SegmentAlgorithm::SemiAutomatic);
}

std::pair<Point, Point> TestMaskTools::lesionAndFarPlace() {
  const Point spot = goToHotSpot();
  QTest::keyClick(window_.get(), Qt::Key_P);
  clickAt(view(SliceContent::Pet), spot);
  const ImageGrid& grid = document().pet()->grid();
  Point far = spot + Point(80, 0, 0);
  if (!grid.contains(grid.nearestVoxel(far + Point(20, 0, 0)))) far = spot - Point(80, 0, 0);
  return {spot, far};
}

void TestMaskTools::drawAt(const Point& place, Qt::KeyboardModifiers modifiers) {
  SliceView& pet = view(SliceContent::Pet);
  const QPoint start = pet.toPixel(place).toPoint();
  QTest::mouseMove(&pet, start);
  QTest::mousePress(&pet, Qt::LeftButton, modifiers, start);
  for (const Point& way : {Point(12, 0, 0), Point(12, 12, 0)}) {
    QTest::mouseMove(&pet, pet.toPixel(place + way).toPoint());
    QCoreApplication::processEvents();  // a hand is slower than the event loop
  }
  QTest::mouseRelease(&pet, Qt::LeftButton, modifiers, pet.toPixel(place + Point(12, 12, 0)).toPoint());
}

void TestMaskTools::gesturesFarAwayBeginALesion_data() {
  QTest::addColumn<Qt::Key>("key");
  QTest::addColumn<Qt::KeyboardModifiers>("modifiers");
  QTest::addColumn<bool>("isALesionEach");
  const Qt::KeyboardModifiers none;
  QTest::newRow("brush") << Qt::Key_B << none << false;
  QTest::newRow("threshold brush") << Qt::Key_T << none << false;
  QTest::newRow("lasso") << Qt::Key_L << none << false;
  QTest::newRow("grow") << Qt::Key_G << none << false;
  QTest::newRow("hot spot") << Qt::Key_P << none << true;
  QTest::newRow("threshold box") << Qt::Key_W << Qt::KeyboardModifiers(Qt::ShiftModifier) << true;
}

void TestMaskTools::gesturesFarAwayBeginALesion() {
  QFETCH(Qt::Key, key);
  QFETCH(Qt::KeyboardModifiers, modifiers);
  QFETCH(bool, isALesionEach);
  const auto [spot, far] = lesionAndFarPlace();
  const MaskId id = mask().id;
  const std::ptrdiff_t before = mask().labels.count(1);
  const Selection& selection = window_->session().openCase().selection();
  QTest::keyClick(window_.get(), key, modifiers);
  // Everything counts, so that the place alone decides.
  window_->tools().brush().setRange({ImageKind::Pet, -1.0, 1000.0});
  window_->tools().brush().setDiameter({8.0});
  window_->tools().grow().setAutomatic(false);
  window_->tools().grow().setRange({ImageKind::Pet, -1.0, 1000.0});
  window_->tools().thresholdBox().setRule(ThresholdRule::Part41);

  if (key != Qt::Key_P) {  // nothing stands out there
    drawAt(far);
    QCOMPARE(mask().segments.size(), std::size_t{2});
    QCOMPARE(mask().labels.count(1), before);
    QVERIFY(mask().labels.count(2) > 0);
    QVERIFY(selection.mask() == id && selection.segment() == 2);
    QCoreApplication::processEvents();
    if (!isALesionEach)
      QVERIFY2(window_->statusBar()->currentMessage().contains(QStringLiteral("5 cm")),
               qPrintable(window_->statusBar()->currentMessage()));
    QTest::keyClick(window_.get(), Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(mask().segments.size(), std::size_t{1});
    QVERIFY(selection.mask() == id && selection.segment() == 1);
    QTest::keyClick(window_.get(), Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
    QVERIFY(selection.mask() == id && selection.segment() == 2);
    QTest::keyClick(window_.get(), Qt::Key_Z, Qt::ControlModifier);
    // Shift goes on with the lesion in hand, however far away.
    drawAt(far, Qt::ShiftModifier);
    QCOMPARE(mask().segments.size(), std::size_t{1});
    QVERIFY(mask().labels.count(1) > before);
    QTest::keyClick(window_.get(), Qt::Key_Z, Qt::ControlModifier);
  }
  if (isALesionEach) return;
  drawAt(spot + Point(15, 0, 0));
  QCOMPARE(mask().segments.size(), std::size_t{1});
  QVERIFY(mask().labels.count(1) > before);
}

void TestMaskTools::undoBringsTheLesionInHandBack() {
  const auto [spot, far] = lesionAndFarPlace();
  const MaskId id = mask().id;
  Selection& selection = window_->session().openCase().selection();
  QTest::keyClick(window_.get(), Qt::Key_B);
  drawAt(far);
  QCOMPARE(selection.segment(), Label{2});
  CaseEditor(window_->session().openCase().toolContext()).addSegment(id);
  QCOMPARE(selection.segment(), Label{3});
  // With the first lesion in hand a new one is made and undone: the first, not the last of the list, is in
  // hand.
  selection.setSegment(id, 1);
  QTest::keyClick(window_.get(), Qt::Key_W, Qt::ShiftModifier);
  drawAt(spot + Point(0, 40, 0));
  QVERIFY(selection.segment() == 4);
  stack().undo();
  QCOMPARE(selection.segment(), Label{1});
  stack().redo();
  QCOMPARE(selection.segment(), Label{4});
  // A lesion that was deleted and comes back.
  CaseEditor(window_->session().openCase().toolContext()).removeSegment(id, 4);
  QVERIFY(selection.segment() != 4);
  stack().undo();
  QCOMPARE(selection.segment(), Label{4});
  // Another lesion was chosen since the stroke that is undone.
  selection.setSegment(id, 2);
  QTest::keyClick(window_.get(), Qt::Key_B);
  drawAt(far + Point(4, 0, 0));
  selection.setSegment(id, 3);
  stack().undo();
  QCOMPARE(selection.segment(), Label{2});
}

void TestMaskTools::theLesionInHandIsNamed() {
  const auto [spot, far] = lesionAndFarPlace();
  auto* named = window_->findChild<QLabel*>(QStringLiteral("lesionInHand"));
  QVERIFY(named && named->isVisible());
  CaseEditor(window_->session().openCase().toolContext())
      .renameSegment(mask().id, 1, QStringLiteral("Heart"));
  QCOMPARE(named->text(), QStringLiteral("Heart"));
  SliceView& pet = view(SliceContent::Pet);
  const auto pointAt = [&](const Point& place) { QTest::mouseMove(&pet, pet.toPixel(place).toPoint()); };
  QTest::keyClick(window_.get(), Qt::Key_B);
  pointAt(spot + Point(10, 0, 0));
  QTRY_COMPARE(pet.hand().name, QStringLiteral("Heart"));
  QCOMPARE(pet.hand().colour, mask().segment(1)->colour);
  pointAt(far);
  QTRY_COMPARE(pet.hand().name, QStringLiteral("New lesion"));
  // With a pointer that rests: another lesion in hand, another slice, no tool.
  drawAt(far);
  QCOMPARE(pet.hand().name, QStringLiteral("Lesion 2"));
  QCOMPARE(named->text(), QStringLiteral("Lesion 2"));
  QTest::keyClick(window_.get(), Qt::Key_Z, Qt::ControlModifier);
  QCOMPARE(pet.hand().name, QStringLiteral("New lesion"));
  QCOMPARE(named->text(), QStringLiteral("Heart"));
  QTest::keyClick(window_.get(), Qt::Key_V);
  QVERIFY(pet.hand().name.isEmpty());
  // It is on the picture, beside the pointer.
  QTest::keyClick(window_.get(), Qt::Key_G);
  const QImage with = pet.grabImage();
  pet.setHand({});
  QVERIFY(with != pet.grabImage());
}

void TestMaskTools::escapeAndSwitchingLeaveNoTrace() {
  const Point spot = goToHotSpot();
  SliceView& pet = view(SliceContent::Pet);
  for (const Qt::Key key : {Qt::Key_T, Qt::Key_L, Qt::Key_G, Qt::Key_P, Qt::Key_B}) {
    for (const bool escapes : {true, false}) {
      QTest::keyClick(window_.get(), key);
      const QPoint start = pet.toPixel(spot).toPoint();
      QTest::mouseMove(&pet, start);
      QTest::mousePress(&pet, Qt::LeftButton, {}, start);
      QTest::mouseMove(&pet, start + QPoint(20, 3));
      QTest::mouseMove(&pet, start + QPoint(20, 23));
      QVERIFY(window_->tools().isInGesture());
      QCOMPARE(document().masks().size(), std::size_t{1});
      QTest::keyClick(window_.get(), escapes ? Qt::Key_Escape : Qt::Key_V);
      QVERIFY(document().masks().empty());
      QTest::mouseRelease(&pet, Qt::LeftButton, {}, start);
      QVERIFY(document().masks().empty());
      QCOMPARE(stack().count(), 0);
    }
  }
}

void TestMaskTools::optionsShowTheToolInUse() {
  auto* options = window_->findChild<ToolOptions*>();
  QVERIFY(!options->isVisible());
  for (const Qt::Key key : {Qt::Key_B, Qt::Key_T, Qt::Key_E, Qt::Key_L, Qt::Key_G, Qt::Key_P}) {
    QTest::keyClick(window_.get(), key);
    QTest::qWait(20);
    QVERIFY(options->isVisible());
    // All of it is seen on a small screen.
    for (QWidget* each : options->findChildren<QWidget*>()) {
      if (!each->isVisible()) continue;
      QVERIFY2(options->rect().contains(QRect(each->mapTo(options, QPoint()), each->size())),
               each->metaObject()->className());
    }
    QVERIFY(window_->rect().contains(QRect(options->mapTo(window_.get(), QPoint()), options->size())));
  }
  // What is typed is what is used.
  auto* part = options->findChild<QSpinBox*>(QStringLiteral("part"));
  QVERIFY(part->isVisible());
  part->setValue(50);
  QCOMPARE(window_->tools().hotSpot().rule().part, 0.5);
  const Point spot = goToHotSpot();
  clickAt(view(SliceContent::Pet), spot);
  const Result<HotLesion> half = hotLesion(*document().pet(), spot, {.part = 0.5});
  QCOMPARE(mask().labels.count(1), half->region.count());
  QTest::keyClick(window_.get(), Qt::Key_B);
  auto* inRange = options->findChild<QCheckBox*>(QStringLiteral("inRange"));
  QTest::mouseClick(inRange, Qt::LeftButton, {}, QPoint(8, inRange->height() / 2));
  QCOMPARE(window_->tools().kind(), ToolKind::ThresholdBrush);
  QTest::keyClick(window_.get(), Qt::Key_Escape);
  QVERIFY(!options->isVisible());
}

void TestMaskTools::optionsOutliveTheWindow() {
  const auto field = [this](const QString& name) {
    QDoubleSpinBox* found = nullptr;
    for (auto* box : window_->findChild<ToolOptions*>()->findChildren<QDoubleSpinBox*>())
      if (box->accessibleName() == name && box->isVisible()) found = box;
    return found;
  };
  QTest::keyClick(window_.get(), Qt::Key_P);
  window_->findChild<QSpinBox*>(QStringLiteral("part"))->setValue(50);
  QTest::keyClick(window_.get(), Qt::Key_T);
  QVERIFY(window_->session().openCase().selection().protectsOthers());
  window_->actions().action(QStringLiteral("mask.overwriteOthers"))->trigger();
  QVERIFY(!window_->session().openCase().selection().protectsOthers());
  window_->tools().setBrushDiameter({26.0});
  QVERIFY(field(QStringLiteral("Least value")));
  field(QStringLiteral("Least value"))->setValue(3.5);
  field(QStringLiteral("Largest value"))->setValue(12.0);
  QVERIFY(window_->close());
  window_ = openWindow(study_);
  QVERIFY(window_);
  QCOMPARE(window_->tools().hotSpot().rule().part, 0.5);
  // Whoever comes next takes no voxels of other lesions without having said so.
  QVERIFY(window_->session().openCase().selection().protectsOthers());
  QVERIFY(!window_->actions().action(QStringLiteral("mask.overwriteOthers"))->isChecked());
  QCOMPARE(window_->tools().brushDiameter().value, 26.0);
  QCOMPARE(window_->tools().brush().range().low, 3.5);
  QCOMPARE(window_->tools().brush().range().high, 12.0);
  QTest::keyClick(window_.get(), Qt::Key_T);
  QCOMPARE(field(QStringLiteral("Least value"))->value(), 3.5);
  // Nonsense in the settings is not taken up.
  QVERIFY(window_->close());
  QSettings().setValue(QStringLiteral("tools/brushDiameter"), QStringLiteral("-3"));
  QSettings().setValue(QStringLiteral("tools/brushRange/pet"),
                       QStringList{QStringLiteral("9"), QStringLiteral("x")});
  window_ = openWindow(study_);
  QVERIFY(window_);
  QVERIFY(window_->tools().brushDiameter().value > 0.0);
  QCOMPARE(window_->tools().brush().range().low, 2.5);
}

QTEST_MAIN(TestMaskTools)
#include "tst_mask_tools.moc"
