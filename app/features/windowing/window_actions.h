#pragma once

#include "viewer/state/view_state.h"

#include <functional>

class QWidget;

namespace uptake {

class ActionTable;
class Session;
class UserWindows;
class ViewArea;

/// The CT window that is seen, which may be one view's own.
struct CtWindowAccess {
  std::function<Window()> get;
  std::function<void(const Window&)> set;
};

/// A person's own CT windows (keys 7, 8, 9 and others that are chosen), and the dialog that names them.
void addUserWindowActions(ActionTable& actions, UserWindows& windows, const CtWindowAccess& ct,
                          QWidget& window);

/// The window from a region: the selected box, else a disc about the pointer.
void addAutoWindowAction(ActionTable& actions, ViewArea& views, ViewState& state, Session& session,
                         const std::function<void(const Window&)>& setCtWindow, QWidget& window);

}  // namespace uptake
