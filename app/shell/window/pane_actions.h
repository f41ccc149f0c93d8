#pragma once

#include <QList>

class QMainWindow;
class QWidget;

namespace uptake {

class ActionTable;

/// Adds what takes the keyboard from one part of the window to the next (F6) and back. `panes` in their
/// order; hidden ones are passed over.
void addPaneActions(ActionTable& actions, const QList<QWidget*>& panes, QMainWindow& window);

}  // namespace uptake
