#pragma once

#include "annotation/tools/tool.h"

#include <QUndoCommand>

#include <cstddef>

namespace uptake {

/// Whether the document already shows what a command does when the command is made: a gesture previews, so
/// its command arrives done.
enum class EditState { ToDo, Done };

/// One undoable edit of a case.
class EditCommand : public QUndoCommand {
 public:
  EditCommand(ToolContext context, const QString& text, EditState state)
      : QUndoCommand(text), context_(context), done_(state == EditState::Done) {}

  void redo() final;
  void undo() final;

  /// Bytes that the command holds, for the memory budget of the undo history.
  virtual std::size_t byteCount() const = 0;

 protected:
  /// Both leave a selection that points to nothing that is gone, at every signal they cause.
  virtual void apply() = 0;
  virtual void revert() = 0;

  ToolContext context_;

 private:
  bool done_;
};

/// Bytes that all edits of a history hold, undone ones included. Voxel edits are run-length deltas at 16
/// bytes a run: the largest brush ball on 0.7 mm voxels costs 0.25 MB, an ordinary stroke some kilobytes.
std::size_t undoByteCount(const QUndoStack& stack);

/// A person's text as it goes into a menu: one line, not longer than a menu can show.
QString menuName(const QString& text);

}  // namespace uptake
