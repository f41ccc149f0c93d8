#include "viewer/volume/volume_view.h"

#include "viewer/volume/volume_pick.h"
#include "viewer/volume/volume_view_p.h"

#include <QPainter>
#include <QVBoxLayout>

#include <Eigen/Geometry>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace uptake {

namespace {

/// What has not moved for so long is made sharp.
constexpr int kRestMs = 120;
/// Changes of the scene within this time make one picture.
constexpr int kCoalesceMs = 8;
constexpr double kLargestVolumeZoom = 60.0;

constexpr std::array kCutOrientations{PlaneOrientation::Axial, PlaneOrientation::Coronal,
                                      PlaneOrientation::Sagittal};
constexpr std::array kCutColours{Rgb{230, 90, 80}, Rgb{95, 200, 110}, Rgb{235, 200, 80}};

/// Right, down and away from the viewer.
Eigen::Matrix3d axesOf(const Direction& right, const Direction& down) {
  Eigen::Matrix3d axes;
  axes << right, down, right.cross(down);
  return axes;
}

Eigen::Matrix3d axesOf(VolumeSide side) {
  const Direction x = Direction::UnitX();
  const Direction y = Direction::UnitY();
  const Direction z = Direction::UnitZ();
  switch (side) {
    case VolumeSide::Front:
      return axesOf(x, -z);
    case VolumeSide::Back:
      return axesOf(-x, -z);
    case VolumeSide::Left:
      return axesOf(y, -z);
    case VolumeSide::Right:
      return axesOf(-y, -z);
    case VolumeSide::Head:
      return axesOf(-x, y);
    case VolumeSide::Feet:
      return axesOf(x, y);
  }
  return Eigen::Matrix3d::Identity();
}

bool isLoaded(const Volume& image) {
  for (int k = 0; k < image.grid().size().z(); ++k)
    if (image.sliceState(k) == Volume::SliceState::Pending) return false;
  return true;
}

void addGrid(std::optional<VolumeBox>& box, const ImageGrid& grid) {
  for (int corner = 0; corner < 8; ++corner) {
    Eigen::Vector3d index;
    for (int axis = 0; axis < 3; ++axis)
      index[axis] = ((corner >> axis) & 1) != 0 ? grid.size()[axis] - 0.5 : -0.5;
    const Point at = grid.toPatient(index);
    if (!box) box = VolumeBox{at, at};
    box->low = box->low.cwiseMin(at);
    box->high = box->high.cwiseMax(at);
  }
}

}  // namespace

VolumeView::Private::Private(VolumeView& volumeView, const CaseDocument& caseDocument,
                             const Selection& caseSelection, ViewState& viewState, VolumeState& volumeState)
    : view(volumeView),
      document(caseDocument),
      selection(caseSelection),
      state(viewState),
      volume(volumeState),
      host(new PictureHost(&volumeView)),
      lesions(caseDocument),
      axes(axesOf(VolumeSide::Front)) {
  host->setPrepare([this](QImage& image, const QRect&) { paintPicture(image); });
  host->setOverlay([this](QPainter& painter, const QRegion&) { paint(painter); });
  rest.setSingleShot(true);
  rest.setInterval(kRestMs);
  connect(&rest, &QTimer::timeout, this, [this] {
    isMoving = false;
    ask(false);
  });
  coalesce.setSingleShot(true);
  coalesce.setInterval(kCoalesceMs);
  connect(&coalesce, &QTimer::timeout, this, [this] { ask(isMoving); });
  connect(&lesions, &LesionSurfaces::changed, this, [this] { changeScene(); });
  view.installEventFilter(this);
  view.setMouseTracking(true);
}

VolumeView::Private::~Private() {
  for (const auto& each : stills) each->cancelAndWait();
  thread.reset();
}

std::optional<VolumeBox> VolumeView::Private::bounds() const {
  std::optional<VolumeBox> box;
  if (const auto& leading = document.ct() ? document.ct() : document.pet()) addGrid(box, leading->grid());
  return box;
}

