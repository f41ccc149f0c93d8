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

/// Draws the boxes that lie on slices of other series at the same place as stored slice `k`: dotted outlines
/// and what they are on, nothing to take hold of. Only where the place is exact: one frame of reference,
/// slices parallel and in one plane, rows along rows or columns; see isSameSlice().
void paintBoxesElsewhere(QPainter& painter, const CaseDocument& document, const Volume& image, int k,
                         const LabelScheme& scheme, const SliceGeometry& geometry);

/// Whether slice `k` of a stack lies in the plane of slice `ofImage` of an image, row along row or column:
/// then rectangles of one are rectangles of the other.
bool isSameSlice(const ImageStack& stack, int k, const Volume& image, int ofImage);

/// Draws the predicted boxes of stored slice `k`: dashed, name and score below them.
void paintPredictedBoxes(QPainter& painter, const CaseDocument& document, const Volume& image, int k,
                         const LabelScheme& scheme, const SliceGeometry& geometry);

}  // namespace uptake
