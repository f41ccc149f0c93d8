#pragma once

#include "app/shell/tools/tool_controller.h"
#include "viewer/state/view_state.h"

#include <QObject>

#include <vector>

class QAction;
class QDockWidget;
class QMenu;
class QToolBar;

namespace uptake {

class ActionTable;
class Session;
class MainWindow;
class SliceTablePanel;

/// The window while a table of slices is open: its list is shown, and all that needs millimetres, a place in
/// the patient, neighbouring slices or a patient is put away, its keys too.
class SliceTableMode : public QObject {
  Q_OBJECT

 public:
  struct Context {
    ActionTable& actions;
    Session& session;
    ViewState& state;
    ToolController& tools;
    MainWindow& window;
  };

  /// Made before menus are, whose actions it adds to.
  explicit SliceTableMode(const Context& context);

 private:
  void addActions();
  void follow();
  void enter();
  void leave();
  void putAway(QAction* action);
  void putAwayEmpty(QMenu& menu);
  void putAwayDoubleLines(QToolBar& bar);

  Context context_;
  SliceTablePanel* panel_;
  QDockWidget* dock_;
  bool isOn_ = false;
  std::vector<QAction*> putAway_;  ///< were visible before
  std::vector<QDockWidget*> closed_;
  BrushShape shape_ = BrushShape::Disc;
  Window window_;
};

}  // namespace uptake
