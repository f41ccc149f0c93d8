#pragma once

class QWidget;

namespace uptake {

class ActionTable;
class ViewArea;

/// Actions, menu "3-D": the pane, what it shows, and the six sides.
void addVolumeActions(ActionTable& actions, ViewArea& views, QWidget& window);

}  // namespace uptake
