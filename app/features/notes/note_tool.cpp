#include "app/features/notes/note_tool.h"

#include <utility>

namespace uptake {

namespace {

constexpr double kGrabPixels = 7.0;
/// A hand that clicks trembles by a screen pixel.
constexpr double kClickPixels = 2.0;

}  // namespace

NoteTool::NoteTool(ToolContext context, QObject* parent)
    : Tool(context, parent), notes_(context.document.part<NotesPart>()) {}

NoteId NoteTool::noteAt(const SlicePointer& pointer) const {
  NoteId nearest = NoteId::None;
  double reach = kGrabPixels * pointer.mmPerPixel;
  for (const auto& [id, note] : notes_.all()) {
    if (!context_.document.isOnImages(note.frameOfReferenceUid)) continue;
    if (!pointer.plane.isInSlice(note.position, pointer.thickness)) continue;
    const double distance = (pointer.plane.project(note.position) - pointer.position).norm();
    if (distance > reach) continue;
    nearest = id;
    reach = distance;
  }
  return nearest;
}

void NoteTool::press(const SlicePointer& pointer) {
  if (isInGesture()) return;
  if (const auto& shown = context_.document.ct(); shown && shown->source().isPlaceless)
    return Q_EMIT said(tr("Notes need a place in space, and this series states none."));
  const Note* note = notes_.note(noteAt(pointer));
  if (!note) {
    placing_ = pointer;
    return;
  }
  before_ = *note;
  start_ = pointer.position;
  isMoved_ = false;
  context_.selection.setMark(note->id);
}

void NoteTool::move(const SlicePointer& pointer) {
  if (!before_) return;
  const Note* note = notes_.note(before_->id);
  // The study was closed, or the note went, under the hand.
  if (!note) return before_.reset();
  // It keeps its distance from the plane in which it is moved.
  const Eigen::Vector3d way = pointer.plane.project(pointer.position) - pointer.plane.project(start_);
  // Once begun, a move follows all the way back to where it started.
  isMoved_ = isMoved_ || way.norm() >= kClickPixels * pointer.mmPerPixel;
  if (!isMoved_) return;
  Note moved = *before_;
  moved.position += way;
  if (moved != *note) notes_.put(moved);
}

void NoteTool::release(const SlicePointer& pointer) {
  move(pointer);
  if (const auto place = std::exchange(placing_, std::nullopt)) Q_EMIT placed(*place);
  const auto before = std::exchange(before_, std::nullopt);
  if (!before) return;
  if (isMoved_)
    NoteEditor(context_).moved(*before);
  else
    Q_EMIT clicked(before->id);
}

void NoteTool::cancel() {
  placing_.reset();
  const auto before = std::exchange(before_, std::nullopt);
  if (before && isMoved_ && notes_.note(before->id)) notes_.put(*before);
}

ToolCursor NoteTool::cursorAt(const SlicePointer& pointer) const {
  return before_ || takesAt(pointer) ? ToolCursor::Move : ToolCursor::Cross;
}

}  // namespace uptake
