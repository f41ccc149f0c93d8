#include "annotation/regions/sampled_values.h"
#include "annotation/tools/brush_tool.h"
#include "annotation/tools/grow_tool.h"
#include "annotation/tools/hot_spot_tool.h"
#include "annotation/tools/lasso_tool.h"
#include "annotation/tools/threshold_box_tool.h"
#include "tests/annotation/value_cases.h"

using namespace uptake;
using namespace uptake::test;

/// The tools that draw by value, against their definitions applied to every voxel.
class TestValueTools : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void rangeBrushTouchesValuesInRangeOnly();
  void rangeBrushSaysWhyNot();
  void boxMatchesItsDefinition();
  void boxSaysWhyNot();
  void growMatchesItsDefinition();
  void growFindsItsRange();
  void growSaysWhyNot();
  void escapeLeavesNoTrace();
  void lockedLesionsStay();
};

void TestValueTools::rangeBrushTouchesValuesInRangeOnly() {
  for (const ImageGrid& grid : grids())
    for (const SlicePointer& pointer : pointersAt(kSpot))
      for (const BrushShape shape : {BrushShape::Disc, BrushShape::Ball})
        for (const ValueRange& range :
             {ValueRange{ImageKind::Pet, 2.5, 6.0}, ValueRange{ImageKind::Ct, -50.0, 60.0}}) {
          ToolCase open(oneSpot, waves);
          BrushTool tool(open.context());
          tool.setDiameter({14.0});
          tool.setShape(shape);
          tool.setRange(range);
          const auto paint = [&](bool inRange) {
            const MaskId mask = open.addMask(grid);
            tool.setUsesRange(inRange);
            CaseFixture::drag(tool, ToolCase::moved(pointer, -6, -2), ToolCase::moved(pointer, 5, 4));
            return open.labels(mask);
          };
          const auto all = paint(false);
          const auto some = paint(true);
          const Volume& image = range.image == ImageKind::Pet ? *open.document.pet() : *open.document.ct();
          std::ptrdiff_t taken = 0;
          std::ptrdiff_t left = 0;
          for (int k = 0; k < grid.size().z(); ++k)
            for (int j = 0; j < grid.size().y(); ++j)
              for (int i = 0; i < grid.size().x(); ++i) {
                const auto at = static_cast<std::size_t>(grid.offset(i, j, k));
                const auto value = image.valueAt(grid.toPatient({double(i), double(j), double(k)}));
                const bool takes = all[at] == 1 && value && *value >= range.low && *value <= range.high;
                QCOMPARE(some[at], Label{takes});
                taken += takes ? 1 : 0;
                left += all[at] == 1 && !takes ? 1 : 0;
              }
          QVERIFY(taken > 5 && left > 5);
          QCOMPARE(open.stack.count(), 2);
        }
}

void TestValueTools::rangeBrushSaysWhyNot() {
  ToolCase open(oneSpot, waves);
  const MaskId mask = open.addMask(ToolCase::petGrid());
  const auto before = open.labels(mask);
  BrushTool tool(open.context());
  QSignalSpy said(&tool, &Tool::said);
  tool.setUsesRange(true);
  tool.setRange({ImageKind::Pet, 50.0, 60.0});
  const SlicePointer pointer = CaseFixture::pointerAt(kSpot);
  stroke(tool, {pointer});
  QVERIFY(lastSaid(said).contains(QStringLiteral("range")));
  stroke(tool, {CaseFixture::pointerAt(Point(500, 0, 112))});
  QVERIFY(lastSaid(said).contains(QStringLiteral("does not reach")));
  tool.setRange({ImageKind::Pet, 0.0, 60.0});
  open.document.setImages(open.document.ct(), nullptr);
  stroke(tool, {pointer});
  QVERIFY(lastSaid(said).contains(QStringLiteral("no PET")));
  open.document.setImages(open.document.ct(),
                          ToolCase::makePet(oneSpot, {}, ValueUnit::BecquerelPerMillilitre));
  stroke(tool, {pointer});
  QVERIFY(lastSaid(said).contains(QStringLiteral("no SUV scale")));
  QVERIFY(open.labels(mask) == before);
  QCOMPARE(open.stack.count(), 0);
  // Slices to be read are left out, and it is said; the others are painted.
  const int slice = ToolCase::petGrid().nearestVoxel(kSpot).z();
  open.document.setImages(open.document.ct(),
                          ToolCase::makePet(oneSpot, {{slice, Volume::SliceState::Pending}}));
  tool.setShape(BrushShape::Ball);
  stroke(tool, {pointer});
  QVERIFY(lastSaid(said).contains(QStringLiteral("still being read")));
  const LabelMap& labels = open.document.mask(mask)->labels;
  QCOMPARE(std::ranges::count(labels.slice(slice), Label{1}), 0);
  QVERIFY(std::ranges::count(labels.slice(slice + 1), Label{1}) > 0);
}

