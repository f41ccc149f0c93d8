#include "viewer/slice/slice_view.h"

#include "viewer/host/picture_host.h"
#include "viewer/overlay/overlay_items.h"
#include "viewer/slice/slice_input.h"
#include "viewer/slice/slice_overlay.h"
#include "viewer/slice/slice_scene.h"
#include "viewer/slice/stored_slice.h"

#include <QPainter>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace uptake {

class SliceView::Private {
 public:
  Private(SliceView& view, SliceContent viewContent, PlaneOrientation viewOrientation,
          const CaseDocument& caseDocument, const Selection& caseSelection, ViewState& viewState)
      : view_(view),
        content(viewContent),
        orientation(viewOrientation),
        document(caseDocument),
        selection(caseSelection),
        state(viewState),
        host(new PictureHost(&view)),
        input(new SliceInput(view, viewState, caseDocument)),
        scene(caseDocument) {
    host->setPlan(viewState.rendering(), [this](const QSize& pixels, double ratio) {
      return scene.plan(pixels, ratio, content, state, display, geometry());
    });
    host->setOverlay([this](QPainter& painter, const QRegion& region) {
      const SliceOverlayContext context = overlayContext();
      paintSliceOverlay(painter, context);
      brushAt = brushArea(context);
      handAt = handArea(overlayFont(painter.font()), context);
      followNames(lesionNameAreas(painter, context), region);
    });
  }

  /// Where names went to and came from is known only once the lesions' outlines are: what of that lies
  /// outside the region that was just painted is painted next.
  void followNames(std::vector<QRectF> areas, const QRegion& painted) {
    const auto paintMoved = [&](const std::vector<QRectF>& here, const std::vector<QRectF>& there) {
      for (const QRectF& area : here)
        if (std::ranges::find(there, area) == there.end())
          host->updateOverlay(QRegion(area.toAlignedRect() & host->rect()) - painted);
    };
    paintMoved(areas, namesAt);
    paintMoved(namesAt, areas);
    namesAt = std::move(areas);
  }

  void pointerMoved() {
    // A brush that moves changes a small part of a large view.
    if (input->isWindowing() || wasWindowing || input->showsHandles()) {
      host->updateOverlay();
    } else {
      updateAtPointer();
    }
    wasWindowing = input->isWindowing();
  }

  /// What goes with the pointer, where it was and where it is.
  void updateAtPointer() {
    const SliceOverlayContext context = overlayContext();
    for (const std::optional<QRectF>& area :
         {brushAt, brushArea(context), handAt, handArea(overlayFont(host->font()), context)})
      if (area) host->updateOverlay(area->toAlignedRect().adjusted(-1, -1, 1, 1));
  }

  void changeVoxels(MaskId id, const IndexBox& region) {
    const std::optional<QRectF> area = scene.markChanged(id, region, geometry(), state.slab().thickness);
    if (!area) return;
    // What is painted of a difference belongs to neither mask's own outlines.
    if (display.difference)
      host->updateScene();
    else
      host->updateSceneIn(*area);
  }

  const Volume* leading() const {
    const Volume* ct = document.ct().get();
    const Volume* pet = document.pet().get();
    if (content == SliceContent::Pet) return pet ? pet : ct;
    return ct ? ct : pet;
  }

  /// The shown slice goes through it.
  const Point& through() const { return display.at ? *display.at : state.crosshair(); }

  Direction normal() const { return state.planeThrough(orientation, Point::Zero()).normal(); }

  std::optional<StoredSlice> slice() const {
    return leading() ? storedSliceAt(leading()->grid(), normal(), through()) : std::nullopt;
  }

  SlicePlane plane() const {
    const std::optional<StoredSlice> stored = slice();
    return state.planeThrough(
        orientation, stored ? movedOnto(leading()->grid(), *stored, normal(), through()) : through());
  }

  SliceGeometry geometry() const {
    const SlicePlane shown = plane();
    const QSizeF size = host->size();
    // CT and PET views of one orientation show the same area, or the eye could not go from one to the other.
    if (!framing()) return {shown, shown.origin, 1.0, size};
    return {shown, framing()->grid().centre() + state.pan(), fittingScale() / state.zoom(), size};
  }

  const Volume* framing() const { return document.ct() ? document.ct().get() : document.pet().get(); }
  /// mm a pixel at zoom 1. By the standard plane, or the scale would change while planes are turned.
  double fittingScale() const {
    return fitMmPerPixel(framing()->grid(), standardPlane(orientation, Point::Zero()), host->size());
  }

  void moveTo(const StoredSlice& stored) {
    state.setCrosshair(movedOnto(leading()->grid(), stored, normal(), state.crosshair()));
  }

