#pragma once

class QWidget;

namespace uptake {

class ActionTable;
class Session;
class ViewState;

/// What lesion and mask actions work with.
struct LesionActionsContext {
  ActionTable& actions;
  Session& session;
  const ViewState& state;  ///< whose crosshair says which part of a lesion is meant
  QWidget& window;
};

/// Operations on the selected lesion (ids "lesion.…"): see LesionEditor.
void addLesionActions(const LesionActionsContext& context);
/// What concerns whole masks (ids "mask.…"): shown, locked, opacity, colour, lungs.
void addMaskActions(const LesionActionsContext& context);

}  // namespace uptake
