#include "app/features/export/feature.h"

#include "app/features/export/export_actions.h"
#include "app/shell/window/main_window.h"

namespace uptake {

void addExport(MainWindow& window) {
  addExportActions(window.actions(), window.session(), window.views(), window);
}

}  // namespace uptake
