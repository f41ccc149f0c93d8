#pragma once

namespace uptake {

class MainWindow;

/// Undo, redo, and removing what is selected (ids "edit.…").
void addEditActions(MainWindow& window);

}  // namespace uptake
