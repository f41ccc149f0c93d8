#pragma once

class QActionGroup;
class QToolButton;
class QWidget;

namespace uptake {

class ActionTable;
class ToolController;

/// Adds the measuring tools (tool.distance, tool.angle, tool.ellipse, tool.sphere) to the actions, and to
/// `group`, the tools among which one is chosen.
void addMeasureActions(ActionTable& actions, ToolController& tools, QWidget& window, QActionGroup& group);

/// The tool bar's button: a menu of the measuring tools that shows the one in use.
QToolButton* makeMeasureButton(ActionTable& actions, ToolController& tools);

}  // namespace uptake
