#include "viewer/volume/volume_view_p.h"

#include <QApplication>
#include <QMouseEvent>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>
#include <utility>

// The mouse in a three-dimensional view.
namespace uptake {

namespace {

constexpr double kVolumeDegreesPerPixel = 0.5;
constexpr double kVolumeDegreesPerStep = 10.0;
constexpr double kVolumeZoomPerPixel = 0.01;
constexpr double kVolumeZoomPerStep = 0.15;
constexpr int kVolumeWheelStep = 120;
constexpr double kGrabHandle = 8.0;    // px
constexpr double kLeastBoxSize = 5.0;  // mm

}  // namespace

bool VolumeView::Private::eventFilter(QObject*, QEvent* event) {
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
    case QEvent::Show:
      lesions.setActive(true);
      changeScene();
      return false;
    case QEvent::Resize:
      // The layout has not given the picture its size yet.
      isMoving = true;
      rest.start();
      if (!coalesce.isActive()) coalesce.start();
      return false;
    case QEvent::Hide:
      lesions.setActive(false);
      Q_EMIT view.hovered(std::nullopt);
      return false;
    case QEvent::Leave:
      Q_EMIT view.hovered(std::nullopt);
      return false;
    default:
      return false;
  }
}

void VolumeView::Private::tellPlace(const QPointF& pixel) {
  Q_EMIT view.hovered(view.placeAt(pixel));
}

Point VolumeView::Private::middleOf(const Face& of) const {
  const VolumeBox& box = *volume.box();
  Point at = (box.low + box.high) / 2.0;
  at[of.axis] = of.high ? box.high[of.axis] : box.low[of.axis];
  return at;
}

std::optional<VolumeView::Private::Face> VolumeView::Private::faceAt(const QPointF& pixel) const {
  if (!volume.box()) return std::nullopt;
  std::optional<Face> nearest;
  double least = kGrabHandle;
  for (int axis = 0; axis < 3; ++axis)
    for (const bool high : {false, true}) {
      const Face each{axis, high};
      const QPointF way = geometry().toPixel(middleOf(each)) - pixel;
      const double distance = std::hypot(way.x(), way.y());
      if (distance > least) continue;
      least = distance;
      nearest = each;
    }
  return nearest;
}

void VolumeView::Private::press(const QMouseEvent& event) {
  Q_EMIT view.activated();
  if (gesture != Gesture::None) return;
  pressed = last = event.position();
  pressedZoom = zoom;
  switch (event.button()) {
    case Qt::LeftButton:
      face = faceAt(pressed);
      if (face) boxBefore = *volume.box();
      gesture = face ? Gesture::Box : Gesture::Click;
      break;
    case Qt::RightButton:
      gesture = Gesture::Zoom;
      break;
    case Qt::MiddleButton:
      gesture = Gesture::Pan;
      break;
    default:
      break;
  }
}

void VolumeView::Private::move(const QMouseEvent& event) {
  const QPointF position = event.position();
  const QPointF way = position - last;
  switch (gesture) {
    case Gesture::Click:
      if ((position - pressed).manhattanLength() < QApplication::startDragDistance()) return;
      gesture = Gesture::Turn;
      [[fallthrough]];
    case Gesture::Turn:
      turn(way.x() * kVolumeDegreesPerPixel, way.y() * kVolumeDegreesPerPixel);
      break;
    case Gesture::Zoom:
      zoomAbout(pressed, pressedZoom * std::exp((pressed.y() - position.y()) * kVolumeZoomPerPixel));
      break;
    case Gesture::Pan: {
      const double mm = fitted() / zoom;
      centre -= mm * (way.x() * axes.col(0) + way.y() * axes.col(1));
      moveCamera();
      break;
    }
    case Gesture::Box:
      dragBox(position);
      break;
    case Gesture::None:
      view.setCursor(faceAt(position) ? Qt::SizeAllCursor : Qt::ArrowCursor);
      tellPlace(position);
      break;
  }
  last = position;
}

/// The face follows the pointer along its axis, as far as that is seen from the side.
void VolumeView::Private::dragBox(const QPointF& position) {
  const SliceGeometry shown = geometry();
  const Direction along = Direction::Unit(face->axis);
  const Eigen::Vector2d seen(along.dot(shown.plane().right), along.dot(shown.plane().down));
  if (seen.norm() < 0.1) return;
  const QPointF way = position - pressed;
  const double mm = Eigen::Vector2d(way.x(), way.y()).dot(seen) / seen.squaredNorm() * shown.mmPerPixel();
  VolumeBox box = boxBefore;
  double& low = box.low[face->axis];
  double& high = box.high[face->axis];
  if (face->high)
    high = std::max(std::round(high + mm), low + kLeastBoxSize);
  else
    low = std::min(std::round(low + mm), high - kLeastBoxSize);
  volume.setBox(box);
  isMoving = true;
  rest.start();
}

void VolumeView::Private::release(const QMouseEvent& event) {
  const bool ends = (event.button() == Qt::LeftButton &&
                     (gesture == Gesture::Click || gesture == Gesture::Turn || gesture == Gesture::Box)) ||
                    (event.button() == Qt::RightButton && gesture == Gesture::Zoom) ||
                    (event.button() == Qt::MiddleButton && gesture == Gesture::Pan);
  if (!ends) return;
  const Gesture ended = std::exchange(gesture, Gesture::None);
  const bool isClick = (event.position() - pressed).manhattanLength() < QApplication::startDragDistance();
  if (ended == Gesture::Zoom && isClick) Q_EMIT view.menuRequested(event.globalPosition().toPoint());
  if (ended != Gesture::Click) return;
  if (const std::optional<Point> place = view.placeAt(event.position())) state.setCrosshair(*place);
}

void VolumeView::Private::wheel(const QWheelEvent& event) {
  Q_EMIT view.activated();
  const QPoint angle = event.angleDelta();
  wheelRest += angle.y() != 0 ? angle.y() : angle.x();
  const int steps = wheelRest / kVolumeWheelStep;
  wheelRest -= steps * kVolumeWheelStep;
  if (steps == 0) return;
  if (event.modifiers().testFlag(Qt::ControlModifier))
    zoomAbout(event.position(), zoom * std::exp(steps * kVolumeZoomPerStep));
  else
    turn(steps * kVolumeDegreesPerStep, 0.0);
}

}  // namespace uptake