/// The scale at which all of it is in view, the same from all sides: turning does not change it.
double VolumeView::Private::fitted() const {
  const auto box = bounds();
  const QSizeF size = host->size();
  if (!box || size.isEmpty()) return 1.0;
  const Eigen::Vector3d extent = box->size();
  return std::max(std::max(extent.x(), extent.y()) / size.width(), extent.z() / size.height());
}

VolumeCamera VolumeView::Private::cameraFor(const QSize& pixels, double mmPerPixel) const {
  VolumeCamera camera;
  camera.centre = centre;
  camera.right = axes.col(0);
  camera.down = axes.col(1);
  camera.mmPerPixel = mmPerPixel;
  camera.size = pixels;
  return camera;
}

VolumeCamera VolumeView::Private::camera() const {
  const double ratio = host->devicePixelRatioF();
  return cameraFor((QSizeF(host->size()) * ratio).toSize(), fitted() / zoom / ratio);
}

void VolumeView::Private::setImages() {
  if (const auto box = bounds()) centre = (box->low + box->high) / 2.0;
  zoom = 1.0;
  frame.reset();
  volume.setBox(std::nullopt);
  changeScene();
}

bool VolumeView::Private::isLoading() const {
  return (document.ct() && !isLoaded(*document.ct())) || (document.pet() && !isLoaded(*document.pet()));
}

void VolumeView::Private::changeScene() {
  sceneOutdated = true;
  if (view.isVisible() && !coalesce.isActive()) coalesce.start();
  host->update();
}

void VolumeView::Private::addSurfaces(VolumeScene& made) {
  named.clear();
  lesions.setAgreement(state.agreement());
  const bool hasPlace = !document.ct() || !document.ct()->source().isPlaceless;
  if (!state.annotationsVisible() || !hasPlace) return;
  const double opacity = volume.surfaceOpacity();
  const auto add = [&](const QString& name, LesionSurfaces::Mesh mesh, const Rgb& colour, double own,
                       bool isLit) {
    if (!mesh || own * opacity <= 0.0) return;
    named.push_back({name, {std::move(mesh), colour, own * opacity, isLit}});
  };
  const auto& compared = state.agreement();
  for (const auto& mask : document.masks()) {
    if (!mask->display.visible) continue;
    if (compared && (mask->id == compared->first || mask->id == compared->second)) continue;
    for (const Segment& segment : mask->segments) {
      if (!mask->display.shows(segment.number)) continue;
      const bool isSelected = selection.mask() == mask->id && selection.segment() == segment.number;
      add(segment.label, lesions.surface(mask->id, segment.number), segment.colour, mask->display.opacity,
          isSelected);
    }
  }
  if (compared) {
    const std::array names{VolumeView::tr("Both"), VolumeView::tr("Only truth"),
                           VolumeView::tr("Only prediction")};
    std::size_t n = 0;
    for (const AgreementKind kind :
         {AgreementKind::Both, AgreementKind::OnlyFirst, AgreementKind::OnlySecond})
      add(names[n++], lesions.agreement(kind), agreementColour(kind), 1.0, false);
  }
  for (const VolumeView::NamedSurface& each : named) made.surfaces.push_back(each.surface);
}

void VolumeView::Private::addVolumes(VolumeScene& made) const {
  const auto& ct = document.ct();
  const auto& pet = document.pet();
  const bool ctReady = ct && ct->source().hasPlace() && !ct->isColour() && isLoaded(*ct);
  const bool petReady = pet && isLoaded(*pet);
  if (ctReady && volume.ctPreset() != CtPreset::None && ct->unit() == ValueUnit::Hounsfield &&
      ct->grid().size().minCoeff() > 1)
    made.volumes.push_back({ct, ctStops(volume.ctPreset()), false});
  if (petReady && volume.petShown() && !state.petHidden() && pet->grid().size().minCoeff() > 1)
    made.volumes.push_back(
        {pet, petStops(state.fusionPalette(), state.petWindow(), state.petThreshold()), true});
  if (!volume.cutsShown()) return;
  for (std::size_t n = 0; n < kCutOrientations.size(); ++n)
    made.cuts.push_back({state.planeThrough(kCutOrientations[n], state.crosshair()), kCutColours[n]});
  CutLook& look = made.cutLook;
  if (ctReady) look.ct = ct;
  if (petReady && !state.petHidden()) look.pet = pet;
  look.ctWindow = state.ctWindow();
  look.petWindow = state.petWindow();
  look.palette = state.fusionPalette();
  look.fusion = state.fusion();
  look.petThreshold = state.petThreshold();
}

