#pragma once

class QMainWindow;

namespace uptake {

class ActionTable;
class Session;
class ViewState;

/// Adds the table of lesions, hidden at first, below the views, and the action that shows it (id
/// "view.lesionTable").
void addLesionTableDock(ActionTable& actions, Session& session, ViewState& state, QMainWindow& window);

}  // namespace uptake
