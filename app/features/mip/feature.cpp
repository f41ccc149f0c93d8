#include "app/features/mip/feature.h"

#include "app/features/mip/mip_actions.h"
#include "app/shell/window/main_window.h"

namespace uptake {

void addMip(MainWindow& window) {
  addMipActions(window.actions(), window.views(), window);
}

}  // namespace uptake
