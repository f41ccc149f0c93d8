#pragma once

class QWidget;

namespace uptake {

class ActionTable;
class CaseController;

/// Adds "Import mask…" and "Export mask…" to the actions; they ask `window`'s person for the file.
void addMaskFileActions(ActionTable& actions, CaseController& cases, QWidget& window);

}  // namespace uptake
