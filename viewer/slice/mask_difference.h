#pragma once

#include "core/mask/mask_layer.h"
#include "viewer/slice/slice_geometry.h"

#include <QImage>

class QPainter;

namespace uptake {

/// What two masks say of a place: labelled (with any label) in both, or in one of them alone.
enum class AgreementKind { Both, OnlyFirst, OnlySecond };

/// Told apart by people who do not see red or green, too (CIE 1976 differences of 30 and more in the
/// simulations of Machado et al., A physiologically-based model for simulation of color vision deficiency,
/// 2009), and on grey and hot colour maps.
Rgb agreementColour(AgreementKind kind);

/// Where two masks agree and differ in a plane, one pixel of `pixels` a sample at its middle, nearest voxel
/// of each mask's own grid (the grids may differ); transparent where neither has a label. Null masks are
/// empty.
QImage maskDifference(const LabelMap* first, const LabelMap* second, const SliceGeometry& geometry,
                      const QSize& pixels);

/// Draws it over the whole view.
void paintMaskDifference(QPainter& painter, const MaskLayer* first, const MaskLayer* second,
                         const SliceGeometry& geometry, double opacity);

}  // namespace uptake