void TestValueTools::boxMatchesItsDefinition() {
  for (const ThresholdRule rule : {ThresholdRule::Suv25, ThresholdRule::Suv40, ThresholdRule::Part41,
                                   ThresholdRule::Part50, ThresholdRule::Background})
    for (const ImageGrid& grid : grids())
      for (const SlicePointer& pointer : pointersAt(kSpot)) {
        ToolCase open([](const Point& at) { return oneSpot(at) + 0.02 * (at.x() + at.y()) + 1.0; });
        const MaskId mask = open.addMask(grid);
        const auto before = open.labels(mask);
        ThresholdBoxTool tool(open.context());
        tool.setRule(rule);
        CaseFixture::drag(tool, ToolCase::moved(pointer, -9, -6), ToolCase::moved(pointer, 8, 7));
        // 17 × 13 mm, and as deep as wide.
        const Point centre = ToolCase::moved(pointer, -0.5, 0.5).position;
        const auto inBox = [&](const Point& at, double more) {
          const Point way = at - centre;
          return std::abs(way.dot(pointer.plane.right)) <= 8.5 + more + 1e-6 &&
                 std::abs(way.dot(pointer.plane.down)) <= 6.5 + more + 1e-6 &&
                 std::abs(way.dot(pointer.plane.normal())) <= 8.5 + more + 1e-6;
        };
        const Volume& pet = *open.document.pet();
        double maximum = -1.0;
        double sum = 0.0;
        int shell = 0;
        for (int k = 0; k < pet.grid().size().z(); ++k)
          for (int j = 0; j < pet.grid().size().y(); ++j)
            for (int i = 0; i < pet.grid().size().x(); ++i) {
              const Point at = pet.grid().toPatient({double(i), double(j), double(k)});
              if (inBox(at, 0.0)) maximum = std::max(maximum, pet.value({i, j, k}));
              if (inBox(at, 0.0) || !inBox(at, 10.0)) continue;
              sum += pet.value({i, j, k});
              ++shell;
            }
        const double background = sum / shell;
        const double threshold = rule == ThresholdRule::Suv25    ? 2.5
                                 : rule == ThresholdRule::Suv40  ? 4.0
                                 : rule == ThresholdRule::Part41 ? 0.41 * maximum
                                 : rule == ThresholdRule::Part50 ? 0.5 * maximum
                                                                 : background + 0.41 * (maximum - background);
        const auto wanted = ToolCase::expected(before, grid, 1, [&](const Eigen::Vector3i& index) {
          const Point at = grid.toPatient(index.cast<double>());
          const auto value = pet.valueAt(at);
          return inBox(at, 0.0) && value && *value >= threshold;
        });
        QVERIFY(open.labels(mask) == wanted);
        QVERIFY(countOf(open, mask, 1) > 10);
        QCOMPARE(open.stack.count(), 1);
        open.stack.undo();
        QVERIFY(open.labels(mask) == before);
      }
}

void TestValueTools::boxSaysWhyNot() {
  ToolCase open([](const Point&) { return 1.0; });
  ThresholdBoxTool tool(open.context());
  QSignalSpy said(&tool, &Tool::said);
  const SlicePointer pointer = CaseFixture::pointerAt(kSpot);
  const auto box = [&](double size) {
    CaseFixture::drag(tool, ToolCase::moved(pointer, -size, -size), ToolCase::moved(pointer, size, size));
    return lastSaid(said);
  };
  tool.setRule(ThresholdRule::Suv25);
  QVERIFY(box(8).contains(QStringLiteral("reaches")));
  tool.setRule(ThresholdRule::Background);
  QVERIFY(box(6).contains(QStringLiteral("around it")));
  tool.setRule(ThresholdRule::Part41);
  click(tool, pointer);
  QVERIFY(lastSaid(said).contains(QStringLiteral("Drag")));
  open.document.setImages(open.document.ct(),
                          ToolCase::makePet(oneSpot, {}, ValueUnit::BecquerelPerMillilitre));
  tool.setRule(ThresholdRule::Suv40);
  QVERIFY(box(8).contains(QStringLiteral("no SUV scale")));
  open.document.setImages(open.document.ct(), ToolCase::makePet(oneSpot, {{7, Volume::SliceState::Pending}}));
  QVERIFY(box(8).contains(QStringLiteral("still being read")));
  QCOMPARE(open.stack.count(), 0);
  QVERIFY(open.document.masks().empty());
}

