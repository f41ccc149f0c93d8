#pragma once

#include "app/shell/views/seen_place.h"

#include <optional>

class QWidget;

namespace uptake {

class ActionTable;
class Session;
class ViewArea;

/// Where the selected box, or else the selected lesion of a mask, lies.
std::optional<SeenPlace> selectedPlace(Session& session);

/// Adds "one image pixel a screen pixel" and "zoom to the lesion" ("view."), in the view that keys mean now.
void addZoomActions(ActionTable& actions, Session& session, ViewArea& views, QWidget& window);

}  // namespace uptake
