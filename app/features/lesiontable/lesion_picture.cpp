#include "app/features/lesiontable/lesion_picture.h"

#include "viewer/overlay/overlay_items.h"
#include "viewer/render/plane_labels.h"
#include "viewer/render/raster/raster_renderer.h"
#include "viewer/slice/mask_outline.h"
#include "viewer/slice/slice_scene.h"

#include <QPainter>

#include <algorithm>

namespace uptake {

namespace {

/// At least so much is seen around a lesion.
constexpr double kLeastFieldMm = 80.0;

SliceContent contentOf(const CaseDocument& document) {
  if (!document.pet()) return SliceContent::Ct;
  return document.ct() ? SliceContent::Fused : SliceContent::Pet;
}

void paintMask(QPainter& painter, const MaskLayer& mask, const SliceGeometry& geometry, const QImage& image,
               bool smooth) {
  PlaneLabels labels;
  if (!labels.update(mask.labels, ScreenPlane(geometry, image.devicePixelRatio(), image.size()))) return;
  paintMaskOutlines(painter, mask, labels, smooth ? smoothOutlines(labels) : edgeOutlines(labels), geometry);
}

void paintBoxes(QPainter& painter, const CaseDocument& document, int stack, const SliceGeometry& geometry,
                const LabelScheme& scheme) {
  for (const auto& [id, box] : document.boxes()) {
    const auto place = document.imageStacks().find(box.sopInstanceUid);
    if (!place || place->stack != stack) continue;
    const ImageGrid& grid = document.imageStacks().at(*place).grid;
    const double k = place->slice;
    const Point middle = grid.toPatient({double(box.rect.xmin), double(box.rect.ymin), k});
    if (std::abs(geometry.plane().distance(middle)) > grid.spacing().z() / 2.0) continue;
    const Rgb colour = scheme.colour(box.className);
    painter.setPen(QPen(QColor(colour.red, colour.green, colour.blue), 1.5));
    QPolygonF outline;
    for (const auto& [x, y] : {std::pair{box.rect.xmin - 0.5, box.rect.ymin - 0.5},
                               std::pair{box.rect.xmax + 0.5, box.rect.ymin - 0.5},
                               std::pair{box.rect.xmax + 0.5, box.rect.ymax + 0.5},
                               std::pair{box.rect.xmin - 0.5, box.rect.ymax + 0.5}})
      outline.append(geometry.toPixel(grid.toPatient({x, y, k})));
    painter.drawPolygon(outline);
  }
}

}  // namespace

QImage lesionPicture(const CaseDocument& document, const ViewState& state, const LesionSource& source,
                     const LesionShape& shape, int ratio) {
  const QSizeF size(kLesionPictureSide, kLesionPictureSide);
  const double field = std::max(kLeastFieldMm, 2.0 * shape.extentMm.head<2>().maxCoeff());
  const SlicePlane plane = standardPlane(PlaneOrientation::Axial, shape.place);
  const SliceGeometry geometry(plane, shape.place, field / kLesionPictureSide, size);
  QImage image((size * ratio).toSize(), QImage::Format_RGB32);
  image.setDevicePixelRatio(ratio);

  // The views' windows and colours, but never a slab, a hidden PET or another way to lay PET on CT: the
  // picture is of the section that it says.
  ViewState shown;
  shown.setCtWindow(state.ctWindow());
  shown.setPetWindow(state.petWindow());
  shown.setPetThreshold(state.petThreshold());
  shown.setFusion(state.fusion());
  shown.setFusionPalette(state.fusionPalette());
  shown.setSmoothImages(state.smoothImages());
  SliceDisplay display;
  display.onlyMask = MaskId::None;  // outlines alone: the uptake in them must be seen
  SliceScene scene(document);
  const SliceContent content = contentOf(document);
  RasterRenderer renderer;
  // It never fails.
  (void)renderer.paint(scene.plan(image.size(), ratio, content, shown, display, geometry), image,
                       image.rect());

  QPainter painter(&image);
  useOverlayFont(painter);
  const QRectF light = content == SliceContent::Pet ? QRectF(QPointF(), size) : QRectF();
  if (const MaskLayer* mask = document.mask(source.mask))
    paintMask(painter, *mask, geometry, image, state.smoothOutlines());
  else
    paintBoxes(painter, document, source.stack, geometry, state.labelScheme());
  drawEdgeLetters(painter, size, edgeLetters(plane), light);
  drawScaleBar(painter, size, geometry.mmPerPixel(), light);
  painter.end();
  image.setDevicePixelRatio(1.0);
  return image;
}

}  // namespace uptake