void TestValueTools::growMatchesItsDefinition() {
  for (const ImageGrid& grid : grids())
    for (const ValueRange& range :
         {ValueRange{ImageKind::Pet, 1.5, 7.0}, ValueRange{ImageKind::Ct, -40.0, 400.0}})
      for (const SlicePointer& pointer : pointersAt(kSpot + Point(3, 2, 1))) {
        ToolCase open(oneSpot, waves);
        const MaskId mask = open.addMask(grid);
        const auto before = open.labels(mask);
        GrowTool tool(open.context());
        tool.setAutomatic(false);
        tool.setRange(range);
        const Volume& image = range.image == ImageKind::Pet ? *open.document.pet() : *open.document.ct();
        const ImageGrid& own = image.grid();
        const Eigen::Vector3i seed = own.nearestVoxel(pointer.position);
        if (!range.contains(image.value(seed))) continue;
        tool.press(pointer);
        // Out and in again: the same radius is the same region.
        for (const double radius : {4.0, 11.0, 6.5, 9.0}) {
          tool.move(ToolCase::moved(pointer, radius, 0.0));
          const auto region = ToolCase::joined(own, seed, [&](const Eigen::Vector3i& index) {
            const double away = (index - seed).cast<double>().cwiseProduct(own.spacing()).norm();
            return away <= radius + 1e-9 && range.contains(image.value(index));
          });
          QVERIFY(open.labels(mask) == ToolCase::expected(before, grid, 1, lyingIn(grid, own, region)));
        }
        const auto shown = open.labels(mask);
        QVERIFY(countOf(open, mask, 1) > 10);
        tool.release(ToolCase::moved(pointer, 9.0, 0.0));
        QVERIFY(open.labels(mask) == shown);
        QCOMPARE(open.stack.count(), 1);
        open.stack.undo();
        QVERIFY(open.labels(mask) == before);
        open.stack.redo();
        QVERIFY(open.labels(mask) == shown);
      }
}

void TestValueTools::growFindsItsRange() {
  // A nodule of 40 HU in lung of -800, noisy.
  ToolCase open(oneSpot, [](const Point& at) {
    const double noise = 15.0 * std::sin(at.x() * 7.1 + at.y() * 13.3);
    return std::round(((at - kSpot).norm() < 7.0 ? 40.0 : -800.0) + noise);
  });
  GrowTool tool(open.context());
  tool.setRange({ImageKind::Ct, 0, 0});
  tool.setLimit({30.0});
  click(tool, CaseFixture::pointerAt(kSpot));
  const MaskId mask = open.selection.mask();
  const ImageGrid& grid = open.document.mask(mask)->labels.grid();
  QVERIFY(grid.sameAs(CaseFixture::ctGrid()));  // made on the image it grew on
  const auto nodule = ToolCase::expected(std::vector<Label>(open.labels(mask).size()), grid, 1,
                                         [&](const Eigen::Vector3i& index) {
                                           return (grid.toPatient(index.cast<double>()) - kSpot).norm() < 7.0;
                                         });
  QVERIFY(open.labels(mask) == nodule);
  // On PET: from half of the seed's value on.
  open.stack.undo();
  tool.setRange({ImageKind::Pet, 0, 0});
  click(tool, CaseFixture::pointerAt(kSpot));
  const MaskId onPet = open.selection.mask();
  const Volume& pet = *open.document.pet();
  const Eigen::Vector3i seed = pet.grid().nearestVoxel(kSpot);
  std::ptrdiff_t count = 0;
  for (const bool in : ToolCase::joined(pet.grid(), seed, [&](const Eigen::Vector3i& index) {
         return pet.value(index) >= 0.5 * pet.value(seed);
       }))
    count += in ? 1 : 0;
  QCOMPARE(countOf(open, onPet, 1), count);
}

void TestValueTools::growSaysWhyNot() {
  ToolCase open(oneSpot, waves);
  GrowTool tool(open.context());
  QSignalSpy said(&tool, &Tool::said);
  const SlicePointer pointer = CaseFixture::pointerAt(kSpot);
  tool.setAutomatic(false);
  tool.setRange({ImageKind::Pet, 50, 60});
  click(tool, pointer);
  QVERIFY(lastSaid(said).contains(QStringLiteral("not within")));
  click(tool, CaseFixture::pointerAt(Point(900, 0, 112)));
  QVERIFY(lastSaid(said).contains(QStringLiteral("does not reach")));
  const int slice = ToolCase::petGrid().nearestVoxel(kSpot).z();
  open.document.setImages(open.document.ct(),
                          ToolCase::makePet(oneSpot, {{slice, Volume::SliceState::Pending}}));
  click(tool, pointer);
  QVERIFY(lastSaid(said).contains(QStringLiteral("still being read")));
  open.document.setImages(open.document.ct(), nullptr);
  click(tool, pointer);
  QVERIFY(lastSaid(said).contains(QStringLiteral("no PET")));
  SlicePointer erases = pointer;
  erases.invert = true;
  tool.setAutomatic(true);
  tool.setRange({ImageKind::Ct, 0, 0});
  click(tool, erases);
  QVERIFY(lastSaid(said).contains(QStringLiteral("no mask to erase")));
  QVERIFY(open.document.masks().empty());
  QCOMPARE(open.stack.count(), 0);
}