void VolumeView::Private::makeScene() {
  sceneOutdated = false;
  auto made = std::make_shared<VolumeScene>();
  addSurfaces(*made);
  addVolumes(*made);
  made->box = volume.box();
  // What changed may be none of what is seen here.
  if (!scene || !(*scene == *made)) scene = std::move(made);
}

std::shared_ptr<const VolumeScene> VolumeView::Private::shownScene() {
  if (sceneOutdated || !scene) makeScene();
  return scene;
}

void VolumeView::Private::ask(bool moving) {
  if (!view.isVisible() || host->size().isEmpty() || !failure.isEmpty()) return;
  if (!thread) {
    thread = std::make_unique<RenderThread>();
    connect(thread.get(), &RenderThread::rendered, this, [this](const VolumeFrame& each) { take(each); });
    connect(thread.get(), &RenderThread::failed, this, [this](const QString& why) {
      failure = why;
      host->update();
    });
  }
  shownScene();
  const bool isSame =
      scene == askedScene && frame && frame->isSharp && frame->camera == camera() && frame->request >= asked;
  if (isSame) return host->update();
  askedScene = scene;
  asked = thread->request(scene, camera(), moving);
}

void VolumeView::Private::moveCamera() {
  isMoving = true;
  rest.start();
  ask(true);
  host->update();
}

void VolumeView::Private::take(const VolumeFrame& made) {
  frame = made;
  host->updateScene();
  Q_EMIT view.framePainted(made.milliseconds, made.isSharp);
}

void VolumeView::Private::roll(const Direction& axis, double angle) {
  axes = Eigen::AngleAxisd(angle, axis).toRotationMatrix() * axes;
  // Many small turns add up their rounding.
  axes = axesOf(Direction(axes.col(0).normalized()),
                Direction((axes.col(1) - axes.col(1).dot(axes.col(0)) * axes.col(0)).normalized()));
  moveCamera();
}

void VolumeView::Private::turn(double right, double down) {
  constexpr double kRadians = std::numbers::pi / 180.0;
  // What faces the viewer goes to the right and down, so the eye goes the other way.
  const Direction vertical = axes.col(1);
  const Direction horizontal = axes.col(0);
  if (right != 0.0) roll(vertical, right * kRadians);
  if (down != 0.0) roll(horizontal, -down * kRadians);
}

void VolumeView::Private::zoomAbout(const QPointF& pixel, double wanted) {
  const double next = std::clamp(wanted, ViewState::kSmallestZoom, kLargestVolumeZoom);
  const QPointF offset = pixel - QPointF(host->width() / 2.0, host->height() / 2.0);
  const Eigen::Vector3d fixed = offset.x() * axes.col(0) + offset.y() * axes.col(1);
  const double mmBefore = fitted() / zoom;
  zoom = next;
  centre += fixed * (mmBefore - fitted() / zoom);
  moveCamera();
}

VolumeCamera VolumeView::Private::stillCamera(double degrees, double scale) const {
  const double ratio = host->devicePixelRatioF() * scale;
  VolumeCamera from = cameraFor((QSizeF(host->size()) * ratio).toSize(), fitted() / zoom / ratio);
  // The eye goes the other way.
  from.right =
      Eigen::AngleAxisd(degrees * std::numbers::pi / 180.0, from.down).toRotationMatrix() * from.right;
  return from;
}

QImage VolumeView::Private::finished(QImage image, const VolumeCamera& from, double scale,
                                     bool withCrosshair) const {
  if (image.isNull()) return image;
  const double ratio = host->devicePixelRatioF() * scale;
  image.setDevicePixelRatio(ratio);
  QPainter painter(&image);
  paintOver(painter, geometryOf(from, ratio), withCrosshair);
  painter.end();
  image.setDevicePixelRatio(1.0);
  return image;
}

