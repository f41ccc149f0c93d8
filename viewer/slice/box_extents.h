#pragma once

#include "core/box/label_scheme.h"
#include "core/document/case_document.h"
#include "viewer/slice/slice_geometry.h"

#include <QPolygonF>

#include <vector>

class QPainter;

namespace uptake {

/// A lesion of boxes as a plane that runs through its slices shows it.
struct BoxExtent {
  const BoxLesion* lesion = nullptr;  ///< of the document, until its boxes change
  QPolygonF outline;                  ///< in widget pixels
};

/// The lesions of an image's boxes that a plane cuts, where it is not parallel to the image's slices. Along a
/// row or column of pixels: the rectangle around all boxes that hold that row or column there, from half a
/// voxel before their first slice to half a voxel behind their last, and along the outer edges of their
/// border pixels. In an oblique plane: where it cuts the block of voxels around the lesion. Hidden boxes are
/// left out.
std::vector<BoxExtent> boxExtents(const CaseDocument& document, const Volume& image,
                                  const SliceGeometry& geometry);

/// Draws them in the colours of their classes, that of the selected box a little stronger.
void paintBoxExtents(QPainter& painter, const CaseDocument& document, BoxId selected, const Volume& image,
                     const LabelScheme& scheme, const SliceGeometry& geometry);

}  // namespace uptake
