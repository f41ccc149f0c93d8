#include "annotation/tools/hot_spot_tool.h"
#include "tests/annotation/value_cases.h"

using namespace uptake;
using namespace uptake::test;

/// The lesion around a click, against its definition applied to every voxel.
class TestHotSpot : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void isTheRegionAtItsPart();
  void makesAMaskInOneStep();
  void stopsAtHotterUptake();
  void keepsWithinItsLimit();
  void doesNotRunIntoItsSurroundings();
  void goesOnBeyondItsLimit();
  void goesOnWhereTheLimitRefused();
  void needsOne();
  void goesToItsOwnLesion();
  void saysWhyNot();
};

void TestHotSpot::isTheRegionAtItsPart() {
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

void TestHotSpot::makesAMaskInOneStep() {
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

void TestHotSpot::stopsAtHotterUptake() {
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

void TestHotSpot::keepsWithinItsLimit() {
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

void TestHotSpot::doesNotRunIntoItsSurroundings() {
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

void TestHotSpot::goesOnBeyondItsLimit() {
  ToolCase open([](const Point& at) {
    const double away = std::hypot(at.y() - 4.0, at.z() - 112.0);
    return (away < 5.0 ? 5.0 : 0.3) + ToolCase::ball(at, {0, 4, 112}, 8.0, 4.0);
  });
  const Volume& pet = *open.document.pet();
  HotSpotTool tool(open.context());
  HotLesionRule rule;
  rule.limit = {15.0};
  tool.setRule(rule);
  QSignalSpy said(&tool, &Tool::said);
  QSignalSpy offered(&tool, &HotSpotTool::furtherLimitChanged);
  const SlicePointer pointer = CaseFixture::pointerAt(Point(0, 4, 112));
  const auto drawn = [&] { return countOf(open, open.selection.mask(), open.selection.segment()); };
  const auto wanted = [&](double limit) {
    rule.limit = {limit};
    return hotLesion(pet, pointer.position, rule)->region.count();
  };
  QVERIFY(!tool.furtherLimit());
  click(tool, pointer);
  QVERIFY(lastSaid(said).contains(QStringLiteral("beyond 15 mm")));
  const Segment& lesion = *open.document.mask(open.selection.mask())->segment(open.selection.segment());
  const HotLesion held = *hotLesion(pet, pointer.position, tool.rule());
  QCOMPARE(lesion.algorithmName, QStringLiteral("Uptake, %1 % of the maximum (41 % leaks)")
                                     .arg(std::lround(100.0 * held.threshold / held.maximum)));
  QCOMPARE(drawn(), held.region.count());
  QCOMPARE(tool.furtherLimit(), std::optional(Millimetres{30.0}));
  QVERIFY(offered.count() > 0);
  // The same click, in the place of its step, and with the rule as it was for the next one.
  tool.goOn();
  QCOMPARE(open.stack.count(), 1);
  QVERIFY(drawn() > held.region.count());
  QCOMPARE(drawn(), wanted(30.0));
  QCOMPARE(tool.rule().limit, Millimetres{15.0});
  open.stack.undo();
  QVERIFY(open.document.masks().empty());
  QVERIFY(!tool.furtherLimit());
  open.stack.redo();
  QVERIFY(!tool.furtherLimit());
  // Up to the largest limit, and not after anything else was done.
  open.stack.undo();
  click(tool, pointer);
  QVERIFY(tool.furtherLimit());
  CaseFixture::drag(*std::make_unique<HotSpotTool>(open.context()), CaseFixture::pointerAt(Point(900, 0, 0)),
                    CaseFixture::pointerAt(Point(900, 0, 0)));
  QVERIFY(tool.furtherLimit());
  open.document.setImages(open.document.ct(), open.document.pet());
  QVERIFY(!tool.furtherLimit());
}

void TestHotSpot::goesOnWhereTheLimitRefused() {
  // A rod without a maximum of its own: within 15 mm nothing stands out, beyond its ends it does.
  ToolCase open([](const Point& at) {
    const bool rod = std::hypot(at.y() - 4.0, at.z() - 112.0) < 5.0 && std::abs(at.x() - 1.0) < 20.0;
    return rod ? 5.0 - 0.001 * std::abs(at.x() - 1.0) : 0.3;
  });
  HotSpotTool tool(open.context());
  HotLesionRule rule;
  rule.limit = {12.0};
  tool.setRule(rule);
  QSignalSpy said(&tool, &Tool::said);
  click(tool, CaseFixture::pointerAt(Point(1, 4, 112)));
  QVERIFY(lastSaid(said).contains(QStringLiteral("Nothing stands out here within 12 mm")));
  QVERIFY(open.document.masks().empty());
  QCOMPARE(tool.furtherLimit(), std::optional(Millimetres{24.0}));
  tool.goOn();
  QCOMPARE(open.stack.count(), 1);
  QVERIFY(countOf(open, open.selection.mask(), 1) > 100);
  QVERIFY(!tool.furtherLimit());
}

void TestHotSpot::needsOne() {
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

void TestHotSpot::goesToItsOwnLesion() {
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

void TestHotSpot::saysWhyNot() {
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

QTEST_GUILESS_MAIN(TestHotSpot)
#include "tst_hot_spot.moc"
