#include "annotation/tools/box_tool.h"

#include "core/box/label_scheme.h"

namespace uptake {

BoxTool::BoxTool(ToolContext context, QObject* parent)
    : Tool(context, parent),
      gesture_(context),
      className_(LabelScheme::lungPetCtDx().classes().front().name) {}

std::optional<BoxHit> BoxTool::selectedBoxAt(const SlicePointer& pointer, const ImagePlace& place) const {
  const Box* box = context_.document.box(context_.selection.box());
  if (!box || context_.document.isBoxHidden(box->id) || box->sopInstanceUid != place.sopInstanceUid)
    return std::nullopt;
  const auto part = partAt(box->rect, place.pixel, grabDistance(*place.image, pointer));
  if (!part) return std::nullopt;
  return BoxHit{box->id, *part};
}

void BoxTool::press(const SlicePointer& pointer) {
  if (gesture_.isActive()) return;
  const Result<ImagePlace> place = imagePlaceAt(context_.document, pointer);
  if (!place) {
    Q_EMIT said(place.error().message);
    return;
  }
  const auto hit = selectedBoxAt(pointer, *place);
  drawing_ = !hit;
  if (hit)
    gesture_.adjust(*place, *hit);
  else
    gesture_.draw(*place, className_);
}

void BoxTool::move(const SlicePointer& pointer) {
  gesture_.drag(pointer);
}

void BoxTool::release(const SlicePointer& pointer) {
  if (!gesture_.isActive() || gesture_.finish(pointer) || !drawing_) return;
  const Result<ImagePlace> place = imagePlaceAt(context_.document, pointer);
  if (!place) return;
  const auto hit = hitAt(context_.document, *place, grabDistance(*place->image, pointer), BoxId::None);
  context_.selection.setBox(hit ? hit->box : BoxId::None);
}

void BoxTool::cancel() {
  gesture_.cancel();
}

ToolCursor BoxTool::cursorAt(const SlicePointer& pointer) const {
  const Result<ImagePlace> place = imagePlaceAt(context_.document, pointer);
  if (!place) return ToolCursor::Arrow;
  const auto hit = selectedBoxAt(pointer, *place);
  if (!hit) return ToolCursor::Cross;
  return cursorFor(hit->part, place->image->grid(), pointer.plane);
}

}  // namespace uptake
