#include "annotation/commands/edit_command.h"

#include <utility>

namespace uptake {

void EditCommand::redo() {
  if (std::exchange(done_, true)) return;
  apply();
  if (after_)
    select(*after_);
  else
    after_ = SelectionState::of(context_.selection);
}

void EditCommand::undo() {
  if (!std::exchange(done_, false)) return;
  revert();
  select(before_);
}

/// As far as it is there. A mark that the edit itself has just shown stays.
void EditCommand::select(const SelectionState& state) {
  const CaseDocument& document = context_.document;
  Selection& selection = context_.selection;
  const MaskLayer* mask = document.mask(state.mask);
  if (state.mask == MaskId::None || (mask && (state.segment == 0 || mask->segment(state.segment))))
    selection.setSegment(state.mask, state.segment);
  if (selection.hasMark()) return;
  if (document.box(state.box)) selection.setBox(state.box);
  if (document.measurement(state.measurement)) selection.setMeasurement(state.measurement);
}

namespace {

std::size_t byteCountOf(const QUndoCommand& command) {
  std::size_t total = 0;
  if (const auto* edit = dynamic_cast<const EditCommand*>(&command)) total += edit->byteCount();
  for (int i = 0; i < command.childCount(); ++i) total += byteCountOf(*command.child(i));
  return total;
}

}  // namespace

std::size_t undoByteCount(const QUndoStack& stack) {
  std::size_t total = 0;
  for (int step = 0; step < stack.count(); ++step) total += byteCountOf(*stack.command(step));
  return total;
}

QString menuName(const QString& text) {
  constexpr int kLongest = 40;
  const QString line = text.simplified();
  return line.size() <= kLongest ? line : line.left(kLongest - 1) + QChar(0x2026);
}

}  // namespace uptake
