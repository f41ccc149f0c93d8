#include "annotation/tools/grow_tool.h"

#include "annotation/regions/range_rows.h"
#include "annotation/regions/region_sets.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace uptake {

namespace {

constexpr double kClickPixels = 4.0;
constexpr double kSeedPart = 0.5;
constexpr double kDeviations = 2.5;
constexpr double kLeastHu = 20.0;

int stepsOf(double radius) {
  return static_cast<int>(std::lround(radius / SphereGrowth::kStepMm));
}

ValueRange automaticRange(const Volume& image, ImageKind kind, const Eigen::Vector3i& seed) {
  if (kind == ImageKind::Pet)
    return {kind, kSeedPart * image.value(seed), std::numeric_limits<double>::infinity()};
  double sum = 0.0;
  double squares = 0.0;
  int count = 0;
  for (int k = -1; k <= 1; ++k)
    for (int j = -1; j <= 1; ++j)
      for (int i = -1; i <= 1; ++i) {
        const Eigen::Vector3i index = seed + Eigen::Vector3i(i, j, k);
        if (!image.grid().contains(index) || image.sliceState(index.z()) != Volume::SliceState::Loaded)
          continue;
        const double value = image.value(index);
        sum += value;
        squares += value * value;
        ++count;
      }
  const double mean = sum / count;
  const double deviation = std::sqrt(std::max(squares / count - mean * mean, 0.0));
  // How little other images may vary nobody knows.
  const double least = image.unit() == ValueUnit::Hounsfield ? kLeastHu : 0.0;
  const double reach = kDeviations * std::max(deviation, least);
  // The seed itself belongs to it whatever lies around.
  const double value = image.value(seed);
  return {kind, std::min(mean - reach, value), std::max(mean + reach, value)};
}

/// As it is recorded with the lesion.
QString algorithmName(const Volume& image, const ValueRange& used) {
  const QString unit = image.unitLabel();
  const int decimals = image.unit() == ValueUnit::Hounsfield ? 0 : 2;
  const QString low = QString::number(used.low, 'f', decimals);
  if (std::isinf(used.high)) return QStringLiteral("Uptake, grown from %1 %2 on").arg(unit, low);
  return QStringLiteral("Uptake, grown in %1 %2 to %3")
      .arg(unit, low, QString::number(used.high, 'f', decimals));
}

}  // namespace

void GrowTool::setRange(const ValueRange& range) {
  if (range == range_) return;
  range_ = range;
  Q_EMIT settingsChanged();
}

void GrowTool::setAutomatic(bool automatic) {
  if (automatic == automatic_) return;
  automatic_ = automatic;
  Q_EMIT settingsChanged();
}

void GrowTool::setLimit(Millimetres limit) {
  const Millimetres allowed{SphereGrowth::kStepMm *
                            stepsOf(std::clamp(limit, kLeastLimit, kMostLimit).value)};
  if (allowed == limit_) return;
  limit_ = allowed;
  Q_EMIT settingsChanged();
}

VoxelGesture::Start GrowTool::startOf(const SlicePointer& pointer) const {
  return {
      .at = pointer.position, .extends = pointer.extend, .erase = pointer.invert, .newMaskOn = range_.image};
}

