#include "viewer/overlay/overlay_items.h"
#include "viewer/overlay/value_text.h"
#include "viewer/volume/volume_view_p.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

// What is painted over the pictures of a three-dimensional view.
namespace uptake {

namespace {

constexpr double kShortAxis = 0.12;  // of an axis seen from its end; less has no direction
constexpr double kHandle = 4.5;      // px
const QColor kBoxColour(120, 190, 235);

QString presetText(CtPreset preset) {
  switch (preset) {
    case CtPreset::None:
      return {};
    case CtPreset::Bone:
      return VolumeView::tr("CT bone");
    case CtPreset::Lung:
      return VolumeView::tr("CT lung vessels and airways");
    case CtPreset::SoftTissue:
      return VolumeView::tr("CT soft tissue");
    case CtPreset::Skin:
      return VolumeView::tr("CT skin");
  }
  return {};
}

Point cornerOf(const VolumeBox& box, int corner) {
  Point at;
  for (int axis = 0; axis < 3; ++axis)
    at[axis] = ((corner >> axis) & 1) != 0 ? box.high[axis] : box.low[axis];
  return at;
}

}  // namespace

SliceGeometry VolumeView::Private::geometryOf(const VolumeCamera& camera, double pixelRatio) const {
  const SlicePlane plane{camera.centre, camera.right, camera.down};
  return {plane, camera.centre, camera.mmPerPixel * pixelRatio, QSizeF(camera.size) / pixelRatio};
}

/// Of the picture that is shown: what is painted over it lies where it does.
SliceGeometry VolumeView::Private::geometry() const {
  return geometryOf(frame ? frame->camera : camera(), host->devicePixelRatioF());
}

void VolumeView::Private::paintPicture(QImage& image) const {
  if (frame && frame->image.size() == image.size()) {
    const double ratio = image.devicePixelRatio();
    image = frame->image;
    image.setDevicePixelRatio(ratio);
    return;
  }
  image.fill(Qt::black);
  if (!frame) return;
  QPainter painter(&image);
  painter.setRenderHint(QPainter::SmoothPixmapTransform);
  // While the view changes its size, the last picture keeps its scale.
  QRectF target(QPointF(), QSizeF(frame->camera.size) / image.devicePixelRatio());
  target.moveCenter(QRectF(QPointF(), QSizeF(image.size()) / image.devicePixelRatio()).center());
  painter.drawImage(target, frame->image);
}

void VolumeView::Private::paint(QPainter& painter) const {
  useOverlayFont(painter);
  const QSizeF size = host->size();
  if (!failure.isEmpty()) return drawNotice(painter, size, failure, QRectF());
  if (!document.ct() && !document.pet()) return;
  if (!frame)
    drawNotice(painter, size, isLoading() ? VolumeView::tr("loading…") : VolumeView::tr("drawing…"),
               QRectF());
  paintOver(painter, geometry(), true);
}

void VolumeView::Private::paintOver(QPainter& painter, const SliceGeometry& shown, bool withCrosshair) const {
  useOverlayFont(painter);
  if (volume.box()) paintBox(painter, shown);
  if (withCrosshair) paintCrosshair(painter, shown);
  if (state.annotationsVisible() && state.lesionNamesVisible()) paintNames(painter, shown);
  paintTexts(painter, shown);
}

void VolumeView::Private::paintCrosshair(QPainter& painter, const SliceGeometry& shown) const {
  std::vector<QPointF> directions;
  for (int axis = 0; axis < 3; ++axis) {
    const Direction along = state.rotation().col(axis);
    const QPointF seen(along.dot(shown.plane().right), along.dot(shown.plane().down));
    const double length = std::hypot(seen.x(), seen.y());
    if (length > kShortAxis) directions.push_back(seen / length);
  }
  const QPointF at = shown.toPixel(state.crosshair());
  for (std::size_t n = 0; n < directions.size(); n += 2)
    drawCrosshair(painter, shown.size(), at,
                  {directions[n], n + 1 < directions.size() ? directions[n + 1] : directions[n]});
}

/// Beside each surface, to its right; where a name is there already, not at all: what is named twice over is
/// not read.
void VolumeView::Private::paintNames(QPainter& painter, const SliceGeometry& shown) const {
  std::vector<QRectF> taken;
  const QFontMetricsF metrics(painter.font());
  std::vector<const VolumeView::NamedSurface*> order;
  for (const auto& each : named) order.push_back(&each);
  std::ranges::stable_partition(order, [](const auto* each) { return each->surface.isLit; });
  for (const auto* each : order) {
    const auto [low, high] = each->surface.mesh->extent();
    if (volume.box() && !volume.box()->contains((low + high) / 2.0)) continue;
    double right = -1e300;
    double top = 0.0;
    for (int corner = 0; corner < 8; ++corner)
      right = std::max(right, shown.toPixel(cornerOf({low, high}, corner)).x());
    top = shown.toPixel((low + high) / 2.0).y() - metrics.height() / 2.0;
    const QRectF area(right + 4.0, top, metrics.horizontalAdvance(each->name), metrics.height());
    if (!QRectF(QPointF(), shown.size()).contains(area)) continue;
    if (std::ranges::any_of(taken, [&](const QRectF& other) { return other.intersects(area); })) continue;
    taken.push_back(area);
    const Rgb& colour = each->surface.colour;
    drawOverlayText(painter, area, Qt::AlignLeft | Qt::AlignVCenter, each->name,
                    QColor(colour.red, colour.green, colour.blue));
  }
}

void VolumeView::Private::paintBox(QPainter& painter, const SliceGeometry& shown) const {
  const VolumeBox& box = *volume.box();
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(QPen(kBoxColour, 1.0));
  for (int corner = 0; corner < 8; ++corner)
    for (int axis = 0; axis < 3; ++axis)
      if (((corner >> axis) & 1) == 0)
        painter.drawLine(shown.toPixel(cornerOf(box, corner)),
                         shown.toPixel(cornerOf(box, corner | (1 << axis))));
  painter.setBrush(kBoxColour);
  for (int axis = 0; axis < 3; ++axis)
    for (const bool high : {false, true})
      painter.drawEllipse(shown.toPixel(middleOf({axis, high})), kHandle, kHandle);
  painter.restore();
  // Each length beside the edge in view that is farthest down or left.
  const QFontMetricsF metrics(painter.font());
  for (int axis = 0; axis < 3; ++axis) {
    const Direction along = Direction::Unit(axis);
    if (std::hypot(along.dot(shown.plane().right), along.dot(shown.plane().down)) < kShortAxis) continue;
    const QString text = VolumeView::tr("%1 mm").arg(std::lround(box.size()[axis]));
    const QSizeF size(metrics.horizontalAdvance(text), metrics.height());
    std::optional<QRectF> place;
    for (int corner = 0; corner < 8; ++corner) {
      if (((corner >> axis) & 1) != 0) continue;
      const QPointF middle =
          (shown.toPixel(cornerOf(box, corner)) + shown.toPixel(cornerOf(box, corner | (1 << axis)))) / 2.0;
      const QRectF area(middle + QPointF(-size.width() - 6.0, 3.0), size);
      if (!QRectF(QPointF(), shown.size()).contains(area)) continue;
      if (!place || area.y() - area.x() > place->y() - place->x()) place = area;
    }
    if (place) drawOverlayText(painter, *place, Qt::AlignCenter, text, kBoxColour);
  }
}

std::optional<PlacedBar> VolumeView::Private::bar() const {
  const bool showsPet = (volume.petShown() || volume.cutsShown()) && !state.petHidden();
  if (!document.pet() || !showsPet) return std::nullopt;
  return petColourBar(colourMap(state.fusionPalette()), *document.pet(), state, host->size());
}

void VolumeView::Private::paintTexts(QPainter& painter, const SliceGeometry& shown) const {
  const QSizeF size = shown.size();
  drawEdgeLetters(painter, size, edgeLetters(shown.plane()), QRectF());
  if (!state.cornerTextVisible()) return;
  CornerTexts texts;
  texts.topLeft = {VolumeView::tr("3-D")};
  const auto& ct = document.ct();
  // A single slice fills no space: why nothing of it is seen is said.
  if (ct && ct->grid().size().minCoeff() < 2)
    texts.topLeft.append(VolumeView::tr("one image: no volume"));
  else if (ct && ct->unit() == ValueUnit::Hounsfield && volume.ctPreset() != CtPreset::None)
    texts.topLeft.append(presetText(volume.ctPreset()));
  if (document.pet() && volume.petShown() && !state.petHidden()) {
    texts.topLeft.append(VolumeView::tr("PET MIP"));
    texts.bottomLeft = {petWindowText(state, *document.pet())};
  }
  if (isLoading()) texts.topLeft.append(VolumeView::tr("loading…"));
  drawCornerTexts(painter, size, texts, QRectF());
  drawScaleBar(painter, size, shown.mmPerPixel(), QRectF());
  if (const auto placed = bar()) drawColourBar(painter, placed->rect, placed->bar, QRectF());
}

}  // namespace uptake
