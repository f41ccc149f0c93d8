#pragma once

#include "app/shell/tools/tool_controller.h"
#include "viewer/state/view_state.h"

#include <QObject>

#include <vector>

class QDockWidget;

namespace uptake {

class ActionTable;
class Session;
class MainWindow;
class SliceTablePanel;

/// The window while a table of slices is open: its list is shown, docks and tools that are not for tables go,
/// and the CT window is that of lungs. What actions there are follows from what they need.
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

  explicit SliceTableMode(const Context& context);

 private:
  void addActions();
  void follow();
  void enter();
  void leave();

  Context context_;
  SliceTablePanel* panel_;
  QDockWidget* dock_;
  bool isOn_ = false;
  std::vector<QDockWidget*> closed_;
  BrushShape shape_ = BrushShape::Disc;
  Window window_;
};

}  // namespace uptake
