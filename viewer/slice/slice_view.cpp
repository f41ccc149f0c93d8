#include "viewer/slice/slice_view.h"

#include "viewer/host/vtk_host_p.h"
#include "viewer/slice/slice_input.h"
#include "viewer/slice/slice_overlay.h"
#include "viewer/slice/slice_scene_p.h"
#include "viewer/slice/stored_slice.h"

#include <QVBoxLayout>

#include <algorithm>
#include <limits>

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
        host(new VtkHost(&view)),
        input(new SliceInput(view, viewState)),
        scene(*host->renderer()) {
    scene.setImages(document);
    scene.masks().setMasks(document);
    host->setPrepare([this] { scene.sync(content, state, geometry()); });
    host->setOverlay([this](QPainter& painter) { paintSliceOverlay(painter, overlayContext()); });
  }

  const Volume* leading() const {
    const Volume* ct = document.ct().get();
    const Volume* pet = document.pet().get();
    if (content == SliceContent::Pet) return pet ? pet : ct;
    return ct ? ct : pet;
  }

  Direction normal() const { return standardPlane(orientation, Point::Zero()).normal(); }

  std::optional<StoredSlice> slice() const {
    return leading() ? storedSliceAt(leading()->grid(), normal(), state.crosshair()) : std::nullopt;
  }

  SlicePlane plane() const {
    const std::optional<StoredSlice> stored = slice();
    const Point& crosshair = state.crosshair();
    return standardPlane(orientation,
                         stored ? movedOnto(leading()->grid(), *stored, normal(), crosshair) : crosshair);
  }

  SliceGeometry geometry() const {
    const SlicePlane shown = plane();
    const QSizeF size = host->size();
    // CT and PET views of one orientation show the same area, or the eye could not go from one to the other.
    const Volume* framing = document.ct() ? document.ct().get() : document.pet().get();
    if (!framing) return {shown, shown.origin, 1.0, size};
    return {shown, framing->grid().centre() + state.pan(),
            fitMmPerPixel(framing->grid(), shown, size) / state.zoom(), size};
  }

  void moveTo(const StoredSlice& stored) {
    state.setCrosshair(movedOnto(leading()->grid(), stored, normal(), state.crosshair()));
  }

  SliceOverlayContext overlayContext() const {
    return {document,    selection,           state,
            content,     orientation,         leading(),
            slice(),     geometry(),          input->pointer(),
            brushRadius, input->isWindowing()};
  }

  SliceView& view_;
  SliceContent content;
  const PlaneOrientation orientation;
  const CaseDocument& document;
  const Selection& selection;
  ViewState& state;
  VtkHost* host;
  SliceInput* input;
  SliceScene scene;
  std::optional<Millimetres> brushRadius;
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

  connect(&state, &ViewState::changed, d_->host, &VtkHost::updateScene);
  connect(&selection, &Selection::changed, d_->host, [host = d_->host] { host->update(); });
  connect(d_->input, &SliceInput::pointerChanged, d_->host, [this] {
    if (d_->brushRadius || d_->input->isWindowing()) d_->host->update();
  });
  connect(&document, &CaseDocument::imagesChanged, this, [this] {
    d_->scene.setImages(d_->document);
    d_->host->updateScene();
  });
  connect(&document, &CaseDocument::boxesChanged, d_->host, [host = d_->host] { host->update(); });
  connect(&document, &CaseDocument::measurementsChanged, d_->host, [host = d_->host] { host->update(); });
  connect(&state, &ViewState::measurementTextsChanged, d_->host, [host = d_->host] { host->update(); });
  connect(&document, &CaseDocument::masksChanged, this, [this] {
    d_->scene.masks().setMasks(d_->document);
    d_->host->updateScene();
  });
  connect(&document, &CaseDocument::segmentsChanged, this, [this](MaskId id) {
    d_->scene.masks().updateSegments(d_->document, id);
    d_->host->updateScene();
  });
  connect(&document, &CaseDocument::maskVoxelsChanged, this, [this](MaskId id, const IndexBox& region) {
    if (d_->scene.masks().markChanged(d_->document, id, region, plane())) d_->host->updateScene();
  });
}

SliceView::~SliceView() {
  // The base class still hears that the pointer left while it dies; nobody must be told of that from here.
  delete d_->input;
  // Before the scene goes: the host renders it and frees its GL resources.
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
  const Direction onwards = steppingDirection(d_->orientation);
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

void SliceView::setToolActive(bool active) {
  d_->input->setToolActive(active);
}

void SliceView::setBrushRadius(std::optional<Millimetres> radius) {
  if (radius == d_->brushRadius) return;
  d_->brushRadius = radius;
  d_->host->update();
}

void SliceView::refreshImages() {
  d_->scene.markImagesModified();
  d_->host->updateScene();
}

Point SliceView::toPatient(const QPointF& pixel) const {
  return d_->geometry().toPatient(pixel);
}

QPointF SliceView::toPixel(const Point& point) const {
  return d_->geometry().toPixel(point);
}

QImage SliceView::grabImage() {
  return d_->host->grabFramebuffer();
}

}  // namespace uptake
