#include "app/features/history/feature.h"

#include "app/features/history/history_dock.h"
#include "app/shell/window/main_window.h"

namespace uptake {

void addHistory(MainWindow& window) {
  addHistoryDock(window.actions(), window.session().openCase().undoStack(), window);
}

}  // namespace uptake
