#pragma once

class QWidget;

namespace uptake {

class ActionTable;
class Session;
class ViewArea;

/// Adds "Export picture…" and "Export scroll-through…".
void addExportActions(ActionTable& actions, Session& session, ViewArea& views, QWidget& window);

}  // namespace uptake
