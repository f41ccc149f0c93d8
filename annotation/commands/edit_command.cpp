#include "annotation/commands/edit_command.h"

#include <utility>

namespace uptake {

void EditCommand::redo() {
  if (!std::exchange(done_, true)) apply();
}

void EditCommand::undo() {
  if (std::exchange(done_, false)) revert();
}

std::size_t undoByteCount(const QUndoStack& stack) {
  std::size_t total = 0;
  for (int step = 0; step < stack.count(); ++step)
    if (const auto* edit = dynamic_cast<const EditCommand*>(stack.command(step))) total += edit->byteCount();
  return total;
}

QString menuName(const QString& text) {
  constexpr int kLongest = 40;
  const QString line = text.simplified();
  return line.size() <= kLongest ? line : line.left(kLongest - 1) + QChar(0x2026);
}

}  // namespace uptake
