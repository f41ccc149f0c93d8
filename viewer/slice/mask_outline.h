#pragma once

#include "core/mask/mask_layer.h"
#include "viewer/slice/slice_geometry.h"

#include <QLineF>

#include <map>
#include <vector>

class QPainter;

namespace uptake {

/// The borders of a mask's segments where a plane shows them, along the edges of the voxels, in widget
/// pixels, by label. Empty when the plane misses the mask's grid or lies oblique to it.
std::map<Label, std::vector<QLineF>> maskOutline(const LabelMap& labels, const SliceGeometry& geometry);

/// Draws them one screen pixel wide in the segments' colours, so that a border shows however faint the fill.
void paintMaskOutline(QPainter& painter, const MaskLayer& mask, const SliceGeometry& geometry);

}  // namespace uptake
