#pragma once

class QMainWindow;
class QUndoStack;

namespace uptake {

class ActionTable;

/// Adds the list of undo steps, hidden at first, to jump in, and the action that shows it (id
/// "edit.history"). The step that lies on disk carries a mark.
void addHistoryDock(ActionTable& actions, QUndoStack& stack, QMainWindow& window);

}  // namespace uptake
