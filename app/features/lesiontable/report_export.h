#pragma once

#include "app/features/lesiontable/report_content.h"
#include "app/features/lesiontable/report_dialog.h"

#include <functional>

namespace uptake {

class Session;
class LesionPanel;
class ViewState;

/// Asks how and where, and writes a report of the lesions that a table shows. What the table is of must not
/// change on the way: a window-modal progress stands in front of it.
void exportReport(LesionPanel& table, Session& session, const ViewState& state);

/// The same without asking; `done` gets the file, or why there is none.
void writeReport(LesionPanel& table, Session& session, const ViewState& state, ReportForm form,
                 bool namesPatient, const QString& file, std::function<void(Result<QString>)> done);

}  // namespace uptake