  SliceOverlayContext overlayContext() const {
    return {document,
            selection,
            state,
            content,
            orientation,
            leading(),
            slice(),
            geometry(),
            &scene,
            input->pointer(),
            input->mayTurn(),
            brushRadius,
            &sketch,
            &hand,
            display,
            input->isWindowing()};
  }

  SliceView& view_;
  SliceContent content;
  const PlaneOrientation orientation;
  const CaseDocument& document;
  const Selection& selection;
  ViewState& state;
  PictureHost* host;
  SliceInput* input;
  SliceScene scene;
  std::optional<Millimetres> brushRadius;
  ToolSketch sketch;
  ToolHand hand;
  SliceDisplay display;
  std::vector<QRectF> namesAt;    ///< of lesions, as last painted
  std::optional<QRectF> handAt;   ///< where the hand's name was painted last
  std::optional<QRectF> brushAt;  ///< what its circle covers, as last painted
  bool wasWindowing = false;
};

SliceView::SliceView(SliceContent content, PlaneOrientation orientation, const CaseDocument& document,
                     const Selection& selection, ViewState& state, QWidget* parent)
    : QWidget(parent),
      d_(std::make_unique<Private>(*this, content, orientation, document, selection, state)) {
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(d_->host);
  // The mouse belongs to this widget; the host only shows.
  d_->host->setAttribute(Qt::WA_TransparentForMouseEvents);
  setContextMenuPolicy(Qt::PreventContextMenu);
  setMinimumSize(80, 80);

  connect(&state, &ViewState::changed, d_->host, &PictureHost::updateScene);
  connect(&selection, &Selection::changed, d_->host, [host = d_->host] { host->updateOverlay(); });
  connect(d_->input, &SliceInput::pointerChanged, d_->host, [this] { d_->pointerMoved(); });
  connect(&document, &CaseDocument::imagesChanged, d_->host, &PictureHost::forgetImages);
  connect(&document, &CaseDocument::boxesChanged, d_->host, [host = d_->host] { host->updateOverlay(); });
  for (const auto signal : {&CaseDocument::boxTiesChanged, &CaseDocument::boxDisplayChanged,
                            &CaseDocument::predictedBoxesChanged})
    connect(&document, signal, d_->host, [host = d_->host] { host->updateOverlay(); });
  connect(&document, &CaseDocument::measurementsChanged, d_->host,
          [host = d_->host] { host->updateOverlay(); });
  for (const auto signal : {&ViewState::measurementTextsChanged, &ViewState::pointMarksChanged})
    connect(&state, signal, d_->host, [host = d_->host] { host->updateOverlay(); });
  connect(&document, &CaseDocument::masksChanged, this, [this] {
    d_->scene.takeMasks();
    d_->host->updateScene();
  });
  for (const auto signal : {&CaseDocument::segmentsChanged, &CaseDocument::maskDisplayChanged})
    connect(&document, signal, d_->host, &PictureHost::updateScene);
  connect(&document, &CaseDocument::maskVoxelsChanged, this,
          [this](MaskId id, const IndexBox& region) { d_->changeVoxels(id, region); });
}

SliceView::~SliceView() {
  // The base class still hears that the pointer left while it dies; nobody must be told of that from here.
  delete d_->input;
  // Before the scene, which it paints.
  delete d_->host;
}

SliceContent SliceView::content() const {
  return d_->content;
}

PlaneOrientation SliceView::orientation() const {
  return d_->orientation;
}

void SliceView::setContent(SliceContent content) {
  if (content == d_->content) return;
  d_->content = content;
  d_->host->updateScene();
  d_->input->tellPlace();
}

void SliceView::cycleContent() {
  switch (d_->content) {
    case SliceContent::Fused:
      return setContent(SliceContent::Ct);
    case SliceContent::Ct:
      return setContent(SliceContent::Pet);
    case SliceContent::Pet:
      return setContent(SliceContent::Fused);
  }
}

SlicePlane SliceView::plane() const {
  return d_->plane();
}

const Volume* SliceView::leadingImage() const {
  return d_->leading();
}

void SliceView::stepSlice(int slices) {
  if (!d_->leading() || slices == 0) return;
  const ImageGrid& grid = d_->leading()->grid();
  const Direction onwards = steppingDirection(d_->orientation, d_->plane());
  std::optional<StoredSlice> stored = d_->slice();
  if (!stored) {
    // Oblique: no layer to stop at, so steps of the spacing nearest the normal, inside the image.
    const Eigen::Vector3d along = grid.directions().transpose() * onwards;
    const double reach = along.cwiseAbs().dot(grid.size().cast<double>().cwiseProduct(grid.spacing())) / 2.0;
    const double at = (d_->state.crosshair() - grid.centre()).dot(onwards);
    const double target = std::clamp(at + slices * grid.spacing()[grid.axisAlong(onwards)], -reach, reach);
    d_->state.setCrosshair(d_->state.crosshair() + (target - at) * onwards);
    return;
  }
  const qint64 target = stored->index + qint64{risesAlong(grid, *stored, onwards) ? 1 : -1} * slices;
  stored->index = static_cast<int>(std::clamp<qint64>(target, 0, stored->count - 1));
  d_->moveTo(*stored);
}

