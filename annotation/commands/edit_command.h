#pragma once

#include "annotation/tools/tool.h"

#include <QUndoCommand>

#include <cstddef>
#include <memory>
#include <optional>

namespace uptake {

class SpillFile;

/// Whether the document already shows what a command does when the command is made: a gesture previews, so
/// its command arrives done.
enum class EditState { ToDo, Done };

/// What was selected at some time.
struct SelectionState {
  BoxId box = BoxId::None;
  MeasurementId measurement = MeasurementId::None;
  MaskId mask = MaskId::None;
  Label segment = 0;

  static SelectionState of(const Selection& selection) {
    return {selection.box(), selection.measurement(), selection.mask(), selection.segment()};
  }
};

/// One undoable edit of a case. Undo selects the lesion that was selected before it, redo the one after it,
/// so that the next stroke goes where the person expects it.
class EditCommand : public QUndoCommand {
 public:
  /// What is selected now counts as what was selected before the edit.
  EditCommand(ToolContext context, const QString& text, EditState state)
      : QUndoCommand(text),
        context_(context),
        done_(state == EditState::Done),
        before_(SelectionState::of(context.selection)) {
    if (done_) after_ = before_;
  }
  /// For a gesture that selected something on its way.
  void setSelectionBefore(const SelectionState& before) { before_ = before; }

  void redo() final;
  void undo() final;

  /// Bytes of memory that the command holds, for the budget of the undo history.
  virtual std::size_t byteCount() const = 0;
  /// Moves what takes memory into the file; undo and redo work as before. Returns the bytes freed.
  virtual std::size_t spill(const std::shared_ptr<SpillFile>&) const { return 0; }

 protected:
  /// At every signal that they cause, the selection must refer only to things that exist.
  virtual void apply() = 0;
  virtual void revert() = 0;

  ToolContext context_;

 private:
  void select(const SelectionState& state);

  bool done_;
  SelectionState before_;
  std::optional<SelectionState> after_;  ///< once it was done
};

/// Bytes of memory that all edits of a history hold, undone ones and those inside macros included. Voxel
/// edits are packed run-length deltas at 4 to 7 bytes a run: the largest brush ball on 0.7 mm voxels costs
/// 0.1 MB, an ordinary stroke some kilobytes. See UndoBudget for what bounds it.
std::size_t undoByteCount(const QUndoStack& stack);

/// A person's text as it goes into a menu: one line, not longer than a menu can show.
QString menuName(const QString& text);

}  // namespace uptake
