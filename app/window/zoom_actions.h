#pragma once

#include <functional>

class QWidget;

namespace uptake {

class ActionTable;
class CaseController;
class SliceView;

/// Adds "one image pixel a screen pixel" and "zoom to the lesion" ("view."). `view` gives the view that keys
/// mean now, or null.
void addZoomActions(ActionTable& actions, CaseController& cases, std::function<SliceView*()> view,
                    QWidget& window);

}  // namespace uptake
