#pragma once

class QMainWindow;

namespace uptake {

class ActionTable;
class CompareBoard;
class ToolController;
class ViewArea;

/// What is done about a model's prediction (ids "compare.…"), and the panel of the comparison, hidden until
/// it is asked for.
void addCompareActions(ActionTable& actions, CompareBoard& board, ToolController& tools, ViewArea& views,
                       QMainWindow& window);

}  // namespace uptake
