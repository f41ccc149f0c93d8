#pragma once

class QMainWindow;

namespace uptake {

class ActionTable;
class CaseController;
class ViewState;

/// Adds the table of lesions, hidden at first, below the views, and the action that shows it (id
/// "view.lesionTable").
void addLesionTableDock(ActionTable& actions, CaseController& cases, ViewState& state, QMainWindow& window);

}  // namespace uptake
