#pragma once

class QToolButton;

namespace uptake {

class ActionTable;
class MainWindow;
class ToolController;

/// Adds the measuring tools: tool.distance, tool.angle, tool.ellipse, tool.sphere.
void addMeasureActions(MainWindow& window);

/// The tool bar's button: a menu of the measuring tools that shows the one in use.
QToolButton* makeMeasureButton(ActionTable& actions, ToolController& tools);

}  // namespace uptake