VolumeView::VolumeView(const CaseDocument& document, const Selection& selection, ViewState& state,
                       VolumeState& volume, QWidget* parent)
    : QWidget(parent), d_(std::make_unique<Private>(*this, document, selection, state, volume)) {
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(d_->host);
  d_->host->setAttribute(Qt::WA_TransparentForMouseEvents);
  setMinimumSize(80, 80);
  const auto change = [this] { d_->changeScene(); };
  connect(&document, &CaseDocument::imagesChanged, this, [this] { d_->setImages(); });
  connect(&document, &CaseDocument::masksChanged, this, change);
  connect(&document, &CaseDocument::segmentsChanged, this, change);
  connect(&document, &CaseDocument::maskDisplayChanged, this, change);
  connect(&selection, &Selection::changed, this, change);
  connect(&state, &ViewState::changed, this, change);
  connect(&volume, &VolumeState::changed, this, change);
  d_->setImages();
}

VolumeView::~VolumeView() {
  removeEventFilter(d_.get());
  delete d_->host;
}

void VolumeView::showSide(VolumeSide side) {
  d_->axes = axesOf(side);
  fit();
}

void VolumeView::turn(double right, double down) {
  d_->turn(right, down);
}

void VolumeView::fit() {
  if (const auto box = d_->bounds()) d_->centre = (box->low + box->high) / 2.0;
  d_->zoom = 1.0;
  d_->moveCamera();
}

double VolumeView::zoom() const {
  return d_->zoom;
}

void VolumeView::setZoom(double zoom) {
  d_->zoomAbout(QPointF(width() / 2.0, height() / 2.0), zoom);
}

void VolumeView::refresh() {
  d_->changeScene();
}

bool VolumeView::isSettled() const {
  if (!d_->failure.isEmpty()) return true;
  if (!isVisible()) return true;
  return d_->lesions.isSettled() && !d_->sceneOutdated && d_->scene == d_->askedScene &&
         !d_->coalesce.isActive() && !d_->rest.isActive() && d_->frame && d_->frame->isSharp &&
         d_->frame->request >= d_->asked;
}

QString VolumeView::failure() const {
  return d_->failure;
}

QPointF VolumeView::toPixel(const Point& point) const {
  return d_->geometryOf(d_->camera(), d_->host->devicePixelRatioF()).toPixel(point);
}

std::optional<Point> VolumeView::placeAt(const QPointF& pixel) const {
  if (!d_->scene) return std::nullopt;
  const double ratio = d_->host->devicePixelRatioF();
  return placeUnder(*d_->scene, sightLine(d_->camera(), {pixel.x() * ratio, pixel.y() * ratio}));
}

std::vector<VolumeView::NamedSurface> VolumeView::surfaces() const {
  d_->shownScene();
  return d_->named;
}

std::optional<VolumeBox> VolumeView::bounds() const {
  return d_->bounds();
}

QImage VolumeView::grabImage() {
  return d_->host->grabImage();
}

QImage VolumeView::grabImage(double scale, bool withCrosshair) {
  if (!d_->thread || !d_->failure.isEmpty()) return {};
  const VolumeCamera from = d_->stillCamera(0.0, scale);
  return d_->finished(d_->thread->still(d_->shownScene(), from), from, scale, withCrosshair);
}

void VolumeView::requestTurned(double degrees, double scale, bool withCrosshair,
                               std::function<void(QImage)> take) {
  if (!d_->thread || !d_->failure.isEmpty()) return take({});
  std::erase_if(d_->stills, [](const auto& each) { return !each->isRunning(); });
  JobRunner& runner = *d_->stills.emplace_back(std::make_unique<JobRunner>());
  const VolumeCamera from = d_->stillCamera(degrees, scale);
  runner.start<QImage>([thread = d_->thread.get(), scene = d_->shownScene(),
                        from](JobControl&) -> Result<QImage> { return thread->still(scene, from); },
                       [this, from, scale, withCrosshair, take = std::move(take)](Result<QImage> image) {
                         take(image ? d_->finished(image.take(), from, scale, withCrosshair) : QImage());
                       });
}

}  // namespace uptake
