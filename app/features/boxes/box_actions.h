#pragma once

#include "core/document/case_document.h"

class QMenu;
class QWidget;

namespace uptake {

class ActionTable;
class Session;
class ClassSchemes;
class ToolController;
class ViewArea;
class ViewState;

/// What the actions for boxes work with.
struct BoxActionsContext {
  ActionTable& actions;
  Session& session;
  ToolController& tools;
  ViewState& state;
  ClassSchemes& schemes;
  QWidget& window;
  ViewArea& views;
};

/// Everything about boxes that is done from a menu or by a key (ids "box.…"), but copying and deleting one
/// (edit.copyNext, edit.copyPrevious, edit.delete). All of it is about the selected box or its lesion.
void addBoxActions(const BoxActionsContext& context);

/// The parts of addBoxActions(): classes by key, the lesions that one can be joined with, and conversion from
/// and to masks.
void addClassActions(const BoxActionsContext& context);
void addJoinMenu(const BoxActionsContext& context);
void addBoxMaskActions(const BoxActionsContext& context);

/// A right click on a box selects it and shows the menu there.
void showBoxMenuIn(ViewArea& views, Session& session, QMenu& menu);

}  // namespace uptake
