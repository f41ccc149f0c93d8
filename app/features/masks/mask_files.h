#pragma once

class QWidget;

namespace uptake {

class ActionTable;
class Session;

/// Adds "Import mask…", "Import boxes…" and "Export mask…" to the actions; they ask `window`'s person for the
/// files.
void addMaskFileActions(ActionTable& actions, Session& session, QWidget& window);

}  // namespace uptake
