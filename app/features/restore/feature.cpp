#include "app/features/restore/feature.h"

#include "app/features/restore/restore_work.h"
#include "app/shell/window/main_window.h"

namespace uptake {

void addRestoring(MainWindow& window) {
  auto* restore = new RestoreWork(
      window.session(), [&window](const QStringList& paths) { return window.openPaths(paths); }, window);
  restore->addAction(window.actions());
  window.addStartOffer([restore] { return restore->offer(); });
}

}  // namespace uptake
