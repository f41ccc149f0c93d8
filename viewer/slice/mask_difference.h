#pragma once

#include "core/mask/mask_layer.h"
#include "viewer/slice/slice_geometry.h"

#include <QImage>

class QPainter;

namespace uptake {

/// What two masks say of a place: labelled (with any label) in both, or in one of them alone.
enum class MaskAgreement { Both, OnlyFirst, OnlySecond };

/// Told apart by people who see few colours, too, and on hot colour maps.
Rgb agreementColour(MaskAgreement agreement);

/// Where two masks agree and differ in a plane, one pixel of `pixels` a sample at its middle, nearest voxel
/// of each mask's own grid (the grids may differ); transparent where neither has a label. Null masks are
/// empty.
QImage maskDifference(const LabelMap* first, const LabelMap* second, const SliceGeometry& geometry,
                      const QSize& pixels);

/// Draws it over the whole view.
void paintMaskDifference(QPainter& painter, const MaskLayer* first, const MaskLayer* second,
                         const SliceGeometry& geometry, double opacity);

}  // namespace uptake
