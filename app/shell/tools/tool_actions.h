#pragma once

#include "app/shell/actions/action_table.h"
#include "app/shell/tools/tool_controller.h"

namespace uptake {

class MainWindow;

/// The tools for windows, boxes and brushes, and what holds for all tools (ids "tool.…").
void addToolActions(MainWindow& window);

/// Adds what takes a tool into the hand, as one of MainWindow::toolActions(). Its section is "Tools".
QAction* addTool(MainWindow& window, ToolKind kind, ActionData data);

}  // namespace uptake
