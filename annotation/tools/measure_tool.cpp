#include "annotation/tools/measure_tool.h"

namespace uptake {

std::optional<MeasureHit> MeasureTool::selectedAt(const SlicePointer& pointer) const {
  const Measurement* selected = context_.document.measurement(context_.selection.measurement());
  if (!selected || selected->isGiven || !context_.document.isOnImages(*selected)) return std::nullopt;
  return measurementPartAt(*selected, pointer);
}

void MeasureTool::press(const SlicePointer& pointer) {
  if (gesture_.isActive()) return gesture_.drag(pointer);  // the next point of an angle
  if (const auto& shown = context_.document.ct(); shown && shown->source().isPlaceless)
    return Q_EMIT said(
        tr("This series states neither a place nor the size of a pixel: nothing is measured on it."));
  const auto hit = selectedAt(pointer);
  drawing_ = !hit;
  if (hit)
    gesture_.adjust(*hit, pointer);
  else
    gesture_.draw(kind_, pointer);
}

void MeasureTool::move(const SlicePointer& pointer) {
  gesture_.drag(pointer);
}

void MeasureTool::release(const SlicePointer& pointer) {
  if (!gesture_.isActive() || gesture_.release(pointer) || !drawing_) return;
  const auto hit = measurementAt(context_.document, pointer, MeasurementId::None);
  context_.selection.setMeasurement(hit ? hit->id : MeasurementId::None);
}

void MeasureTool::cancel() {
  gesture_.cancel();
}

ToolCursor MeasureTool::cursorAt(const SlicePointer& pointer) const {
  const auto hit = gesture_.isActive() ? std::nullopt : selectedAt(pointer);
  return hit && !hit->isHandle() ? ToolCursor::Move : ToolCursor::Cross;
}

}  // namespace uptake
