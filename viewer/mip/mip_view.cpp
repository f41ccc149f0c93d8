#include "viewer/mip/mip_view.h"

#include "viewer/host/picture_host.h"
#include "viewer/mip/mip_projector.h"
#include "viewer/overlay/overlay_items.h"
#include "viewer/overlay/value_text.h"
#include "viewer/paint/compositor.h"
#include "viewer/slice/slice_geometry.h"

#include <QApplication>
#include <QMouseEvent>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace uptake {

namespace {

constexpr double kDegreesPerPixel = 0.5;
constexpr double kDegreesPerStep = 10.0;
constexpr int kWheelStep = 120;

double wrapped(double degrees) {
  const double rest = std::fmod(degrees, 360.0);
  return rest < 0.0 ? rest + 360.0 : rest;
}

/// The projection as a volume of one slice, so that it is shown like any other PET slice.
std::shared_ptr<const Volume> asVolume(const MipImage& mip, const Volume& pet) {
  Eigen::Matrix3d directions;
  directions << mip.plane.right, mip.plane.down, mip.plane.normal();
  const Point origin = mip.plane.origin - (mip.columns - 1) / 2.0 * mip.columnSpacing * mip.plane.right -
                       (mip.rows - 1) / 2.0 * mip.rowSpacing * mip.plane.down;
  const Result<ImageGrid> grid = ImageGrid::create(
      {mip.columns, mip.rows, 1}, {mip.columnSpacing, mip.rowSpacing, 1.0}, origin, directions);
  if (!grid) return nullptr;
  SeriesSource source;
  source.slices.resize(1);
  auto volume =
      Volume::create(*grid, VoxelType::Float32, pet.unit(), pet.unitLabel(), source, pet.fillValue());
  if (!volume) return nullptr;
  std::ranges::copy(mip.values, volume.value()->sliceVoxels<float>(0).begin());
  volume.value()->publishSlice(0, Volume::SliceState::Loaded);
  return volume.take();
}

}  // namespace

class MipView::Private : public QObject {
 public:
  Private(MipView& mipView, const CaseDocument& caseDocument, ViewState& viewState)
      : view(mipView), document(caseDocument), state(viewState), host(new PictureHost(&mipView)) {
    host->setPrepare([this](QImage& image) { paintProjection(image); });
    host->setOverlay([this](QPainter& painter) { paint(painter); });
    view.installEventFilter(this);
    view.setMouseTracking(true);
  }

  bool eventFilter(QObject* watched, QEvent* event) override;
  void setImages();
  void request();
  void projectNow();
  void take(Result<MipImage> result);
  SliceGeometry geometry() const;
  void paintProjection(QImage& image);
  void paint(QPainter& painter) const;
  std::optional<Point> hottestAt(const QPointF& pixel) const;
  void press(const QMouseEvent& event);
  void move(const QMouseEvent& event);
  void release(const QMouseEvent& event);
  void wheel(const QWheelEvent& event);

  MipView& view;
  const CaseDocument& document;
  ViewState& state;
  PictureHost* host;
  PlaneValues layer;
  std::optional<MipProjector> projector;
  std::optional<MipImage> shown;  ///< its values are in the layer
  double wanted = 0.0;
  bool stale = false;  ///< what is shown is not what is wanted
  std::optional<QPointF> pressed;
  QPointF last;
  bool dragged = false;
  bool crosshair = true;
  int wheelRest = 0;
  JobRunner runner;
};

void MipView::Private::setImages() {
  runner.cancelAndWait();
  shown.reset();
  layer.setVolume(nullptr);
  projector.reset();
  if (document.pet()) projector.emplace(document.pet());
  request();
}

void MipView::Private::request() {
  stale = projector.has_value();
  // One at a time: starting anew at every step of a drag would finish none. The newest angle goes next.
  if (stale && !runner.isRunning()) projectNow();
  host->updateScene();
}

void MipView::Private::projectNow() {
  stale = false;
  runner.start<MipImage>([projection = *projector,
                          angle = wanted](JobControl& control) { return projection.project(angle, control); },
                         [this](Result<MipImage> result) { take(std::move(result)); });
}

void MipView::Private::take(Result<MipImage> result) {
  if (result && document.pet()) {
    layer.setVolume(asVolume(*result, *document.pet()));
    shown = result.take();
    shown->values = {};
    host->updateScene();
  }
  if (stale) projectNow();
}

SliceGeometry MipView::Private::geometry() const {
  const QSizeF size = host->size();
  if (!projector) return {SlicePlane{}, Point::Zero(), 1.0, size};
  const SlicePlane plane = shown ? shown->plane : projector->plane(wanted);
  // The same at all angles, and by the width rather than the diagonal: its corners are air.
  return {plane, plane.origin, fitMmPerPixel(document.pet()->grid(), projector->plane(0.0), size), size};
}

void MipView::Private::paintProjection(QImage& image) {
  Picture picture;
  // As in PET views: a white ground, where there is no uptake.
  if (shown) picture.ground = 0xffffffffU;
  const ValueColours colours(petMapping(inverseGreyMap(), state.petWindow()));
  if (shown && layer.update(ScreenPlane(geometry(), image.devicePixelRatio(), image.size()), {}, true))
    picture.under = ImagePass{&layer, &colours};
  compose(image, picture);
}