void TestValueTools::escapeLeavesNoTrace() {
  for (const bool hasMask : {true, false}) {
    ToolCase open(oneSpot, waves);
    const MaskId mask = hasMask ? open.addMask(ToolCase::turnedGrid()) : MaskId::None;
    if (hasMask) {
      // So that one-click and box make a lesion of their own.
      BrushTool brush(open.context());
      stroke(brush, {CaseFixture::pointerAt(Point(0, 8, 110))});
    }
    const auto before = hasMask ? open.labels(mask) : std::vector<Label>();
    const int steps = open.stack.count();
    BrushTool brush(open.context());
    brush.setUsesRange(true);
    HotSpotTool hotSpot(open.context());
    ThresholdBoxTool box(open.context());
    GrowTool grow(open.context());
    LassoTool lasso(open.context());
    for (Tool* tool : std::initializer_list<Tool*>{&brush, &hotSpot, &box, &grow, &lasso}) {
      const SlicePointer pointer = CaseFixture::pointerAt(kSpot);
      tool->press(pointer);
      tool->move(ToolCase::moved(pointer, 6, 2));
      tool->move(ToolCase::moved(pointer, 6, 8));
      QVERIFY(tool->isInGesture());
      QVERIFY(hasMask ? open.labels(mask) != before : open.document.masks().size() == 1);
      tool->cancel();
      QVERIFY(!tool->isInGesture());
      QVERIFY(tool->sketch().isEmpty());
      tool->release(pointer);
      QCOMPARE(open.stack.count(), steps);
      if (hasMask) {
        QVERIFY(open.labels(mask) == before);
        QCOMPARE(open.document.mask(mask)->segments.size(), std::size_t{3});
        QCOMPARE(open.selection.segment(), Label{1});
      } else {
        QVERIFY(open.document.masks().empty());
        QCOMPARE(open.selection.mask(), MaskId::None);
      }
    }
  }
}

void TestValueTools::lockedLesionsStay() {
  ToolCase open(oneSpot, waves);
  const MaskId mask = open.addMask(ToolCase::petGrid());
  BrushTool brush(open.context());
  brush.setDiameter({10.0});
  const SlicePointer pointer = CaseFixture::pointerAt(kSpot);
  stroke(brush, {pointer});
  const std::ptrdiff_t locked = countOf(open, mask, 1);
  open.document.setMaskLocks(mask, {false, {1}});
  HotSpotTool hotSpot(open.context());
  ThresholdBoxTool box(open.context());
  GrowTool grow(open.context());
  LassoTool lasso(open.context());
  SlicePointer adds = pointer;
  adds.extend = true;
  for (Tool* tool : std::initializer_list<Tool*>{&brush, &hotSpot, &box, &grow, &lasso}) {
    // Selected: said. Another selected: painted around.
    QSignalSpy said(tool, &Tool::said);
    const int steps = open.stack.count();
    open.selection.setSegment(mask, 1);
    tool->press(adds);
    tool->move(ToolCase::moved(adds, 9, 1));
    tool->move(ToolCase::moved(adds, 9, 9));
    tool->release(ToolCase::moved(adds, -9, 9));
    QVERIFY2(lastSaid(said).contains(QStringLiteral("locked")), tool->metaObject()->className());
    QCOMPARE(open.stack.count(), steps);
    open.selection.setSegment(mask, 2);
    SlicePointer other = ToolCase::moved(adds, -9, -9);
    tool->press(other);
    tool->move(ToolCase::moved(other, 18, 1));
    tool->move(ToolCase::moved(other, 18, 18));
    tool->release(ToolCase::moved(other, 18, 18));
    QCOMPARE(countOf(open, mask, 1), locked);
  }
  QVERIFY(countOf(open, mask, 2) > 0);
  open.document.setMaskLocks(mask, {true, {}});
  for (Tool* tool : std::initializer_list<Tool*>{&brush, &hotSpot, &box, &grow, &lasso}) {
    QSignalSpy said(tool, &Tool::said);
    tool->press(pointer);
    QVERIFY(!tool->isInGesture());
    QVERIFY(lastSaid(said).contains(QStringLiteral("locked")));
  }
}

QTEST_GUILESS_MAIN(TestValueTools)
#include "tst_value_tools.moc"
