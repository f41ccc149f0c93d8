#include "annotation/tools/brush_tool.h"

#include "annotation/commands/mask_edit.h"

#include <algorithm>
#include <cmath>

namespace uptake {

namespace {

constexpr std::size_t kSliversToJoin = 200'000;

double stepAbove(double diameter) {
  if (diameter < 10.0) return 1.0;
  return diameter < 30.0 ? 2.0 : 5.0;
}

double nextDiameter(double diameter, bool larger) {
  // Just below a limit the finer step applies on the way down, so that up and down meet the same sizes.
  constexpr double kNudge = 1e-6;
  const double step = stepAbove(larger ? diameter : diameter - kNudge);
  return larger ? (std::floor(diameter / step + kNudge) + 1.0) * step
                : (std::ceil(diameter / step - kNudge) - 1.0) * step;
}

/// A sweep needs one plane: when the view has scrolled or turned in between, the stroke goes on afresh.
bool samePlane(const SlicePointer& a, const SlicePointer& b) {
  return std::abs(b.plane.distance(a.position)) <= kDuplicatePositionMm &&
         a.plane.normal().cross(b.plane.normal()).norm() <= kDirectionTolerance;
}

}  // namespace

void BrushTool::setErasing(bool erasing) {
  if (erasing == erasing_) return;
  erasing_ = erasing;
  Q_EMIT settingsChanged();
}

void BrushTool::setShape(BrushShape shape) {
  if (shape == shape_) return;
  shape_ = shape;
  Q_EMIT settingsChanged();
}

void BrushTool::setDiameter(Millimetres diameter) {
  const Millimetres allowed = std::clamp(diameter, kLeastDiameter, kMostDiameter);
  if (allowed == diameter_) return;
  diameter_ = allowed;
  Q_EMIT settingsChanged();
}

void BrushTool::stepDiameter(int steps) {
  double diameter = diameter_.value;
  for (int step = 0; step < std::abs(steps); ++step) diameter = nextDiameter(diameter, steps > 0);
  setDiameter({diameter});
}

void BrushTool::press(const SlicePointer& pointer) {
  if (stroke_) return;
  const Selection& selection = context_.selection;
  const MaskLayer* layer = context_.document.mask(selection.mask());
  if (!layer) {
    Q_EMIT said(tr("There is no mask to paint on: choose or add a mask first."));
    return;
  }
  if (!layer->segment(selection.segment())) {
    Q_EMIT said(tr("There is no lesion to paint: choose or add a lesion of the mask first."));
    return;
  }
  stroke_ = Stroke{layer->id, {selection.segment(), erasing_ != pointer.invert}, pointer, {}};
  sweepTo(pointer);
}

void BrushTool::move(const SlicePointer& pointer) {
  if (stroke_ && !sweepTo(pointer)) stroke_.reset();
}

void BrushTool::release(const SlicePointer& pointer) {
  if (!stroke_) return;
  if (sweepTo(pointer)) finish();
  stroke_.reset();
}

void BrushTool::cancel() {
  if (!stroke_) return;
  if (context_.document.mask(stroke_->mask)) context_.document.revertRuns(stroke_->mask, stroke_->runs);
  stroke_.reset();
}

ToolCursor BrushTool::cursorAt(const SlicePointer&) const {
  return context_.document.mask(context_.selection.mask()) ? ToolCursor::Brush : ToolCursor::Arrow;
}

bool BrushTool::sweepTo(const SlicePointer& pointer) {
  const MaskLayer* layer = context_.document.mask(stroke_->mask);
  if (!layer) return false;
  const SlicePointer from = samePlane(stroke_->last, pointer) ? stroke_->last : pointer;
  stroke_->last = pointer;
  std::vector<LabelRun> runs;
  for (const VoxelRow& row : sweptRows(layer->labels.grid(), shape_, {diameter_.value / 2.0}, from.position,
                                       pointer.position, pointer.plane.normal()))
    appendRuns(runs, *layer, row.first, row.length, stroke_->change);
  context_.document.applyRuns(stroke_->mask, runs);
  stroke_->runs.insert(stroke_->runs.end(), runs.begin(), runs.end());
  // A long stroke leaves many slivers. Joining them whenever they have doubled keeps both memory and the work
  // at the release small.
  if (stroke_->runs.size() > 2 * stroke_->joined + kSliversToJoin) {
    stroke_->runs = coalesced(std::move(stroke_->runs), layer->labels.grid().size().x());
    stroke_->joined = stroke_->runs.size();
  }
  return true;
}

void BrushTool::finish() {
  const MaskLayer& layer = *context_.document.mask(stroke_->mask);
  const Segment* segment = layer.segment(stroke_->change.label);
  const QString name = menuName(segment ? segment->label : QString());
  pushVoxelEdit(context_, stroke_->mask, std::move(stroke_->runs),
                stroke_->change.erase ? tr("Erase on %1").arg(name) : tr("Brush stroke on %1").arg(name),
                EditState::Done);
}

}  // namespace uptake
