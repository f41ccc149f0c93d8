#pragma once

#include "core/mask/mask_layer.h"
#include "viewer/render/plane_labels.h"
#include "viewer/slice/slice_geometry.h"

#include <QLineF>
#include <QPolygonF>
#include <QRectF>

#include <optional>
#include <set>
#include <vector>

class QPainter;

namespace uptake {

/// The border of one segment where a plane shows it, in the columns and rows of the lattice (whole numbers
/// are middles of cells): along the edges of its cells, or as closed curves.
struct LabelOutline {
  Label label = 0;
  std::vector<QLineF> edges;
  std::vector<QPolygonF> curves;
  QRectF extent;  ///< of its cells
};

/// Along the edges of the voxels. A border between two segments belongs to the one that is right of or below
/// it. Hidden segments have none, and are background to the others.
std::vector<LabelOutline> edgeOutlines(const PlaneLabels& labels, const std::set<Label>& hidden = {});

/// Marching squares half-way between voxels, the polygon smoothed without shrinking it
/// (Taubin, A signal processing approach to fair surface design, SIGGRAPH 1995).
std::vector<LabelOutline> smoothOutlines(const PlaneLabels& labels, const std::set<Label>& hidden = {});

/// Draws them one pixel wide in the segments' colours, or all in one, so that a border shows however faint
/// the fill.
void paintMaskOutlines(QPainter& painter, const MaskLayer& mask, const PlaneLabels& labels,
                       const std::vector<LabelOutline>& outlines, const SliceGeometry& geometry,
                       const std::optional<Rgb>& colour = std::nullopt);

/// Where the names of segments stand beside them in the painter's font, each as if it were alone; those of no
/// name, or out of view, have no place.
struct MaskNamePlace {
  const Segment* segment;
  QRectF area;  ///< widget pixels
};
std::vector<MaskNamePlace> maskNamePlaces(const QPainter& painter, const MaskLayer& mask,
                                          const PlaneLabels& labels,
                                          const std::vector<LabelOutline>& outlines,
                                          const SliceGeometry& geometry);

}  // namespace uptake
