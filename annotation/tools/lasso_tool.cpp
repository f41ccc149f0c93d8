#include "annotation/tools/lasso_tool.h"

#include "annotation/regions/polygon_rows.h"

#include <cmath>

namespace uptake {

namespace {

constexpr double kLassoClickPixels = 4.0;  // a press that moves less is a click
constexpr double kCornerPixels = 8.0;      // near a corner
constexpr int kDoubleClickMs = 400;
constexpr double kStepPixels = 1.5;  // between points of a lasso

}  // namespace

bool LassoTool::isOnSlice(const SlicePointer& pointer) const {
  return std::abs(start_.plane.distance(pointer.position)) <= kDuplicatePositionMm &&
         start_.plane.normal().cross(pointer.plane.normal()).norm() <= kDirectionTolerance;
}

bool LassoTool::isNear(const Point& a, const SlicePointer& b) const {
  return (a - b.position).norm() <= kCornerPixels * b.mmPerPixel;
}

VoxelGesture::Start LassoTool::startOf(const SlicePointer& pointer) const {
  return {
      .at = pointer.position, .extends = pointer.extend, .erase = pointer.invert, .newMaskOn = pointer.image};
}

void LassoTool::press(const SlicePointer& pointer) {
  if (gesture_.isActive()) {
    if (form_ != Form::Polygon || pressed_) return;
    if (!isOnSlice(pointer))
      return Q_EMIT said(tr(
          "The polygon lies on another slice: go back to it, close it with Return or leave it with Escape."));
    pressed_ = true;
    // The second click of a double click comes to the corner that the first has made.
    const bool closes =
        points_.size() >= 3 && (isNear(points_.front(), pointer) || isNear(points_.back(), pointer));
    if (closes) {
      closedAt_ = pointer.position;
      close();
      closed_.start();
      return;
    }
    if (!isNear(points_.back(), pointer)) points_.push_back(pointer.position);
    loose_.reset();
    return preview();
  }
  // A double click on a corner that is there already closes with its first half: the second begins nothing.
  if (closed_.isValid() && closed_.elapsed() < kDoubleClickMs && isNear(closedAt_, pointer)) return;
  const QString why = gesture_.begin(startOf(pointer));
  if (!why.isEmpty()) return Q_EMIT said(why);
  form_ = Form::Open;
  start_ = pointer;
  points_ = {pointer.position};
  loose_.reset();
  pressed_ = true;
  Q_EMIT sketchChanged();
}

void LassoTool::move(const SlicePointer& pointer) {
  if (!gesture_.isActive()) return;
  if (!gesture_.layer()) return cancel();
  if (!isOnSlice(pointer)) return;  // scrolled meanwhile
  const double way = (pointer.position - points_.back()).norm();
  if (form_ == Form::Polygon) {
    loose_ = pointer.position;
    return preview();
  }
  if (!pressed_) return;
  if (form_ == Form::Open) {
    if (way < kLassoClickPixels * pointer.mmPerPixel) return;
    form_ = Form::Lasso;
  }
  if (way < kStepPixels * pointer.mmPerPixel) return;
  points_.push_back(pointer.position);
  preview();
}

void LassoTool::release(const SlicePointer& pointer) {
  if (!gesture_.isActive() || !pressed_) return;
  move(pointer);
  if (!gesture_.isActive()) return;
  pressed_ = false;
  if (form_ == Form::Lasso) return close();
  form_ = Form::Polygon;
}

void LassoTool::finish() {
  if (gesture_.isActive() && form_ == Form::Polygon) {
    loose_.reset();
    close();
  }
}

std::vector<Point> LassoTool::outline() const {
  std::vector<Point> points = points_;
  if (loose_) points.push_back(*loose_);
  return points;
}

std::vector<VoxelRun> LassoTool::rowsWithin(const std::vector<Point>& points) const {
  return rowsInPolygon(gesture_.layer()->labels.grid(), points, start_.plane, {start_.thickness});
}

void LassoTool::preview() {
  if (!gesture_.layer()) return cancel();
  gesture_.revert();
  gesture_.paint(rowsWithin(outline()));
  Q_EMIT sketchChanged();
}

void LassoTool::close() {
  loose_.reset();
  preview();
  if (!gesture_.isActive()) return;
  const std::size_t corners = points_.size();
  const bool erases = gesture_.change().erase;
  const QString name = gesture_.lesionName();
  const bool covers = !rowsWithin(points_).empty();
  const bool done = gesture_.commit(erases ? tr("Erase lasso on %1") : tr("Lasso on %1"));
  clear();
  const QString& others = gesture_.aboutOthers();
  if (!others.isEmpty()) Q_EMIT said(others);
  if (done || !others.isEmpty()) return;
  if (corners < 3)
    Q_EMIT said(tr("Draw around an area, or click at least three corners."));
  else if (!covers)
    Q_EMIT said(tr("No voxel of the mask lies inside the line."));
  else if (erases)
    Q_EMIT said(tr("%1 has nothing inside the line.").arg(name));
  else
    Q_EMIT said(tr("Nothing was changed: %1 has it already, or it is locked.").arg(name));
}

void LassoTool::clear() {
  points_.clear();
  loose_.reset();
  pressed_ = false;
  Q_EMIT sketchChanged();
}

void LassoTool::cancel() {
  if (!gesture_.isActive()) return;
  gesture_.cancel();
  clear();
}

ToolSketch LassoTool::sketch() const {
  ToolSketch sketch;
  if (!gesture_.isActive()) return sketch;
  sketch.line = outline();
  sketch.closed = sketch.line.size() > 2;
  sketch.corners = form_ != Form::Lasso;
  return sketch;
}

}  // namespace uptake
