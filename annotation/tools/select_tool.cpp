#include "annotation/tools/select_tool.h"

#include <algorithm>
#include <utility>

namespace uptake {

Tool* SelectTool::otherAt(const SlicePointer& pointer) const {
  const auto found = std::ranges::find_if(others_, [&](const Tool* tool) { return tool->takesAt(pointer); });
  return found == others_.end() ? nullptr : *found;
}

void SelectTool::press(const SlicePointer& pointer) {
  if (isInGesture()) return;
  other_ = otherAt(pointer);
  if (other_) return other_->press(pointer);
  // Lines are thin: what is measured inside a box is found before the box that lies about it.
  if (const auto hit = measurementAt(context_.document, pointer, context_.selection.measurement())) {
    context_.selection.setMeasurement(hit->id);
    measureGesture_.adjust(*hit, pointer);
    return;
  }
  const bool deselects = context_.selection.hasMark() && context_.selection.box() == BoxId::None;
  if (deselects) context_.selection.clearMarks();
  const Result<ImagePlace> place = imagePlaceAt(context_.document, pointer);
  if (!place) {
    if (!deselects) Q_EMIT said(place.error().message);
    return;
  }
  const auto hit =
      hitAt(context_.document, *place, grabDistance(*place->image, pointer), context_.selection.box());
  context_.selection.setBox(hit ? hit->box : BoxId::None);
  if (hit) boxGesture_.adjust(*place, *hit);
}

void SelectTool::move(const SlicePointer& pointer) {
  boxGesture_.drag(pointer);
  measureGesture_.drag(pointer);
  if (other_) other_->move(pointer);
}

void SelectTool::release(const SlicePointer& pointer) {
  if (boxGesture_.isActive()) boxGesture_.finish(pointer);
  if (measureGesture_.isActive()) measureGesture_.release(pointer);
  if (Tool* other = std::exchange(other_, nullptr)) other->release(pointer);
}

void SelectTool::cancel() {
  boxGesture_.cancel();
  measureGesture_.cancel();
  if (Tool* other = std::exchange(other_, nullptr)) other->cancel();
}

ToolCursor SelectTool::cursorAt(const SlicePointer& pointer) const {
  if (const Tool* other = other_ ? other_ : otherAt(pointer)) return other->cursorAt(pointer);
  if (const auto hit = measurementAt(context_.document, pointer, context_.selection.measurement()))
    return context_.document.measurement(hit->id)->isGiven ? ToolCursor::Arrow
           : hit->isHandle()                               ? ToolCursor::Cross
                                                           : ToolCursor::Move;
  const Result<ImagePlace> place = imagePlaceAt(context_.document, pointer);
  if (!place) return ToolCursor::Arrow;
  const auto hit =
      hitAt(context_.document, *place, grabDistance(*place->image, pointer), context_.selection.box());
  return hit ? cursorFor(hit->part, place->image->grid(), pointer.plane) : ToolCursor::Arrow;
}

}  // namespace uptake