void GrowTool::press(const SlicePointer& pointer) {
  if (gesture_.isActive()) return;
  CaseDocument& document = context_.document;
  image_ = range_.image == ImageKind::Pet ? document.pet() : document.ct();
  QString why;
  if (!image_)
    why =
        range_.image == ImageKind::Pet ? tr("There is no PET to grow on.") : tr("There is no CT to grow on.");
  else if (image_->isColour())
    why = tr("This series is in colour: it holds no values to grow on.");
  else if (!automatic_)
    why = rangeRefusal(document, range_);
  if (!why.isEmpty()) return Q_EMIT said(why);
  const ImageGrid& grid = image_->grid();
  const Eigen::Vector3i seed = grid.nearestVoxel(pointer.position);
  if (!grid.contains(seed)) return Q_EMIT said(tr("The image to grow on does not reach to this place."));
  if (image_->sliceState(seed.z()) == Volume::SliceState::Pending)
    return Q_EMIT said(tr("The image is still being read here; try again in a moment."));
  if (image_->sliceState(seed.z()) == Volume::SliceState::Missing)
    return Q_EMIT said(tr("The image lacks the slice at this place."));
  used_ = automatic_ ? automaticRange(*image_, range_.image, seed) : range_;
  const double value = image_->value(seed);
  if (range_.image == ImageKind::Pet && automatic_ && !(value > 0.0))
    return Q_EMIT said(tr("There is no uptake at this place."));
  if (!used_.contains(value))
    return Q_EMIT said(tr("%1 at this place is not within the range %2.")
                           .arg(imageValueText(*image_, value), rangeText(document, used_)));
  VoxelGesture::Start start = startOf(pointer);
  start.algorithm = algorithmName(*image_, used_);
  why = gesture_.begin(start);
  if (!why.isEmpty()) return Q_EMIT said(why);
  growth_ = std::make_unique<SphereGrowth>(image_, seed, used_.low, used_.high);
  start_ = pointer;
  seed_ = grid.toPatient(seed.cast<double>());
  dragged_ = false;
  steps_ = -1;
  preview(stepsOf(limit_.value));
}

void GrowTool::move(const SlicePointer& pointer) {
  if (!gesture_.isActive()) return;
  if (!gesture_.layer()) return cancel();
  const double way = (pointer.position - start_.position).norm();
  if (!dragged_ && way < kClickPixels * pointer.mmPerPixel) return;
  dragged_ = true;
  const double radius = std::clamp(way, kLeastLimit.value, kMostLimit.value);
  preview(stepsOf(radius));
}

void GrowTool::preview(int steps) {
  if (steps == steps_) return;
  steps_ = steps;
  const VoxelRegion region = onGrid(growth_->within(steps), image_->grid(), gesture_.layer()->labels.grid());
  gesture_.revert();
  gesture_.paint(region);
  Q_EMIT sketchChanged();
}

void GrowTool::release(const SlicePointer& pointer) {
  if (!gesture_.isActive()) return;
  move(pointer);
  if (!gesture_.isActive()) return;
  const bool erases = gesture_.change().erase;
  const QString name = gesture_.lesionName();
  const bool reading = growth_->metReading();
  const bool done = gesture_.commit(erases ? tr("Take grown region from %1") : tr("Grow %1"));
  const QString& others = gesture_.aboutOthers();
  if (reading) Q_EMIT said(tr("Slices that are still being read were left out."));
  if (!others.isEmpty())
    Q_EMIT said(others);
  else if (!done && !reading)
    Q_EMIT said(erases
                    ? tr("%1 has nothing of this region.").arg(name)
                    : tr("Nothing was added to %1: it has this region already, or it is locked.").arg(name));
  clear();
}

void GrowTool::clear() {
  growth_.reset();
  image_.reset();
  Q_EMIT sketchChanged();
}

void GrowTool::cancel() {
  if (!gesture_.isActive()) return;
  gesture_.cancel();
  clear();
}

ToolSketch GrowTool::sketch() const {
  ToolSketch sketch;
  if (!gesture_.isActive() || !growth_) return sketch;
  const double radius = steps_ * SphereGrowth::kStepMm;
  sketch.sphere = ToolSketch::Sphere{seed_, radius};
  std::ptrdiff_t count = 0;
  for (const LabelEdit& run : gesture_.runs()) count += run.length;
  const MaskLayer* layer = gesture_.layer();
  const double ml = layer ? static_cast<double>(count) * layer->labels.grid().voxelVolume().value : 0.0;
  sketch.text =
      tr("%1 mm · %2 ml").arg(QString::number(radius, 'f', 1), QString::number(ml, 'f', ml < 10.0 ? 2 : 1));
  sketch.text +=
      QLatin1Char('\n') + (std::isinf(used_.high) ? tr("from %1 on").arg(imageValueText(*image_, used_.low))
                                                  : rangeText(context_.document, used_));
  return sketch;
}

}  // namespace uptake
