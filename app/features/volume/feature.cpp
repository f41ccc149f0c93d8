#include "app/features/volume/feature.h"

#include "app/features/volume/box_actions.h"
#include "app/features/volume/volume_actions.h"
#include "app/features/volume/volume_export_actions.h"
#include "app/shell/window/main_window.h"

namespace uptake {

void addVolume(MainWindow& window) {
  addVolumeActions(window.actions(), window.views(), window);
  addVolumeBoxActions(window);
  addVolumeExportActions(window);
}

}  // namespace uptake
