#include "viewer/host/picture_host.h"

#include "viewer/render/vtk/vtk_module.h"

#include <QElapsedTimer>
#include <QPaintEvent>
#include <QPainter>

namespace uptake {

PictureHost::PictureHost(QWidget* parent) : QWidget(parent) {
  // The picture covers all of the widget.
  setAttribute(Qt::WA_OpaquePaintEvent);
}

PictureHost::~PictureHost() = default;

void PictureHost::setPlan(Rendering& rendering, std::function<ViewPlan(const QSize&, double)> plan) {
  rendering_ = &rendering;
  plan_ = std::move(plan);
  connect(&rendering, &Rendering::changed, this, &PictureHost::followRenderer);
  followRenderer();
}

void PictureHost::followRenderer() {
  surface_.reset();
  if (rendering_->renderer() == Renderer::Vtk) makeSurface();
  if (surface_) {
    // What the processor painted is not needed now.
    raster_ = {};
    picture_ = {};
  }
  updateScene();
}

void PictureHost::makeSurface() {
  // Not at once: it is called while views are made or painted, and the views change with it.
  const auto fail = [this](const QString& why) {
    QMetaObject::invokeMethod(
        this, [this, why] { rendering_->fail(why); }, Qt::QueuedConnection);
  };
  const auto module = vtk::module();
  if (!module) return fail(module.error().text());
  vtk::SurfaceClient client;
  client.plan = [this](const QSize& pixels, double ratio) { return vtk::cardPlan(plan_(pixels, ratio)); };
  client.overlay = [this](QPainter& painter, const QRegion& region) {
    if (overlay_) overlay_(painter, region);
  };
  client.failed = fail;
  client.countsFrames = [this] { return rendering_->countsFrames(); };
  client.painted = [this](double ms) { rendering_->noteFrame(ms); };
  surface_ = (*module)->makeSurface(this, std::move(client));
  surface_->widget().setGeometry(rect());
  surface_->widget().show();
}

void PictureHost::updateScene() {
  sceneDirty_ = true;
  if (surface_)
    surface_->updateScene(rect());
  else
    update();
}

void PictureHost::updateSceneIn(const QRectF& area) {
  const QRectF inside = area & QRectF(rect());
  if (inside.isEmpty()) return;
  if (surface_) return surface_->updateScene(inside.toAlignedRect());
  dirtyArea_ |= inside;
  update(inside.toAlignedRect());
}

void PictureHost::updateOverlay() {
  updateOverlay(rect());
}

void PictureHost::updateOverlay(const QRegion& region) {
  if (surface_)
    surface_->updateOverlay(region);
  else
    update(region);
}

void PictureHost::forgetImages() {
  raster_.forgetImages();
  updateScene();
}

void PictureHost::prepare(QImage& image, const QRect& part) {
  if (plan_)
    // It never fails.
    (void)raster_.paint(plan_(image.size(), image.devicePixelRatio()), image, part);
  else if (prepare_)
    prepare_(image, part);
}

void PictureHost::bringUpToDate() {
  const QSize pixels = (QSizeF(size()) * devicePixelRatioF()).toSize();
  if (picture_.size() != pixels) {
    picture_ = QImage(pixels, QImage::Format_RGB32);
    sceneDirty_ = true;
  }
  if (picture_.devicePixelRatio() != devicePixelRatioF()) {
    picture_.setDevicePixelRatio(devicePixelRatioF());
    sceneDirty_ = true;
  }
  const double ratio = devicePixelRatioF();
  const QRectF dirty(dirtyArea_.topLeft() * ratio, dirtyArea_.size() * ratio);
  const QRect part = sceneDirty_ ? picture_.rect() : dirty.toAlignedRect() & picture_.rect();
  sceneDirty_ = false;
  dirtyArea_ = {};
  if (!part.isEmpty()) prepare(picture_, part);
}

void PictureHost::paintEvent(QPaintEvent* event) {
  if (surface_) return;
  QElapsedTimer timer;
  timer.start();
  const bool isWhole = sceneDirty_;
  bringUpToDate();
  QPainter painter(this);
  painter.drawImage(QPointF(), picture_);
  if (overlay_) overlay_(painter, event->region());
  if (isWhole && rendering_) rendering_->noteFrame(static_cast<double>(timer.nsecsElapsed()) / 1e6);
}

void PictureHost::resizeEvent(QResizeEvent*) {
  if (surface_) surface_->widget().setGeometry(rect());
}

QImage PictureHost::grabImage() {
  return grab().toImage();
}

QImage PictureHost::renderImage(double scale) {
  const double ratio = devicePixelRatioF() * scale;
  QImage image((QSizeF(size()) * ratio).toSize(), QImage::Format_RGB32);
  if (image.isNull()) return image;
  image.setDevicePixelRatio(ratio);
  prepare(image, image.rect());
  if (overlay_) {
    QPainter painter(&image);
    overlay_(painter, rect());
  }
  // What the picture is made from is now none of the screen's.
  sceneDirty_ = true;
  if (surface_) {
    raster_ = {};
    surface_->updateScene({});
  }
  image.setDevicePixelRatio(1.0);
  return image;
}

}  // namespace uptake
