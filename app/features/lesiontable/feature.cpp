#include "app/features/lesiontable/feature.h"

#include "app/features/lesiontable/lesion_table_dock.h"
#include "app/shell/window/main_window.h"

namespace uptake {

void addLesionTable(MainWindow& window) {
  addLesionTableDock(window.actions(), window.session(), window.viewState(), window);
}

}  // namespace uptake
