#pragma once

#include <functional>

class QWidget;

namespace uptake {

class ActionTable;
class Session;

/// Adds saving as new, the annotation folder, what files say about the patient, and the export without it
/// (ids "file.saveAsNew", "file.folder", "file.privacy", "file.exportWithoutPatient"). `endGesture` is called
/// before anything is written.
void addSaveActions(ActionTable& actions, Session& session, QWidget& window,
                    std::function<void()> endGesture);

}  // namespace uptake
