#pragma once

class QAction;
class QWidget;

namespace uptake {

class ActionTable;
class ViewArea;

/// Adds the layouts (ids "view.layout.…"), what divides and maximises views and what goes from one to the
/// next. A layout that cannot be shown is disabled, with the reason in its tool tip.
void addLayoutActions(ActionTable& actions, ViewArea& views, QWidget& window);

/// The action of the layout that is shown.
QAction* shownLayoutAction(const ActionTable& actions, const ViewArea& views);

}  // namespace uptake
