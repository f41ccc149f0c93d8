#pragma once

class QWidget;

namespace uptake {

class ActionTable;
class ViewArea;

/// What the MIP can do ("view.mip."): turn, by itself too, and leave out parts.
void addMipActions(ActionTable& actions, ViewArea& views, QWidget& window);

}  // namespace uptake
