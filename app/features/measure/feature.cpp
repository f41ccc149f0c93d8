#include "app/features/measure/feature.h"

#include "app/features/measure/measure_actions.h"
#include "app/features/measure/measurement_list.h"
#include "app/features/measure/measurement_values.h"
#include "app/shell/window/main_window.h"

#include <QToolButton>

namespace uptake {

void addMeasuring(MainWindow& window) {
  Session& session = window.session();
  new MeasurementValues(session, window.viewState(), &window);
  window.annotationPanel().addList(new MeasurementList(session, window.viewState()), 2);
  addMeasureActions(window);
  window.actions().placeWidget(makeMeasureButton(window.actions(), window.tools()), {"bar", 4},
                               Need::PixelSize);
}

}  // namespace uptake
