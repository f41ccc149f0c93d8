#include "app/features/slicetable/feature.h"

#include "app/features/slicetable/slice_table_mode.h"
#include "app/shell/window/main_window.h"

namespace uptake {

void addSliceTables(MainWindow& window) {
  new SliceTableMode({window.actions(), window.session(), window.viewState(), window.tools(), window});
}

}  // namespace uptake
