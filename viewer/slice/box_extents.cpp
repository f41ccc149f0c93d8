#include "viewer/slice/box_extents.h"

#include "viewer/slice/plane_cut.h"
#include "viewer/slice/stored_slice.h"

#include <QPainter>

#include <algorithm>
#include <cmath>
#include <optional>

namespace uptake {

namespace {

/// The stack whose slices an image shows, or -1.
int stackOf(const CaseDocument& document, const Volume& image) {
  for (const SliceSource& slice : image.source().slices)
    if (const auto place = document.imageStacks().find(slice.sopInstanceUid)) return place->stack;
  return -1;
}

/// The block of voxels around a lesion's shown boxes, or around those of them that hold column `n` (axis 0)
/// or row `n` (axis 1).
IndexBox blockOf(const CaseDocument& document, const BoxLesion& lesion, std::optional<int> axis, int n) {
  IndexBox block;
  for (const BoxId id : lesion.boxes) {
    const Box& box = *document.box(id);
    if (document.isBoxHidden(id)) continue;
    const auto place = document.imageStacks().find(box.sopInstanceUid);
    const IndexBox layer{{box.rect.xmin, box.rect.ymin, place->slice},
                         {box.rect.xmax, box.rect.ymax, place->slice}};
    if (axis && (n < layer.first[*axis] || n > layer.last[*axis])) continue;
    block = block.united(layer);
  }
  return block;
}

/// The rectangle of a block at a position along axis 0 or 1.
QPolygonF crossSection(const IndexBox& block, int axis, double at, const ImageGrid& grid,
                       const SliceGeometry& geometry) {
  const int across = 1 - axis;
  const auto corner = [&](double inSlice, double k) {
    Eigen::Vector3d index;
    index[axis] = at;
    index[across] = inSlice;
    index.z() = k;
    return geometry.toPixel(grid.toPatient(index));
  };
  const double first = block.first[across] - 0.5;
  const double last = block.last[across] + 0.5;
  const double from = block.first.z() - 0.5;
  const double to = block.last.z() + 0.5;
  return {{corner(first, from), corner(last, from), corner(last, to), corner(first, to)}};
}

}  // namespace

std::vector<BoxExtent> boxExtents(const CaseDocument& document, const Volume& image,
                                  const SliceGeometry& geometry) {
  std::vector<BoxExtent> extents;
  const ImageGrid& grid = image.grid();
  const SlicePlane& plane = geometry.plane();
  const auto layer = storedSliceAt(grid, plane.normal(), plane.origin);
  if (layer && layer->axis == 2) return extents;
  const int stack = stackOf(document, image);
  if (stack < 0) return extents;
  const double at = layer ? grid.toIndex(plane.origin)[layer->axis] : 0.0;
  for (const BoxLesion& lesion : document.boxLesions()) {
    if (lesion.stack != stack) continue;
    const IndexBox block = blockOf(document, lesion, layer ? std::optional(layer->axis) : std::nullopt,
                                   static_cast<int>(std::floor(std::clamp(at, -1e6, 1e6) + 0.5)));
    if (block.isEmpty()) continue;
    QPolygonF outline;
    if (layer)
      outline = crossSection(block, layer->axis, at, grid, geometry);
    else
      for (const Point& point : cutByPlane(grid, block, plane)) outline.append(geometry.toPixel(point));
    if (!outline.isEmpty()) extents.push_back({&lesion, outline});
  }
  return extents;
}

void paintBoxExtents(QPainter& painter, const CaseDocument& document, BoxId selected, const Volume& image,
                     const LabelScheme& scheme, const SliceGeometry& geometry) {
  for (const BoxExtent& extent : boxExtents(document, image, geometry)) {
    const Rgb rgb = scheme.colour(extent.lesion->className);
    const bool isSelected = selected != BoxId::None &&
                            std::ranges::find(extent.lesion->boxes, selected) != extent.lesion->boxes.end();
    // Quieter than a box: nothing here can be taken hold of.
    painter.setPen(
        QPen(QColor(0, 0, 0, 110), isSelected ? 3.0 : 2.0, Qt::SolidLine, Qt::SquareCap, Qt::MiterJoin));
    painter.drawPolygon(extent.outline);
    painter.setPen(QPen(QColor(rgb.red, rgb.green, rgb.blue, isSelected ? 255 : 190), 1.0, Qt::SolidLine,
                        Qt::SquareCap, Qt::MiterJoin));
    painter.drawPolygon(extent.outline);
  }
}

}  // namespace uptake
