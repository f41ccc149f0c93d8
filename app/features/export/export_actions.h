#pragma once

class QWidget;

namespace uptake {

class ActionTable;
class CaseController;
class ViewArea;

/// Adds "Export picture…" and "Export scroll-through…".
void addExportActions(ActionTable& actions, CaseController& cases, ViewArea& views, QWidget& window);

}  // namespace uptake
