#pragma once

class QWidget;

namespace uptake {

class ActionTable;
class Session;

/// The report of all cases of what is open against a folder of predictions (id "compare.report").
void addReportAction(ActionTable& actions, Session& session, QWidget& window);

}  // namespace uptake
