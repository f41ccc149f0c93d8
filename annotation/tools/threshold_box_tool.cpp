#include "annotation/tools/threshold_box_tool.h"

#include "annotation/regions/range_rows.h"

#include <algorithm>
#include <cmath>

namespace uptake {

namespace {

constexpr double kBoxClickPixels = 4.0;

/// As it is recorded with the lesion.
QString ruleName(ThresholdRule rule) {
  switch (rule) {
    case ThresholdRule::Suv25:
      return QStringLiteral("SUV 2.5");
    case ThresholdRule::Suv40:
      return QStringLiteral("SUV 4.0");
    case ThresholdRule::Part41:
      return QStringLiteral("41 % of the maximum");
    case ThresholdRule::Part50:
      return QStringLiteral("50 % of the maximum");
    case ThresholdRule::Background:
      break;
  }
  return QStringLiteral("41 % above background");
}

}  // namespace

void ThresholdBoxTool::setRule(ThresholdRule rule) {
  if (rule == rule_) return;
  rule_ = rule;
  Q_EMIT settingsChanged();
}

void ThresholdBoxTool::setDepth(Millimetres depth) {
  const Millimetres allowed = std::clamp(depth, Millimetres{0.0}, kMostDepth);
  if (allowed == depth_) return;
  depth_ = allowed;
  Q_EMIT settingsChanged();
}

OrientedBox ThresholdBoxTool::boxTo(const SlicePointer& pointer) const {
  OrientedBox box;
  const SlicePlane& plane = start_->plane;
  box.axes.col(0) = plane.right;
  box.axes.col(1) = plane.down;
  box.axes.col(2) = plane.normal();
  // Onto the plane of the press: the wheel may have turned meanwhile.
  const Point end =
      pointer.position - (pointer.position - start_->position).dot(plane.normal()) * plane.normal();
  box.centre = (start_->position + end) / 2.0;
  box.half = (box.axes.transpose() * (end - start_->position)).cwiseAbs() / 2.0;
  box.half.z() = depth_.value > 0.0 ? depth_.value / 2.0 : std::max(box.half.x(), box.half.y());
  return box;
}

VoxelGesture::Start ThresholdBoxTool::startOf(const SlicePointer& pointer) const {
  return {.at = pointer.position,
          .extends = pointer.extend,
          .newLesion = !pointer.extend && !pointer.invert,
          .erase = pointer.invert,
          .newMaskOn = ImageKind::Pet,
          .algorithm = QStringLiteral("Uptake, %1 in a box").arg(ruleName(rule_))};
}

void ThresholdBoxTool::press(const SlicePointer& pointer) {
  if (start_) return;
  if (!context_.document.pet())
    return Q_EMIT said(tr("There is no PET whose values a threshold could be about."));
  const QString why = gesture_.begin(startOf(pointer));
  if (!why.isEmpty()) return Q_EMIT said(why);
  start_ = pointer;
  dragged_ = false;
  box_ = {};
}

void ThresholdBoxTool::move(const SlicePointer& pointer) {
  if (!start_) return;
  if (!gesture_.layer() || !context_.document.pet()) return cancel();
  const OrientedBox box = boxTo(pointer);
  if (!dragged_ && box.half.head<2>().maxCoeff() * 2.0 < kBoxClickPixels * pointer.mmPerPixel) return;
  if (dragged_ && box == box_) return;
  dragged_ = true;
  box_ = box;
  preview();
}

void ThresholdBoxTool::preview() {
  const Volume& pet = *context_.document.pet();
  const ImageGrid& grid = gesture_.layer()->labels.grid();
  gesture_.revert();
  summary_.clear();
  refusal_.clear();
  const Result<BoxThreshold> found = boxThreshold(pet, box_, rule_);
  if (!found) {
    refusal_ = found.error().message;
  } else {
    const VoxelRegion region = atLeast(pet, box_, found->threshold, grid);
    gesture_.paint(region);
    std::ptrdiff_t count = 0;
    for (const LabelEdit& run : gesture_.runs()) count += run.length;
    const double ml = static_cast<double>(count) * grid.voxelVolume().value;
    summary_ = tr("%1 ml from %2 on")
                   .arg(QString::number(ml, 'f', ml < 10.0 ? 2 : 1), imageValueText(pet, found->threshold));
    if (rule_ == ThresholdRule::Background)
      summary_ += tr("; around it %1").arg(imageValueText(pet, found->background));
    if (region.isEmpty())
      refusal_ = tr("Nothing in the box reaches %1; its maximum is %2.")
                     .arg(imageValueText(pet, found->threshold), imageValueText(pet, found->maximum));
  }
  Q_EMIT sketchChanged();
}

void ThresholdBoxTool::release(const SlicePointer& pointer) {
  if (!start_) return;
  move(pointer);
  if (!start_) return;
  const QString name = gesture_.lesionName();
  const bool erases = gesture_.change().erase;
  const bool done =
      gesture_.commit(erases ? tr("Take threshold in box from %1") : tr("Draw threshold in box %1"));
  const QString& others = gesture_.aboutOthers();
  if (done)
    Q_EMIT said(QStringLiteral("%1: %2. %3").arg(name, summary_, others).trimmed());
  else if (!others.isEmpty())
    Q_EMIT said(others);
  else if (!dragged_)
    Q_EMIT said(tr("Drag a box around what is to become a lesion."));
  else
    Q_EMIT said(!refusal_.isEmpty() ? refusal_
                                    : tr("Nothing was changed: no voxel in the box was free for it."));
  clear();
}

void ThresholdBoxTool::clear() {
  start_.reset();
  dragged_ = false;
  Q_EMIT sketchChanged();
}

void ThresholdBoxTool::cancel() {
  if (!start_) return;
  gesture_.cancel();
  clear();
}

ToolSketch ThresholdBoxTool::sketch() const {
  ToolSketch sketch;
  if (!start_ || !dragged_) return sketch;
  sketch.box = box_;
  const Eigen::Vector3d size = box_.half * 2.0;
  sketch.text = QStringLiteral("%1 × %2 × %3 mm")
                    .arg(std::lround(size.x()))
                    .arg(std::lround(size.y()))
                    .arg(std::lround(size.z()));
  if (!summary_.isEmpty()) sketch.text += QStringLiteral("\n") + summary_;
  return sketch;
}

}  // namespace uptake
