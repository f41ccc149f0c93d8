#include "annotation/regions/polygon_rows.h"
#include "annotation/regions/sampled_values.h"
#include "annotation/tools/brush_tool.h"
#include "annotation/tools/grow_tool.h"
#include "annotation/tools/hot_spot_tool.h"
#include "annotation/tools/lasso_tool.h"
#include "annotation/tools/threshold_box_tool.h"
#include "tests/annotation/brush_strokes.h"
#include "tests/annotation/tool_case.h"

#include <QSignalSpy>

using namespace uptake;
using namespace uptake::test;

/// The tools that draw by value or outline, against their definitions applied to every voxel.
class TestValueTools : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void rangeBrushTouchesValuesInRangeOnly();
  void rangeBrushSaysWhyNot();
  void hotSpotIsTheRegionAtItsPart();
  void hotSpotMakesAMaskInOneStep();
  void hotSpotStopsAtHotterUptake();
  void hotSpotKeepsWithinItsLimit();
  void hotSpotDoesNotRunIntoItsSurroundings();
  void hotSpotNeedsOne();
  void hotSpotGoesToItsOwnLesion();
  void hotSpotSaysWhyNot();
  void boxMatchesItsDefinition();
  void boxSaysWhyNot();
  void growMatchesItsDefinition();
  void growFindsItsRange();
  void growSaysWhyNot();
  void lassoFillsWhatIsInside();
  void polygonClosesInThreeWays();
  void lassoErasesAndPaintsOver();
  void escapeLeavesNoTrace();
  void lockedLesionsStay();
};

namespace {

const Point kSpot(2.3, 4.1, 112.4);

double oneSpot(const Point& at) {
  return 0.5 + ToolCase::ball(at, kSpot, 12.0, 8.0);
}
/// HU that differ everywhere.
double waves(const Point& at) {
  return std::round(100.0 * std::sin(at.x() / 5.0) + 80.0 * std::cos(at.y() / 4.0) + 5.0 * (at.z() - 110.0));
}

Eigen::Vector3i hottest(const Volume& pet) {
  Eigen::Vector3i best(0, 0, 0);
  const Eigen::Vector3i size = pet.grid().size();
  for (int k = 0; k < size.z(); ++k)
    for (int j = 0; j < size.y(); ++j)
      for (int i = 0; i < size.x(); ++i)
        if (pet.value({i, j, k}) > pet.value(best)) best = {i, j, k};
  return best;
}

std::vector<ImageGrid> grids() {
  return {CaseFixture::ctGrid(), ToolCase::petGrid(), ToolCase::turnedGrid()};
}

std::vector<SlicePointer> pointersAt(const Point& point) {
  return {CaseFixture::pointerAt(point), CaseFixture::pointerAt(point, PlaneOrientation::Coronal),
          CaseFixture::pointerAt(point, PlaneOrientation::Sagittal), ToolCase::obliqueAt(point)};
}

void click(Tool& tool, const SlicePointer& pointer) {
  tool.move(pointer);
  tool.press(pointer);
  tool.release(pointer);
}

QString lastSaid(QSignalSpy& said) {
  return said.isEmpty() ? QString() : said.takeLast().at(0).toString();
}

/// The voxels of `grid` whose centres lie in voxels of `own` that are in a set.
auto lyingIn(const ImageGrid& grid, const ImageGrid& own, const std::vector<bool>& set) {
  return [&grid, &own, &set](const Eigen::Vector3i& index) {
    const Eigen::Vector3i voxel = own.nearestVoxel(grid.toPatient(index.cast<double>()));
    return own.contains(voxel) && set[static_cast<std::size_t>(own.offset(voxel))];
  };
}

}  // namespace

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

