#include "annotation/tools/brush_tool.h"

#include "annotation/regions/range_rows.h"

#include <algorithm>
#include <cmath>

namespace uptake {

namespace {

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

/// As it is recorded with the lesion, in the quantity that the PET is shown in (SUVbw, SUL, …).
QString rangeAlgorithm(const CaseDocument& document, const ValueRange& range) {
  const auto image = range.image == ImageKind::Pet ? document.pet() : document.ct();
  return QStringLiteral("Uptake, brush in %1 %2 to %3")
      .arg(image ? image->unitLabel() : QString())
      .arg(range.low)
      .arg(range.high);
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

void BrushTool::setUsesRange(bool uses) {
  if (uses == usesRange_) return;
  usesRange_ = uses;
  Q_EMIT settingsChanged();
}

void BrushTool::setRange(const ValueRange& range) {
  if (range == range_) return;
  range_ = range;
  Q_EMIT settingsChanged();
}

VoxelGesture::Start BrushTool::startOf(const SlicePointer& pointer) const {
  return {.at = pointer.position,
          .extends = pointer.extend,
          .erase = erasing_ != pointer.invert,
          .newMaskOn = pointer.image,
          .algorithm = usesRange_ ? rangeAlgorithm(context_.document, range_) : QString()};
}

void BrushTool::press(const SlicePointer& pointer) {
  if (gesture_.isActive()) return;
  QString why = usesRange_ ? rangeRefusal(context_.document, range_) : QString();
  if (why.isEmpty()) why = gesture_.begin(startOf(pointer));
  if (!why.isEmpty()) return Q_EMIT said(why);
  last_ = pointer;
  covered_ = reading_ = false;
  sweepTo(pointer);
}

void BrushTool::move(const SlicePointer& pointer) {
  if (gesture_.isActive() && !sweepTo(pointer)) gesture_.cancel();
}

void BrushTool::release(const SlicePointer& pointer) {
  if (!gesture_.isActive()) return;
  if (sweepTo(pointer)) finishStroke();
  gesture_.cancel();
}

void BrushTool::cancel() {
  gesture_.cancel();
}

ToolCursor BrushTool::cursorAt(const SlicePointer&) const {
  return context_.document.ct() || context_.document.pet() ? ToolCursor::Brush : ToolCursor::Arrow;
}

bool BrushTool::sweepTo(const SlicePointer& pointer) {
  const MaskLayer* layer = gesture_.layer();
  if (!layer) return false;
  const ImageGrid& grid = layer->labels.grid();
  const SlicePointer from = samePlane(last_, pointer) ? last_ : pointer;
  last_ = pointer;
  std::vector<VoxelRun> rows = sweptRows(grid, shape_, {diameter_.value / 2.0}, from.position,
                                         pointer.position, pointer.plane.normal(), {pointer.thickness});
  covered_ = covered_ || !rows.empty();
  if (usesRange_) {
    RowsInRange inRange = rowsInRange(rows, grid, context_.document, range_);
    reading_ = reading_ || inRange.reading;
    rows = std::move(inRange.rows);
  }
  gesture_.paint(rows);
  return true;
}

void BrushTool::finishStroke() {
  const bool erases = gesture_.change().erase;
  if (reading_) Q_EMIT said(tr("Slices that are still being read were left out."));
  const bool done = gesture_.commit(erases ? tr("Erase on %1") : tr("Brush stroke on %1"));
  if (!gesture_.aboutOthers().isEmpty()) Q_EMIT said(gesture_.aboutOthers());
  if (done || reading_ || !gesture_.aboutOthers().isEmpty()) return;
  if (!covered_)
    Q_EMIT said(tr("The mask does not reach to this place."));
  else if (usesRange_)
    Q_EMIT said(tr("Nothing to change within the range %1 here.").arg(rangeText(context_.document, range_)));
}

}  // namespace uptake
