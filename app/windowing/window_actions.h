#pragma once

class QWidget;

namespace uptake {

class ActionTable;
class CaseController;
class UserWindows;
class ViewArea;
class ViewState;

/// A person's own CT windows (keys 7, 8, 9 and others that are chosen), and the dialog that names them.
void addUserWindowActions(ActionTable& actions, UserWindows& windows, ViewState& state, QWidget& window);

/// The window from a region: the selected box, else a disc about the pointer.
void addAutoWindowAction(ActionTable& actions, ViewArea& views, ViewState& state, CaseController& cases,
                         QWidget& window);

}  // namespace uptake
