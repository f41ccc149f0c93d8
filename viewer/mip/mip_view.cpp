#include "viewer/mip/mip_view_p.h"
#include "viewer/overlay/overlay_items.h"
#include "viewer/overlay/value_text.h"

#include <QPainter>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace uptake {

namespace {

/// Turning by itself: once round in some seven seconds.
constexpr double kTurningStep = 5.0;
constexpr int kTurningMs = 100;
/// Silhouettes follow a stroke when it pauses: they must not slow it down.
constexpr int kMaskPauseMs = 150;
/// Masks hide what lies behind them less than in slices, where they are thin.
constexpr double kMaskStrength = 1.4;

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

MipView::Private::Private(MipView& mipView, const CaseDocument& caseDocument, ViewState& viewState)
    : view(mipView),
      document(caseDocument),
      state(viewState),
      host(new PictureHost(&mipView)),
      masks(caseDocument) {
  turning.setInterval(kTurningMs);
  connect(&turning, &QTimer::timeout, this, [this] {
    // A slow projection is waited for rather than jumped over.
    if (view.isVisible() && !stale && !runner.isRunning()) view.setAngle(wanted + kTurningStep);
  });
  maskPause.setSingleShot(true);
  maskPause.setInterval(kMaskPauseMs);
  connect(&maskPause, &QTimer::timeout, this, [this] { request(); });

  host->setPlan(state.rendering(), [this](const QSize& pixels, double ratio) { return plan(pixels, ratio); });
  host->setOverlay([this](QPainter& painter, const QRegion&) { paint(painter); });
  view.installEventFilter(this);
  view.setMouseTracking(true);
}

void MipView::Private::setImages() {
  runner.cancelAndWait();
  shown.reset();
  layer.reset();
  host->forgetImages();
  projector.reset();
  whole.reset();
  silhouetteImages = {};
  masks.forgetLeftOut();
  if (document.pet()) whole.emplace(document.pet());
  projector = whole;
  request();
}

void MipView::Private::applyLeftOut() {
  if (whole) projector = masks.applyTo(*whole);
  request();
}

void MipView::Private::takeMasks() {
  const bool leftOut = masks.leavesAnythingOut();
  masks.forgetGoneMasks();
  if (leftOut)
    applyLeftOut();
  else
    request();
}

void MipView::Private::changeMask(MaskId id) {
  if (masks.isLeftOut(id) && whole) projector = masks.applyTo(*whole);
  maskPause.start();
}

void MipView::Private::request() {
  stale = projector.has_value();
  // One at a time: starting anew at every step of a drag would finish none. The newest angle goes next.
  if (stale && !runner.isRunning()) projectNow();
  host->updateScene();
}

void MipView::Private::projectNow() {
  stale = false;
  runner.start<Projection>(
      [projection = *projector, angle = wanted,
       shownMasks = masks.snapshot()](JobControl& control) -> Result<Projection> {
        auto image = projection.project(angle, control);
        if (!image) return image.error();
        MipMaskImages images = silhouettes(shownMasks, *image);
        return Projection{image.take(), std::move(images)};
      },
      [this](Result<Projection> result) { take(std::move(result)); });
}

void MipView::Private::take(Result<Projection> result) {
  if (result && document.pet()) {
    layer = asVolume(result->image, *document.pet());
    shown = std::move(result->image);
    shown->values = {};
    silhouetteImages = std::move(result->masks);
    host->updateScene();
    tellPlace();
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

ViewPlan MipView::Private::plan(const QSize& pixels, double ratio) {
  ViewPlan plan;
  plan.screen = ScreenPlane(geometry(), ratio, pixels);
  if (!shown) return plan;
  // As in PET views: a white ground, where there is no uptake.
  plan.ground = 0xffffffffU;
  colours = ValueColours(petMapping(inverseGreyMap(), state.petWindow()));
  if (layer) plan.under = ImageLayer{layer, &colours};
  return plan;
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
  if (shown && state.annotationsVisible()) paintMasks(painter, shownGeometry);
  if (crosshair) drawCrosshair(painter, size, shownGeometry.toPixel(state.crosshair()));
  drawEdgeLetters(painter, size, edgeLetters(shownGeometry.plane()), light);
  // What is not shown is said, whatever texts are hidden.
  CornerTexts texts;
  if (const QString leftOut = masks.leftOutText(); !leftOut.isEmpty()) texts.topLeft = {leftOut};
  if (!state.cornerTextVisible()) return drawCornerTexts(painter, size, texts, light);
  if (!document.pet()->source().resampledFrom.isEmpty()) texts.topLeft.prepend(MipView::tr("PET resampled"));
  texts.topLeft.prepend(MipView::tr("MIP"));
  texts.topRight = {QStringLiteral("%1°").arg(qRound(shown ? shown->angle : wanted))};
  texts.bottomLeft = {petWindowText(state, *document.pet())};
  drawCornerTexts(painter, size, texts, light);
  drawScaleBar(painter, size, shownGeometry.mmPerPixel(), light);
  if (const auto placed = bar()) drawColourBar(painter, placed->rect, placed->bar, light);
}

void MipView::Private::paintMasks(QPainter& painter, const SliceGeometry& geometry) const {
  if (silhouetteImages.masks.empty()) return;
  const QImage picture =
      colouredSilhouettes(silhouetteImages, document, *shown,
                          std::min(1.0, state.maskOpacity() * kMaskStrength), state.agreement());
  const auto corner = [&](double column, double row) {
    const SlicePlane& plane = shown->plane;
    return geometry.toPixel(plane.origin +
                            (column - (shown->columns - 1) / 2.0) * shown->columnSpacing * plane.right +
                            (row - (shown->rows - 1) / 2.0) * shown->rowSpacing * plane.down);
  };
  painter.save();
  painter.setRenderHint(QPainter::SmoothPixmapTransform, false);
  painter.drawImage(QRectF(corner(-0.5, -0.5), corner(shown->columns - 0.5, shown->rows - 0.5)), picture);
  painter.restore();
}

std::optional<PlacedBar> MipView::Private::bar() const {
  if (!document.pet()) return std::nullopt;
  return petColourBar(inverseGreyMap(), *document.pet(), state, host->size());
}

MipView::MipView(const CaseDocument& document, ViewState& state, QWidget* parent)
    : QWidget(parent), d_(std::make_unique<Private>(*this, document, state)) {
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(d_->host);
  d_->host->setAttribute(Qt::WA_TransparentForMouseEvents);
  setMinimumSize(80, 80);
  connect(&document, &CaseDocument::masksChanged, this, [this] { d_->takeMasks(); });
  connect(&document, &CaseDocument::segmentsChanged, d_->host, &PictureHost::updateScene);
  // What is hidden uncovers what lies behind it.
  connect(&document, &CaseDocument::maskDisplayChanged, this, [this] { d_->request(); });
  connect(&document, &CaseDocument::maskVoxelsChanged, this, [this](MaskId id) { d_->changeMask(id); });
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
  return !d_->stale && !d_->runner.isRunning() && !d_->maskPause.isActive();
}

bool MipView::isTurning() const {
  return d_->turning.isActive();
}

void MipView::setTurning(bool turning) {
  if (turning == isTurning()) return;
  if (turning)
    d_->turning.start();
  else
    d_->turning.stop();
  Q_EMIT turningChanged(turning);
}

void MipView::setPicking(bool picking) {
  d_->picking = picking;
  setCursor(picking ? Qt::CrossCursor : Qt::ArrowCursor);
}

void MipView::leaveOutAt(const QPointF& pixel) {
  d_->leaveOutAt(pixel);
}

bool MipView::leavesAnythingOut() const {
  return d_->masks.leavesAnythingOut();
}

void MipView::showAll() {
  d_->masks.forgetLeftOut();
  d_->applyLeftOut();
}

QMenu* MipView::menuAt(const QPointF& pixel) {
  return d_->menuAt(pixel);
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