void TestValueTools::hotSpotIsTheRegionAtItsPart() {
  for (const ImageGrid& grid : grids())
    for (const SlicePointer& pointer : pointersAt(kSpot + Point(3, -2, 2))) {
      ToolCase open(oneSpot);
      const MaskId mask = open.addMask(grid);
      const auto before = open.labels(mask);
      const Volume& pet = *open.document.pet();
      HotSpotTool tool(open.context());
      click(tool, pointer);
      const Eigen::Vector3i peak = hottest(pet);
      const auto region = ToolCase::joined(pet.grid(), peak, [&](const Eigen::Vector3i& index) {
        return pet.value(index) >= 0.41 * pet.value(peak);
      });
      const auto wanted = ToolCase::expected(before, grid, 1, lyingIn(grid, pet.grid(), region));
      QVERIFY(open.labels(mask) == wanted);
      QVERIFY(countOf(open, mask, 1) > 50);
      QCOMPARE(open.stack.count(), 1);
      QCOMPARE(open.document.mask(mask)->segment(1)->algorithm, SegmentAlgorithm::SemiAutomatic);
      open.stack.undo();
      QVERIFY(open.labels(mask) == before);
      QCOMPARE(open.document.mask(mask)->segment(1)->algorithm, SegmentAlgorithm::Manual);
      open.stack.redo();
      QVERIFY(open.labels(mask) == wanted);
      QCOMPARE(open.document.mask(mask)->segment(1)->algorithm, SegmentAlgorithm::SemiAutomatic);
    }
}

void TestValueTools::hotSpotMakesAMaskInOneStep() {
  ToolCase open(oneSpot);
  HotSpotTool tool(open.context());
  QSignalSpy said(&tool, &Tool::said);
  click(tool, CaseFixture::pointerAt(kSpot));
  QCOMPARE(open.document.masks().size(), std::size_t{1});
  const MaskLayer& mask = *open.document.masks().front();
  QVERIFY(mask.labels.grid().sameAs(ToolCase::petGrid()));
  QCOMPARE(mask.source.seriesInstanceUid, QStringLiteral("pet"));
  const MaskId id = mask.id;
  QCOMPARE(open.selection.mask(), id);
  QVERIFY(mask.labels.count(1) > 50);
  QCOMPARE(open.stack.count(), 1);
  QVERIFY(lastSaid(said).contains(QStringLiteral("41 %")));
  const auto drawn = open.labels(id);
  open.stack.undo();
  QVERIFY(open.document.masks().empty());
  QCOMPARE(open.selection.mask(), MaskId::None);
  open.stack.redo();
  QCOMPARE(open.document.masks().size(), std::size_t{1});
  QVERIFY(open.labels(id) == drawn);
  // The same click again: the lesion has it.
  click(tool, CaseFixture::pointerAt(kSpot));
  QCOMPARE(open.stack.count(), 1);
  QVERIFY(lastSaid(said).contains(QStringLiteral("already")));
  QCOMPARE(open.document.mask(id)->segments.size(), std::size_t{1});
}

void TestValueTools::hotSpotStopsAtHotterUptake() {
  // A lesion of 6 beside an organ of 24; the way from one to the other never falls below 3.
  const Point lesion(-6, 2, 112);
  const Point organ(12, 2, 112);
  ToolCase open([&](const Point& at) {
    const double bridge =
        std::abs(at.y() - 2) < 3 && std::abs(at.z() - 112) < 3 && at.x() > -6 && at.x() < 12;
    return std::max(
        {ToolCase::ball(at, lesion, 9, 6.0), ToolCase::ball(at, organ, 9, 24.0), bridge ? 3.0 : 0.2});
  });
  const Volume& pet = *open.document.pet();
  const Result<HotLesion> found = hotLesion(pet, lesion, {});
  QVERIFY(found.ok());
  QCOMPARE(found->guard, LeakGuard::HotterNeighbour);
  QVERIFY(found->maximum < 7.0);
  QVERIFY(found->threshold > 0.41 * found->maximum);
  const auto at = [&](double threshold) {
    return ToolCase::joined(pet.grid(), found->peak,
                            [&](const Eigen::Vector3i& index) { return pet.value(index) >= threshold; });
  };
  // Exactly what is joined at its threshold; with the next voxel that touches it the organ is joined.
  const auto region = at(found->threshold);
  double next = 0.0;
  for (int k = 0; k < pet.grid().size().z(); ++k)
    for (int j = 0; j < pet.grid().size().y(); ++j)
      for (int i = 0; i < pet.grid().size().x(); ++i) {
        const Eigen::Vector3i index(i, j, k);
        QCOMPARE(found->region.contains(index), region[static_cast<std::size_t>(pet.grid().offset(index))]);
        if (found->region.contains(index)) QVERIFY(pet.value(index) <= found->maximum);
        for (int n = 0; n < 27 && !found->region.contains(index); ++n) {
          const Eigen::Vector3i way(n % 3 - 1, n / 3 % 3 - 1, n / 9 - 1);
          if (way.cwiseAbs().sum() <= 2 && found->region.contains(index + way))
            next = std::max(next, pet.value(index));
        }
      }
  QVERIFY(at(next)[static_cast<std::size_t>(pet.grid().offset(hottest(pet)))]);
  // The organ itself is found whole.
  const Result<HotLesion> other = hotLesion(pet, organ, {});
  QVERIFY(other.ok());
  QCOMPARE(other->guard, LeakGuard::None);
}

