#include "annotation/case_editor.h"
#include "annotation/tools/brush_tool.h"
#include "annotation/tools/grow_tool.h"
#include "annotation/tools/hot_spot_tool.h"
#include "annotation/tools/lasso_tool.h"
#include "annotation/tools/threshold_box_tool.h"
#include "tests/annotation/tool_case.h"

#include <QRandomGenerator>

#include <map>

using namespace uptake;
using namespace uptake::test;

/// Ten thousand gestures of all mask tools at random: undone they give the identical case, at every point on
/// the way, and redone the identical result.
class TestToolEdits : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void tenThousandEditsComeAndGo();
};

namespace {

constexpr int kEdits = 10'000;
constexpr int kEvery = 250;  // edits between two points at which the whole case is compared

/// All that an edit may change.
struct Snapshot {
  std::map<MaskId, std::pair<std::vector<Label>, std::vector<Segment>>> masks;
  bool operator==(const Snapshot&) const = default;
};

Snapshot snapshot(const ToolCase& open) {
  Snapshot all;
  for (const auto& mask : open.document.masks())
    all.masks[mask->id] = {open.labels(mask->id), mask->segments};
  return all;
}

}  // namespace

void TestToolEdits::tenThousandEditsComeAndGo() {
  ToolCase open(
      [](const Point& at) {
        return 0.4 + ToolCase::ball(at, {-8, 2, 112}, 9, 7) + ToolCase::ball(at, {10, 12, 106}, 8, 12) +
               ToolCase::ball(at, {4, -6, 118}, 7, 5);
      },
      [](const Point& at) { return std::round(60.0 * std::sin(at.x() / 3.0) * std::cos(at.y() / 4.0)); });
  BrushTool brush(open.context());
  HotSpotTool hotSpot(open.context());
  ThresholdBoxTool box(open.context());
  GrowTool grow(open.context());
  LassoTool lasso(open.context());
  const std::array<Tool*, 5> tools{&brush, &hotSpot, &box, &grow, &lasso};
  QRandomGenerator random(20240612);
  const auto somewhere = [&](double reach) { return (random.generateDouble() * 2.0 - 1.0) * reach; };

  const Snapshot start = snapshot(open);
  std::map<int, Snapshot> onTheWay;  // by the number of steps
  int cancelled = 0;
  for (int edit = 0; edit < kEdits; ++edit) {
    // Masks on another grid than the one that the tools made.
    if (edit == kEdits / 4 || edit == kEdits / 2)
      QVERIFY(CaseEditor(open.context()).addMask(QStringLiteral("CT"), *open.document.ct()).ok());
    // Most of the time others are taken: protected ones would leave little to do.
    open.selection.setProtectsOthers(random.bounded(4) == 0);
    // Another lesion or mask is chosen, locks come and go.
    const auto& masks = open.document.masks();
    if (!masks.empty() && random.bounded(4) == 0) {
      const MaskLayer& mask = *masks[random.bounded(static_cast<quint32>(masks.size()))];
      if (!mask.segments.empty())
        open.selection.setSegment(
            mask.id, mask.segments[random.bounded(static_cast<quint32>(mask.segments.size()))].number);
      MaskLocks locks;
      if (random.bounded(3) == 0) locks.labels.insert(static_cast<Label>(1 + random.bounded(3)));
      open.document.setMaskLocks(mask.id, locks);
    }
    Tool& tool = *tools[random.bounded(5U)];
    brush.setDiameter({2.0 + random.bounded(12)});
    brush.setShape(random.bounded(2) == 0 ? BrushShape::Disc : BrushShape::Ball);
    brush.setUsesRange(random.bounded(2) == 0);
    brush.setRange(random.bounded(2) == 0 ? ValueRange{ImageKind::Pet, 1.0, 6.0}
                                          : ValueRange{ImageKind::Ct, -20.0, 50.0});
    box.setRule(static_cast<ThresholdRule>(random.bounded(5)));
    grow.setRange({random.bounded(2) == 0 ? ImageKind::Pet : ImageKind::Ct, 0, 0});
    grow.setLimit({2.0 + random.bounded(8)});
    const Point about(somewhere(16), 4 + somewhere(14), 112 + somewhere(10));
    SlicePointer pointer =
        random.bounded(4) == 0
            ? ToolCase::obliqueAt(about, somewhere(1.5))
            : CaseFixture::pointerAt(about, static_cast<PlaneOrientation>(random.bounded(3)));
    pointer.image = random.bounded(2) == 0 ? ImageKind::Pet : ImageKind::Ct;
    pointer.invert = random.bounded(4) == 0;
    pointer.extend = random.bounded(4) != 0;  // else there would be thousands of lesions
    tool.press(pointer);
    for (int step = 0; step < 3; ++step) tool.move(ToolCase::moved(pointer, somewhere(7), somewhere(7)));
    if (random.bounded(10) == 0) {
      tool.cancel();
      ++cancelled;
    }
    tool.release(ToolCase::moved(pointer, somewhere(7), somewhere(7)));
    tool.finish();
    tool.cancel();  // a polygon that was not closed
    // A person goes back and on otherwise, now and then.
    if (random.bounded(50) == 0) {
      open.stack.undo();
      for (auto each = onTheWay.upper_bound(open.stack.index()); each != onTheWay.end();)
        each = onTheWay.erase(each);
    }
    if (edit % kEvery == 0) onTheWay[open.stack.index()] = snapshot(open);
  }
  QVERIFY(cancelled > 500);
  const int steps = open.stack.count();
  qInfo("%d gestures made %d steps, %zu masks", kEdits, steps, open.document.masks().size());
  QVERIFY(steps > kEdits / 3);
  const Snapshot end = snapshot(open);
  for (int round = 0; round < 2; ++round) {
    while (open.stack.index() > 0) {
      open.stack.undo();
      const auto seen = onTheWay.find(open.stack.index());
      if (seen != onTheWay.end())
        QVERIFY2(snapshot(open) == seen->second, qPrintable(QString::number(seen->first)));
    }
    QVERIFY(snapshot(open) == start);
    while (open.stack.index() < steps) {
      open.stack.redo();
      const auto seen = onTheWay.find(open.stack.index());
      if (seen != onTheWay.end())
        QVERIFY2(snapshot(open) == seen->second, qPrintable(QString::number(seen->first)));
    }
    QVERIFY(snapshot(open) == end);
  }
}

QTEST_GUILESS_MAIN(TestToolEdits)
#include "tst_tool_edits.moc"
