#include "viewer/host/picture_host.h"

#include <QPaintEvent>
#include <QPainter>

namespace uptake {

PictureHost::PictureHost(QWidget* parent) : QWidget(parent) {
  // The picture covers all of the widget.
  setAttribute(Qt::WA_OpaquePaintEvent);
}

void PictureHost::updateScene() {
  sceneDirty_ = true;
  update();
}

void PictureHost::updateSceneIn(const QRectF& area) {
  const QRectF inside = area & QRectF(rect());
  if (inside.isEmpty()) return;
  dirtyArea_ |= inside;
  update(inside.toAlignedRect());
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
  if (prepare_ && !part.isEmpty()) prepare_(picture_, part);
}

void PictureHost::paintEvent(QPaintEvent* event) {
  bringUpToDate();
  QPainter painter(this);
  painter.drawImage(QPointF(), picture_);
  if (overlay_) overlay_(painter, event->region());
}

QImage PictureHost::grabImage() {
  return grab().toImage();
}

QImage PictureHost::renderImage(double scale) {
  const double ratio = devicePixelRatioF() * scale;
  QImage image((QSizeF(size()) * ratio).toSize(), QImage::Format_RGB32);
  if (image.isNull()) return image;
  image.setDevicePixelRatio(ratio);
  if (prepare_) prepare_(image, image.rect());
  if (overlay_) {
    QPainter painter(&image);
    overlay_(painter, rect());
  }
  // What the picture is made from is now none of the screen's.
  sceneDirty_ = true;
  image.setDevicePixelRatio(1.0);
  return image;
}

}  // namespace uptake