void TestValueTools::hotSpotKeepsWithinItsLimit() {
  // A hot rod from end to end.
  ToolCase open([](const Point& at) {
    const double away = std::hypot(at.y() - 4.0, at.z() - 112.0);
    return (away < 5.0 ? 5.0 : 0.3) + ToolCase::ball(at, {0, 4, 112}, 8.0, 4.0);
  });
  HotLesionRule rule;
  rule.limit = {15.0};
  const Result<HotLesion> found = hotLesion(*open.document.pet(), Point(0, 4, 112), rule);
  QVERIFY(found.ok());
  QCOMPARE(found->guard, LeakGuard::LimitSphere);
  QVERIFY(found->threshold > 5.0);
  const ImageGrid& grid = open.document.pet()->grid();
  for (int k = 0; k < grid.size().z(); ++k)
    for (int j = 0; j < grid.size().y(); ++j)
      for (int i = 0; i < grid.size().x(); ++i) {
        if (!found->region.contains({i, j, k})) continue;
        const Eigen::Vector3i way = Eigen::Vector3i(i, j, k) - found->peak;
        QVERIFY(way.cast<double>().cwiseProduct(grid.spacing()).norm() <= 15.0);
      }
  // Wide enough, it is the whole rod.
  rule.limit = {80.0};
  QCOMPARE(hotLesion(*open.document.pet(), Point(0, 4, 112), rule)->guard, LeakGuard::None);
}

void TestValueTools::hotSpotDoesNotRunIntoItsSurroundings() {
  // A small spot of 10 in tissue of 4.5, over 41 % of it, in a body of 20 ml.
  ToolCase open([](const Point& at) {
    const bool body = (at - Point(2, 6, 112)).norm() < 17.0;
    return std::max(body ? 4.5 : 0.2, ToolCase::ball(at, {2, 6, 112}, 9.0, 11.0));
  });
  const Result<HotLesion> found = hotLesion(*open.document.pet(), Point(2, 6, 112), {});
  QVERIFY(found.ok());
  QCOMPARE(found->guard, LeakGuard::SuddenGrowth);
  QVERIFY(found->threshold > 4.5);
  const double ml =
      static_cast<double>(found->region.count()) * open.document.pet()->grid().voxelVolume().value;
  QVERIFY2(ml < 2.0, qPrintable(QString::number(ml)));
}

void TestValueTools::hotSpotNeedsOne() {
  // Tissue of about 4, everywhere: nothing of it is a spot.
  ToolCase open(
      [](const Point& at) { return 4.0 + 0.4 * std::sin(at.x() * 3.1 + at.y() * 5.3 + at.z() * 7.7); });
  HotSpotTool tool(open.context());
  HotLesionRule rule;
  rule.limit = {15.0};
  tool.setRule(rule);
  QSignalSpy said(&tool, &Tool::said);
  for (const double x : {-10.0, 0.0, 7.0}) {
    click(tool, CaseFixture::pointerAt(Point(x, 5, 112)));
    QVERIFY(lastSaid(said).contains(QStringLiteral("Nothing stands out")));
  }
  QVERIFY(open.document.masks().empty());
  QCOMPARE(open.stack.count(), 0);
}

void TestValueTools::hotSpotGoesToItsOwnLesion() {
  ToolCase open([](const Point& at) {
    return 0.3 + ToolCase::ball(at, {-8, 4, 112}, 8, 6.0) + ToolCase::ball(at, {14, 4, 112}, 8, 9.0);
  });
  HotSpotTool tool(open.context());
  const SlicePointer first = CaseFixture::pointerAt(Point(-8, 4, 112));
  const SlicePointer second = CaseFixture::pointerAt(Point(14, 4, 112), PlaneOrientation::Sagittal);
  click(tool, first);
  const MaskId mask = open.selection.mask();
  const std::ptrdiff_t ofFirst = countOf(open, mask, 1);
  click(tool, second);
  QCOMPARE(open.document.mask(mask)->segments.size(), std::size_t{2});
  QCOMPARE(open.selection.segment(), Label{2});
  const std::ptrdiff_t ofSecond = countOf(open, mask, 2);
  QCOMPARE(countOf(open, mask, 1), ofFirst);
  QVERIFY(ofFirst > 20 && ofSecond > 20);
  open.stack.undo();
  QCOMPARE(open.document.mask(mask)->segments.size(), std::size_t{1});
  // Shift: to the selected lesion.
  SlicePointer added = second;
  added.extend = true;
  click(tool, added);
  QCOMPARE(open.document.mask(mask)->segments.size(), std::size_t{1});
  QCOMPARE(countOf(open, mask, 1), ofFirst + ofSecond);
  // Ctrl: taken away.
  SlicePointer taken = first;
  taken.invert = true;
  click(tool, taken);
  QCOMPARE(countOf(open, mask, 1), ofSecond);
  QCOMPARE(open.stack.count(), 3);
}