void SliceView::goToFirstSlice() {
  stepSlice(-std::numeric_limits<int>::max());
}

void SliceView::goToLastSlice() {
  stepSlice(std::numeric_limits<int>::max());
}

void SliceView::zoomToImagePixels() {
  const Volume* leading = d_->leading();
  if (!leading) return;
  const ImageGrid& grid = leading->grid();
  const double spacing = grid.spacing()[grid.axisAlong(plane().right)];
  d_->state.setZoom(d_->fittingScale() / (spacing * devicePixelRatioF()));
}

void SliceView::zoomTo(const Point& centre, Millimetres radius) {
  if (!d_->framing()) return;
  // As much around it as it is wide, so that it is seen in its place.
  const double shown = 4.0 * std::max(radius.value, 5.0);
  const double pixels = std::max(1.0, static_cast<double>(std::min(width(), height())));
  d_->state.setCrosshair(centre);
  d_->state.setZoomAndPan(d_->fittingScale() * pixels / shown, centre - d_->framing()->grid().centre());
}

std::vector<Point> SliceView::slicePositions() const {
  std::vector<Point> positions;
  if (!d_->leading()) return positions;
  const ImageGrid& grid = d_->leading()->grid();
  const Direction onwards = steppingDirection(d_->orientation, d_->plane());
  const Point& crosshair = d_->state.crosshair();
  std::optional<StoredSlice> stored = storedSliceAt(grid, d_->normal(), crosshair);
  if (!stored) {
    // Oblique: the steps of stepSlice(), from end to end.
    const Eigen::Vector3d along = grid.directions().transpose() * onwards;
    const double reach = along.cwiseAbs().dot(grid.size().cast<double>().cwiseProduct(grid.spacing())) / 2.0;
    const double spacing = grid.spacing()[grid.axisAlong(onwards)];
    const double at = (crosshair - grid.centre()).dot(onwards);
    const int count = static_cast<int>(std::floor(2.0 * reach / spacing));
    for (int step = 0; step <= count; ++step)
      positions.push_back(crosshair + (step * spacing - reach - at) * onwards);
    return positions;
  }
  const bool rises = risesAlong(grid, *stored, onwards);
  for (int step = 0; step < stored->count; ++step) {
    stored->index = rises ? step : stored->count - 1 - step;
    positions.push_back(movedOnto(grid, *stored, d_->normal(), crosshair));
  }
  return positions;
}

const SliceDisplay& SliceView::display() const {
  return d_->display;
}

void SliceView::setDisplay(const SliceDisplay& display) {
  if (display == d_->display) return;
  d_->display = display;
  d_->host->updateScene();
  d_->input->tellPlace();
}

void SliceView::setToolActive(bool active) {
  d_->input->setToolActive(active);
}

void SliceView::setBrushRadius(std::optional<Millimetres> radius) {
  if (radius == d_->brushRadius) return;
  d_->brushRadius = radius;
  d_->host->updateOverlay();
}

void SliceView::setHand(const ToolHand& hand) {
  if (hand == d_->hand) return;
  d_->hand = hand;
  d_->updateAtPointer();
}

const ToolHand& SliceView::hand() const {
  return d_->hand;
}

void SliceView::setSketch(const ToolSketch& sketch) {
  if (sketch.isEmpty() && d_->sketch.isEmpty()) return;
  d_->sketch = sketch;
  d_->host->updateOverlay();
}

void SliceView::refreshImages() {
  d_->host->forgetImages();
}

SliceGeometry SliceView::geometry() const {
  return d_->geometry();
}

Point SliceView::toPatient(const QPointF& pixel) const {
  return d_->geometry().toPatient(pixel);
}

QPointF SliceView::toPixel(const Point& point) const {
  return d_->geometry().toPixel(point);
}

QImage SliceView::grabImage() {
  return d_->host->grabImage();
}

QImage SliceView::grabImage(const SliceDisplay& display, double scale) {
  const SliceDisplay shown = std::exchange(d_->display, display);
  const QImage image = d_->host->renderImage(scale);
  d_->display = shown;
  return image;
}

}  // namespace uptake
