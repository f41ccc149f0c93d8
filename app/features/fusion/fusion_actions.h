#pragma once

class QWidget;

namespace uptake {

class ActionTable;
class ViewState;

/// Adds what fused views can do ("fusion."): the palette, blending, checkerboard or a dividing line, and the
/// value below which PET is clear.
void addFusionActions(ActionTable& actions, ViewState& state, QWidget& window);

}  // namespace uptake
