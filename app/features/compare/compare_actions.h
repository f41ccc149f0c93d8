#pragma once

class QMainWindow;

namespace uptake {

class ActionTable;
class PredictionComparison;
class ToolController;
class ViewArea;

/// What is done about a model's prediction (ids "compare.…"), and the panel of the comparison, hidden until
/// it is asked for.
void addCompareActions(ActionTable& actions, PredictionComparison& board, ToolController& tools,
                       ViewArea& views, QMainWindow& window);

}  // namespace uptake