void TestValueTools::hotSpotSaysWhyNot() {
  ToolCase open(oneSpot);
  HotSpotTool tool(open.context());
  QSignalSpy said(&tool, &Tool::said);
  click(tool, CaseFixture::pointerAt(Point(900, 0, 112)));
  QVERIFY(lastSaid(said).contains(QStringLiteral("does not reach")));
  const auto ct = open.document.ct();
  const int slice = ToolCase::petGrid().nearestVoxel(kSpot).z();
  for (const int off : {0, 2}) {  // the clicked slice, and one that the region runs into
    open.document.setImages(ct, ToolCase::makePet(oneSpot, {{slice + off, Volume::SliceState::Pending}}));
    click(tool, CaseFixture::pointerAt(kSpot));
    QVERIFY(lastSaid(said).contains(QStringLiteral("still being read")));
  }
  open.document.setImages(ct, ToolCase::makePet(oneSpot, {{slice, Volume::SliceState::Missing}}));
  click(tool, CaseFixture::pointerAt(kSpot));
  QVERIFY(lastSaid(said).contains(QStringLiteral("lacks the slice")));
  open.document.setImages(ct, ToolCase::makePet([](const Point&) { return 0.0; }));
  click(tool, CaseFixture::pointerAt(kSpot));
  QVERIFY(lastSaid(said).contains(QStringLiteral("no uptake")));
  open.document.setImages(ct, nullptr);
  click(tool, CaseFixture::pointerAt(kSpot));
  QVERIFY(lastSaid(said).contains(QStringLiteral("no PET")));
  QVERIFY(open.document.masks().empty());
  QCOMPARE(open.stack.count(), 0);
  QVERIFY(!tool.isInGesture());
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

namespace {

/// How often a polygon winds around a point of its plane, by the angles.
int winding(const std::vector<Eigen::Vector2d>& polygon, const Eigen::Vector2d& at) {
  double angle = 0.0;
  for (std::size_t n = 0; n < polygon.size(); ++n) {
    const Eigen::Vector2d a = polygon[n] - at;
    const Eigen::Vector2d b = polygon[(n + 1) % polygon.size()] - at;
    angle += std::atan2(a.x() * b.y() - a.y() * b.x(), a.dot(b));
  }
  return static_cast<int>(std::lround(angle / (2.0 * M_PI)));
}

}  // namespace

void TestValueTools::lassoFillsWhatIsInside() {
  // A line that crosses itself: two loops, and a lobe wound around twice.
  const std::vector<Eigen::Vector2d> shape{{-9, -7.1}, {8.3, 6.2}, {9.1, -6}, {-8, 7.7},
                                           {-9.4, -2}, {3.3, -8},  {5, 5.5},  {-2, -5.5}};
  for (const ImageGrid& grid : grids())
    for (const SlicePointer& pointer : pointersAt(Point(2.3, 6.1, 112.4))) {
      ToolCase open(oneSpot);
      const MaskId mask = open.addMask(grid);
      const auto before = open.labels(mask);
      LassoTool tool(open.context());
      const auto at = [&](const Eigen::Vector2d& p) { return ToolCase::moved(pointer, p.x(), p.y()); };
      tool.press(at(shape.front()));
      for (const auto& corner : shape) tool.move(at(corner));
      tool.release(at(shape.back()));
      const int across = grid.axisAlong(pointer.plane.normal());
      const Direction axis = grid.axis(across);
      const auto wanted = ToolCase::expected(before, grid, 1, [&](const Eigen::Vector3i& index) {
        const Point centre = grid.toPatient(index.cast<double>());
        // Along the grid's axis onto the plane; nearest slice of its column.
        const double way = -pointer.plane.distance(centre) / pointer.plane.normal().dot(axis);
        if (std::abs(way) > grid.spacing()[across] / 2.0) return false;
        const Point on = centre + way * axis - pointer.position;
        return winding(shape, {on.dot(pointer.plane.right), on.dot(pointer.plane.down)}) != 0;
      });
      QVERIFY(open.labels(mask) == wanted);
      QVERIFY(countOf(open, mask, 1) > 20);
      QCOMPARE(open.stack.count(), 1);
      open.stack.undo();
      QVERIFY(open.labels(mask) == before);
    }
}

void TestValueTools::polygonClosesInThreeWays() {
  const SlicePointer pointer = CaseFixture::pointerAt(Point(2.3, 6.1, 112.4), PlaneOrientation::Coronal);
  const std::vector<Eigen::Vector2d> corners{{-8, -7}, {9, -6}, {7.3, 8}, {-6, 5.2}};
  std::vector<Label> first;
  for (const QString& way : {QStringLiteral("double"), QStringLiteral("return"), QStringLiteral("first")}) {
    ToolCase open(oneSpot);
    const MaskId mask = open.addMask(ToolCase::petGrid());
    LassoTool tool(open.context());
    const auto at = [&](const Eigen::Vector2d& p) { return ToolCase::moved(pointer, p.x(), p.y()); };
    for (const auto& corner : corners) {
      tool.move(at(corner));
      tool.press(at(corner));
      tool.release(at(corner));
      QVERIFY(tool.isInGesture());
    }
    QCOMPARE(open.stack.count(), 0);
    if (way == QLatin1String("double")) {
      tool.press(at(corners.back()));
      tool.release(at(corners.back()));
    } else if (way == QLatin1String("return")) {
      tool.move(at({20, 20}));  // where the pointer happens to be is no corner
      tool.finish();
    } else {
      tool.press(at(corners.front() + Eigen::Vector2d(0.5, 0.5)));
      tool.release(at(corners.front()));
    }
    QVERIFY(!tool.isInGesture());
    QCOMPARE(open.stack.count(), 1);
    if (first.empty()) first = open.labels(mask);
    QVERIFY(open.labels(mask) == first);
    QVERIFY(countOf(open, mask, 1) > 20);
  }
  // A click on another slice does not tear it.
  ToolCase open(oneSpot);
  open.addMask(ToolCase::petGrid());
  LassoTool tool(open.context());
  QSignalSpy said(&tool, &Tool::said);
  click(tool, pointer);
  click(tool, CaseFixture::pointerAt(Point(2.3, 12.0, 112.4), PlaneOrientation::Coronal));
  QVERIFY(lastSaid(said).contains(QStringLiteral("another slice")));
  QVERIFY(tool.isInGesture());
  tool.finish();
  QVERIFY(lastSaid(said).contains(QStringLiteral("three corners")));
  QCOMPARE(open.stack.count(), 0);
}

void TestValueTools::lassoErasesAndPaintsOver() {
  ToolCase open(oneSpot);
  const MaskId mask = open.addMask(ToolCase::petGrid());
  LassoTool tool(open.context());
  QSignalSpy said(&tool, &Tool::said);
  SlicePointer pointer = CaseFixture::pointerAt(Point(2.3, 6.1, 112.4));
  const auto circle = [&](double radius) {
    std::vector<SlicePointer> path;
    for (int n = 0; n < 24; ++n)
      path.push_back(ToolCase::moved(pointer, radius * std::cos(n * 0.26), radius * std::sin(n * 0.26)));
    stroke(tool, path);
  };
  circle(9);
  const std::ptrdiff_t all = countOf(open, mask, 1);
  open.selection.setSegment(mask, 2);
  circle(5);
  const std::ptrdiff_t inner = countOf(open, mask, 2);
  QVERIFY(inner > 0);
  QCOMPARE(countOf(open, mask, 1), all - inner);
  pointer.invert = true;
  circle(9);
  QCOMPARE(countOf(open, mask, 2), std::ptrdiff_t{0});
  QCOMPARE(countOf(open, mask, 1), all - inner);
  QCOMPARE(open.stack.undoText(), QStringLiteral("Erase lasso on Lesion 2"));
  circle(9);
  QVERIFY(lastSaid(said).contains(QStringLiteral("nothing inside")));
  QCOMPARE(open.stack.count(), 3);
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
