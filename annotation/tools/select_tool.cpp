#include "annotation/tools/select_tool.h"

namespace uptake {

void SelectTool::press(const SlicePointer& pointer) {
  if (gesture_.isActive()) return;
  const Result<ImagePlace> place = imagePlaceAt(context_.document, pointer);
  if (!place) {
    Q_EMIT said(place.error().message);
    return;
  }
  const auto hit =
      hitAt(context_.document, *place, grabDistance(context_.document, pointer), context_.selection.box());
  context_.selection.setBox(hit ? hit->box : BoxId::None);
  if (hit) gesture_.adjust(*place, *hit);
}

void SelectTool::move(const SlicePointer& pointer) {
  gesture_.drag(pointer);
}

void SelectTool::release(const SlicePointer& pointer) {
  if (gesture_.isActive()) gesture_.finish(pointer);
}

void SelectTool::cancel() {
  gesture_.cancel();
}

ToolCursor SelectTool::cursorAt(const SlicePointer& pointer) const {
  const Result<ImagePlace> place = imagePlaceAt(context_.document, pointer);
  if (!place) return ToolCursor::Arrow;
  const auto hit =
      hitAt(context_.document, *place, grabDistance(context_.document, pointer), context_.selection.box());
  return hit ? cursorFor(hit->part, context_.document.ct()->grid(), pointer.plane) : ToolCursor::Arrow;
}

}  // namespace uptake
