#pragma once

namespace uptake {

class MainWindow;

/// The tools for windows, boxes and brushes, and what holds for all tools (ids "tool.…").
void addToolActions(MainWindow& window);

}  // namespace uptake
