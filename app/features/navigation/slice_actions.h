#pragma once

class QWidget;

namespace uptake {

class ActionTable;
class ViewState;

/// Adds how slices are cut and drawn ("slice."): straight planes, interpolation, slabs, smooth outlines and
/// names of lesions.
void addSliceActions(ActionTable& actions, ViewState& state, QWidget& window);

}  // namespace uptake