void MipView::Private::paint(QPainter& painter) const {
  const QSizeF size = host->size();
  useOverlayFont(painter);
  if (!projector) {
    if (document.ct()) drawNotice(painter, size, MipView::tr("No PET in this study"), QRectF());
    return;
  }
  const SliceGeometry shownGeometry = geometry();
  const QRectF light = shown ? QRectF(QPointF(), size) : QRectF();
  if (!shown) drawNotice(painter, size, MipView::tr("projecting…"), QRectF());
  if (crosshair) drawCrosshair(painter, size, shownGeometry.toPixel(state.crosshair()));
  drawEdgeLetters(painter, size, edgeLetters(shownGeometry.plane()), light);
  if (!state.cornerTextVisible()) return;
  CornerTexts texts;
  texts.topLeft = {MipView::tr("MIP")};
  texts.topRight = {QStringLiteral("%1°").arg(qRound(shown ? shown->angle : wanted))};
  texts.bottomLeft = {petWindowText(state, *document.pet())};
  drawCornerTexts(painter, size, texts, light);
  drawScaleBar(painter, size, shownGeometry.mmPerPixel(), light);
}

std::optional<Point> MipView::Private::hottestAt(const QPointF& pixel) const {
  if (!projector || !shown) return std::nullopt;
  const Eigen::Vector2d index = shown->indexOf(geometry().toPatient(pixel));
  return projector->hottestVoxel(shown->angle, static_cast<int>(std::lround(index.x())),
                                 static_cast<int>(std::lround(index.y())));
}

bool MipView::Private::eventFilter(QObject*, QEvent* event) {
  switch (event->type()) {
    case QEvent::MouseButtonPress:
      press(static_cast<const QMouseEvent&>(*event));
      return true;
    case QEvent::MouseMove:
      move(static_cast<const QMouseEvent&>(*event));
      return true;
    case QEvent::MouseButtonRelease:
      release(static_cast<const QMouseEvent&>(*event));
      return true;
    case QEvent::MouseButtonDblClick:
      if (static_cast<const QMouseEvent&>(*event).button() == Qt::LeftButton) Q_EMIT view.maximiseRequested();
      return true;
    case QEvent::Wheel:
      wheel(static_cast<const QWheelEvent&>(*event));
      event->accept();
      return true;
    case QEvent::Leave:
      Q_EMIT view.hovered(std::nullopt);
      return false;
    default:
      return false;
  }
}

void MipView::Private::press(const QMouseEvent& event) {
  Q_EMIT view.activated();
  if (event.button() != Qt::LeftButton) return;
  pressed = last = event.position();
  dragged = false;
}

void MipView::Private::move(const QMouseEvent& event) {
  const QPointF position = event.position();
  if (!pressed) {
    Q_EMIT view.hovered(hottestAt(position));
    return;
  }
  dragged = dragged || (position - *pressed).manhattanLength() >= QApplication::startDragDistance();
  if (!dragged) return;
  // What faces the viewer follows the pointer.
  view.setAngle(wanted - (position.x() - last.x()) * kDegreesPerPixel);
  last = position;
}

void MipView::Private::release(const QMouseEvent& event) {
  if (event.button() != Qt::LeftButton || !pressed) return;
  pressed.reset();
  if (dragged) return;
  if (const std::optional<Point> hottest = hottestAt(event.position())) state.setCrosshair(*hottest);
}

void MipView::Private::wheel(const QWheelEvent& event) {
  Q_EMIT view.activated();
  const QPoint angle = event.angleDelta();
  wheelRest += angle.y() != 0 ? angle.y() : angle.x();
  const int steps = wheelRest / kWheelStep;
  wheelRest -= steps * kWheelStep;
  if (steps != 0) view.setAngle(wanted - steps * kDegreesPerStep);
}

MipView::MipView(const CaseDocument& document, ViewState& state, QWidget* parent)
    : QWidget(parent), d_(std::make_unique<Private>(*this, document, state)) {
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(d_->host);
  d_->host->setAttribute(Qt::WA_TransparentForMouseEvents);
  setContextMenuPolicy(Qt::PreventContextMenu);
  setMinimumSize(80, 80);
  connect(&document, &CaseDocument::imagesChanged, this, [this] { d_->setImages(); });
  connect(&state, &ViewState::changed, d_->host, &PictureHost::updateScene);
  d_->setImages();
}

MipView::~MipView() {
  d_->runner.cancelAndWait();
  delete d_->host;
}

double MipView::angle() const {
  return d_->wanted;
}

void MipView::setAngle(double degrees) {
  const double angle = wrapped(degrees);
  if (angle == d_->wanted) return;
  d_->wanted = angle;
  d_->request();
}

void MipView::refresh() {
  d_->request();
}

bool MipView::isSettled() const {
  return !d_->stale && !d_->runner.isRunning();
}

QImage MipView::grabImage() {
  return d_->host->grabImage();
}

QImage MipView::grabImage(double scale, bool withCrosshair) {
  d_->crosshair = withCrosshair;
  const QImage image = d_->host->renderImage(scale);
  d_->crosshair = true;
  return image;
}

}  // namespace uptake
