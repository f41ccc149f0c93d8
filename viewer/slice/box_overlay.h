#pragma once

#include "core/box/label_scheme.h"
#include "core/document/case_document.h"
#include "viewer/slice/slice_geometry.h"

#include <QPolygonF>

class QPainter;

namespace uptake {

/// The outline of a box on stored slice `k`, along the outer edges of its border pixels, in widget pixels.
QPolygonF boxOutline(const PixelRect& rect, const ImageGrid& grid, int k, const SliceGeometry& geometry);

/// Draws the boxes of stored slice `k` of an image that are not hidden: outline and name in the colour of the
/// class, handles on the selected one.
void paintBoxes(QPainter& painter, const CaseDocument& document, BoxId selected, const Volume& image, int k,
                const LabelScheme& scheme, const SliceGeometry& geometry);

/// Draws the predicted boxes of stored slice `k`: dashed, name and score below them.
void paintPredictedBoxes(QPainter& painter, const CaseDocument& document, const Volume& image, int k,
                         const LabelScheme& scheme, const SliceGeometry& geometry);

}  // namespace uptake
