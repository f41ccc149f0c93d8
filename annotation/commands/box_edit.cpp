#include "annotation/commands/box_edit.h"

namespace uptake {

BoxEdit::BoxEdit(ToolContext context, std::optional<Box> before, std::optional<Box> after,
                 const QString& text, EditState state, Kind kind)
    : EditCommand(context, text, state), before_(std::move(before)), after_(std::move(after)), kind_(kind) {
  Q_ASSERT(before_ || after_);
}

int BoxEdit::id() const {
  constexpr int kNeverMerged = -1;
  constexpr int kNudge = 1;
  return kind_ == Kind::Nudge ? kNudge : kNeverMerged;
}

bool BoxEdit::mergeWith(const QUndoCommand* other) {
  const auto* next = dynamic_cast<const BoxEdit*>(other);
  if (!next || !after_ || after_ != next->before_) return false;
  if (next->time_ - time_ > std::chrono::seconds(1)) return false;
  after_ = next->after_;
  time_ = next->time_;
  if (after_ == before_) setObsolete(true);
  return true;
}

void BoxEdit::show(const std::optional<Box>& shown, const std::optional<Box>& wanted) {
  if (!wanted) {
    if (context_.selection.box() == shown->id) context_.selection.setBox(BoxId::None);
    context_.document.takeBox(shown->id);
    return;
  }
  if (shown)
    context_.document.updateBox(*wanted);
  else
    context_.document.insertBox(*wanted);
  context_.selection.setBox(wanted->id);
}

}  // namespace uptake
