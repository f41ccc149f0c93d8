#include "annotation/commands/undo_budget.h"

#include "annotation/commands/edit_command.h"

#include <utility>

namespace uptake {

namespace {

std::size_t spill(const QUndoCommand& command, const std::shared_ptr<SpillFile>& file) {
  std::size_t freed = 0;
  if (const auto* edit = dynamic_cast<const EditCommand*>(&command)) freed += edit->spill(file);
  for (int i = 0; i < command.childCount(); ++i) freed += spill(*command.child(i), file);
  return freed;
}

}  // namespace

UndoBudget::UndoBudget(QUndoStack& stack, std::size_t bytes, QObject* parent)
    : QObject(parent), stack_(stack), bytes_(bytes) {
  connect(&stack_, &QUndoStack::indexChanged, this, &UndoBudget::enforce);
}

void UndoBudget::enforce() {
  if (file_ && file_->hasLost() && !std::exchange(saidLost_, true)) Q_EMIT stepLost();
  if (stack_.count() == 0) file_.reset();  // another case: its file goes with the last command of this one
  std::size_t held = undoByteCount(stack_);
  if (held <= bytes_) return;
  if (!file_) {
    file_ = std::make_shared<SpillFile>();
    saidLost_ = false;
  }
  // Some more than needed, so that it is not done again with every step.
  const std::size_t enough = bytes_ / 4 * 3;
  for (int step = 0; step < stack_.count() && held > enough; ++step)
    held -= spill(*stack_.command(step), file_);
}

}  // namespace uptake
