#pragma once

namespace uptake {

class MainWindow;

/// Adds the tools that draw masks by value or outline (tool.thresholdBrush, tool.lasso, tool.grow,
/// tool.hotSpot, tool.thresholdBox), and tool.finish, which closes a polygon.
void addMaskToolActions(MainWindow& window);

}  // namespace uptake
