#include "annotation/measure/measure_gesture.h"

#include "annotation/commands/measurement_edit.h"
#include "core/units.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace uptake {

namespace {

/// A hand that clicks trembles by a screen pixel.
constexpr double kMeasureClickPixels = 2.0;

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::MeasureGesture)
};

}  // namespace

void MeasureGesture::begin(const SlicePointer& pointer) {
  active_ = true;
  dragged_ = false;
  plane_ = pointer.plane;
  start_ = pointer.position;
  set_ = 0;
}

void MeasureGesture::draw(MeasurementKind kind, const SlicePointer& pointer) {
  begin(pointer);
  before_.reset();
  handle_ = -1;
  now_ = Measurement();
  now_.kind = kind;
  now_.plane = pointer.plane;
  now_.plane.origin = start_;
  now_.points.assign(measurementPointCount(kind), start_);
  now_.frameOfReferenceUid = pointer.frameOfReferenceUid;
  shown_ = false;
}

void MeasureGesture::adjust(const MeasureHit& hit, const SlicePointer& pointer) {
  if (context_.document.measurement(hit.id)->isGiven) return;
  begin(pointer);
  handle_ = hit.handle;
  before_ = *context_.document.measurement(hit.id);
  now_ = *before_;
  shown_ = true;
}

std::optional<Point> MeasureGesture::onPlane(const SlicePointer& pointer) const {
  if (pointer.plane.normal().cross(plane_.normal()).norm() > kDirectionTolerance) return std::nullopt;
  return plane_.project(pointer.position);
}

void MeasureGesture::drag(const SlicePointer& pointer) {
  if (!active_) return;
  // The study was closed, or the measurement went, under the hand.
  if (shown_ && !context_.document.measurement(now_.id)) {
    active_ = false;
    return;
  }
  const std::optional<Point> point = onPlane(pointer);
  if (point) follow(*point, pointer);
}

void MeasureGesture::follow(const Point& point, const SlicePointer& pointer) {
  const double smallest = kMeasureClickPixels * pointer.mmPerPixel;
  const bool beyondClick = (point - start_).norm() >= smallest;
  if (before_) {
    // Once begun, a move follows all the way back to where it started.
    dragged_ = dragged_ || beyondClick;
    if (dragged_) adjusted(point, pointer);
    return;
  }
  dragged_ = beyondClick;
  switch (now_.kind) {
    case MeasurementKind::Angle:
      now_.points[2] = point;
      if (set_ < 2) now_.points[1] = point;
      break;
    case MeasurementKind::Ellipse:
      drawEllipse(point, pointer.extend, smallest);
      return;
    case MeasurementKind::Distance:
    case MeasurementKind::Sphere:
      now_.points[1] = point;
      break;
  }
  beyondClick || set_ == 2 ? show() : hide();
}

void MeasureGesture::drawEllipse(const Point& point, bool asCircle, double smallest) {
  double width = (point - start_).dot(plane_.right);
  double height = (point - start_).dot(plane_.down);
  if (asCircle) {
    const double side = std::max(std::abs(width), std::abs(height));
    width = std::copysign(side, width);
    height = std::copysign(side, height);
  }
  if (std::min(std::abs(width), std::abs(height)) < smallest) return hide();
  const Point centre = start_ + (width * plane_.right + height * plane_.down) / 2.0;
  now_.points = {centre, centre + std::abs(width) / 2.0 * plane_.right,
                 centre + std::abs(height) / 2.0 * plane_.down};
  show();
}

void MeasureGesture::adjusted(const Point& point, const SlicePointer& pointer) {
  const Eigen::Vector3d by = point - start_;
  const double smallest = pointer.mmPerPixel;
  now_.points = before_->points;
  now_.plane = before_->plane;
  const auto& old = before_->points;
  const auto at = static_cast<std::size_t>(std::max(handle_, 0));
  if (handle_ < 0) {
    for (Point& each : now_.points) each += by;
    now_.plane.origin += by;
  } else if (now_.kind == MeasurementKind::Ellipse) {
    // Ends of an axis stay opposite each other: the centre stays where it is.
    const std::size_t axis = at % 2 == 0 ? 1 : 2;
    const Direction along = (old[axis] - old[0]).normalized();
    const double side = at < 2 ? 1.0 : -1.0;
    const double length = std::max((old[axis] - old[0]).norm() + side * by.dot(along), smallest);
    now_.points[axis] = old[0] + length * along;
    const std::size_t other = 3 - axis;
    if (pointer.extend) now_.points[other] = old[0] + length * (old[other] - old[0]).normalized();
  } else if (now_.kind == MeasurementKind::Sphere) {
    // The surface follows the pointer, which may be in a slice beside the centre.
    const Point pulled = measurementHandles(*before_, plane_)[at] + by;
    const double radius = std::max((pulled - old[0]).norm(), smallest);
    now_.points[1] = old[0] + radius * (old[1] - old[0]).normalized();
  } else {
    now_.points[at] += by;
    // Ends that meet would measure nothing.
    if (!measurementDefect(now_).isEmpty()) now_.points[at] = old[at];
  }
  if (*context_.document.measurement(now_.id) != now_) context_.document.updateMeasurement(now_);
}

void MeasureGesture::show() {
  if (shown_)
    context_.document.updateMeasurement(now_);
  else
    now_.id = context_.document.insertMeasurement(now_);
  shown_ = true;
}

void MeasureGesture::hide() {
  if (!shown_) return;
  context_.document.takeMeasurement(now_.id);
  shown_ = false;
}

bool MeasureGesture::release(const SlicePointer& pointer) {
  drag(pointer);
  if (!active_) return true;
  const bool goesOn = !before_ && now_.kind == MeasurementKind::Angle;
  if (!goesOn) return finish();
  if (!onPlane(pointer)) return true;
  // A click that did not move away from the point before sets none.
  const Point& last = set_ < 2 ? start_ : now_.points[1];
  const bool isApart = (now_.points[2] - last).norm() >= kMeasureClickPixels * pointer.mmPerPixel;
  if (set_ == 0) set_ = 1;
  if (isApart) ++set_;
  return set_ == 3 ? finish() : true;
}

bool MeasureGesture::finish() {
  active_ = false;
  const bool changed = before_ ? now_ != *before_ : shown_;
  if (!changed) return dragged_;
  const QString text = !before_      ? Texts::tr("Measure %1")
                       : handle_ < 0 ? Texts::tr("Move %1")
                                     : Texts::tr("Change %1");
  context_.undoStack.push(
      new MeasurementEdit(context_, before_, now_, text.arg(measurementMenuName(now_)), EditState::Done));
  context_.selection.setMeasurement(now_.id);
  return true;
}

void MeasureGesture::cancel() {
  if (!active_) return;
  active_ = false;
  if (shown_ && !context_.document.measurement(now_.id)) return;
  if (!before_)
    hide();
  else if (now_ != *before_)
    context_.document.updateMeasurement(*before_);
}

}  // namespace uptake
