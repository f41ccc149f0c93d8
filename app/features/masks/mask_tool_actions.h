#pragma once

class QActionGroup;
class QWidget;

namespace uptake {

class ActionTable;
class ToolController;

/// Adds the tools that draw masks by value or outline (tool.thresholdBrush, tool.lasso, tool.grow,
/// tool.hotSpot, tool.thresholdBox) to the actions and to `group`, the tools among which one is chosen; and
/// tool.finish, which closes a polygon.
void addMaskToolActions(ActionTable& actions, ToolController& tools, QWidget& window, QActionGroup& group);

}  // namespace uptake
