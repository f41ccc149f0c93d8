#include "annotation/tools/hot_spot_tool.h"

#include "annotation/regions/range_rows.h"
#include "annotation/regions/region_sets.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace uptake {

namespace {

QString percentText(double part) {
  return QString::number(std::lround(part * 100.0));
}

double millilitres(const std::vector<LabelEdit>& runs, const ImageGrid& grid) {
  std::ptrdiff_t count = 0;
  for (const LabelEdit& run : runs) count += run.length;
  return static_cast<double>(count) * grid.voxelVolume().value;
}

/// As it is recorded with the lesion: by what it was really cut at.
QString algorithmName(const HotLesion& found, const HotLesionRule& rule) {
  const QString name =
      QStringLiteral("Uptake, %1 % of the maximum").arg(percentText(found.threshold / found.maximum));
  return found.guard == LeakGuard::None ? name
                                        : QStringLiteral("%1 (%2 % leaks)").arg(name, percentText(rule.part));
}

}  // namespace

HotSpotTool::HotSpotTool(ToolContext context, QObject* parent) : Tool(context, parent), gesture_(context) {
  const auto forget = [this] { setHeld(std::nullopt); };
  connect(&context.undoStack, &QUndoStack::indexChanged, this, forget);
  connect(&context.document, &CaseDocument::imagesChanged, this, forget);
}

void HotSpotTool::setRule(const HotLesionRule& rule) {
  rule_ = rule;
  Q_EMIT settingsChanged();
}

VoxelGesture::Start HotSpotTool::startOf(const SlicePointer& pointer) const {
  return {.at = pointer.position,
          .extends = pointer.extend,
          .newLesion = !pointer.extend && !pointer.invert,
          .erase = pointer.invert,
          .newMaskOn = ImageKind::Pet};
}

std::optional<Millimetres> HotSpotTool::furtherLimit() const {
  if (!held_ || !(held_->limit < kMostLimit)) return std::nullopt;
  return std::min(Millimetres{2.0 * held_->limit.value}, kMostLimit);
}

void HotSpotTool::setHeld(std::optional<Held> held) {
  if (!held && !held_) return;
  held_ = std::move(held);
  Q_EMIT furtherLimitChanged();
}

void HotSpotTool::goOn() {
  const std::optional<Millimetres> further = furtherLimit();
  if (!further || gesture_.isActive()) return;
  const Held held = *held_;
  while (context_.undoStack.index() > held.stepsBefore) context_.undoStack.undo();
  if (context_.document.mask(held.mask)) context_.selection.setSegment(held.mask, held.label);
  HotLesionRule rule = rule_;
  rule.limit = *further;
  draw(held.pointer, rule);
  release(held.pointer);
}

void HotSpotTool::press(const SlicePointer& pointer) {
  if (!gesture_.isActive()) draw(pointer, rule_);
}

void HotSpotTool::draw(const SlicePointer& pointer, const HotLesionRule& rule) {
  setHeld(std::nullopt);
  const auto pet = context_.document.pet();
  if (!pet) return Q_EMIT said(tr("There is no PET to find a hot spot on."));
  used_ = rule;
  clicked_ = {pointer, rule.limit, context_.undoStack.index(), context_.selection.mask(),
              context_.selection.segment()};
  const Result<HotLesion> found = hotLesion(*pet, pointer.position, rule);
  if (!found) return Q_EMIT said(found.error().message);
  limited_ = found->guard == LeakGuard::LimitSphere;
  if (found->region.box.isEmpty()) {
    setHeld(clicked_);
    return Q_EMIT said(
        tr("Nothing stands out here within %1 mm: what is joined to this place is as hot as it. "
           "A larger limit may draw it.")
            .arg(rule.limit.value));
  }
  VoxelGesture::Start start = startOf(pointer);
  start.algorithm = algorithmName(*found, rule);
  const QString why = gesture_.begin(start);
  if (!why.isEmpty()) return Q_EMIT said(why);
  preview(*found);
}

void HotSpotTool::preview(const HotLesion& found) {
  const MaskLayer& layer = *gesture_.layer();
  const ImageGrid& grid = layer.labels.grid();
  const ImageGrid& own = context_.document.pet()->grid();
  const Eigen::Vector3i peak = grid.nearestVoxel(own.toPatient(found.peak.cast<double>()));
  const Label there = grid.contains(peak) ? layer.labels.at(peak) : Label{0};
  hadIt_ = there != 0;
  if (hadIt_ && !gesture_.change().erase) {
    const QString why = gesture_.useLesion(there);
    if (!why.isEmpty()) {
      gesture_.cancel();
      return Q_EMIT said(why);
    }
  }
  gesture_.paint(onGrid(found.region, own, grid));
  describe(found);
  sketch_ = {};
  sketch_.sphere = ToolSketch::Sphere{own.toPatient(found.peak.cast<double>()), 0.0};
  sketch_.text = summary_;
  Q_EMIT sketchChanged();
}

void HotSpotTool::describe(const HotLesion& found) {
  const Volume& pet = *context_.document.pet();
  const double ml = millilitres(gesture_.runs(), gesture_.layer()->labels.grid());
  const QString part = percentText(found.threshold / found.maximum);
  summary_ = tr("%1 ml, from %2 on (%3 % of %4)")
                 .arg(QString::number(ml, 'f', ml < 10.0 ? 2 : 1), imageValueText(pet, found.threshold), part,
                      imageValueText(pet, found.maximum));
  const QString wanted = percentText(used_.part);
  switch (found.guard) {
    case LeakGuard::None:
      break;
    case LeakGuard::HotterNeighbour:
      summary_ += tr("; at %1 % it would be joined to something hotter").arg(wanted);
      break;
    case LeakGuard::LimitSphere:
      summary_ +=
          tr("; at %1 % it would reach beyond %2 mm from its maximum").arg(wanted).arg(used_.limit.value);
      break;
    case LeakGuard::SuddenGrowth:
      summary_ += tr("; at %1 % it would run into its surroundings").arg(wanted);
      break;
  }
}

void HotSpotTool::release(const SlicePointer&) {
  if (!gesture_.isActive()) return;
  const QString name = gesture_.lesionName();
  const bool erases = gesture_.change().erase;
  const bool done = gesture_.commit(erases ? tr("Take hot spot from %1") : tr("Draw hot spot %1"));
  sketch_ = {};
  Q_EMIT sketchChanged();
  if (limited_) setHeld(clicked_);
  const QString& others = gesture_.aboutOthers();
  if (done)
    Q_EMIT said(QStringLiteral("%1: %2. %3").arg(name, summary_, others).trimmed());
  else if (!others.isEmpty() && !hadIt_)
    Q_EMIT said(others);
  else if (erases)
    Q_EMIT said(tr("%1 has nothing of this hot spot.").arg(name));
  else if (hadIt_)
    Q_EMIT said(tr("%1 has this hot spot already.").arg(name));
  else
    Q_EMIT said(tr("Nothing was drawn: the mask has no free voxel there."));
}

void HotSpotTool::cancel() {
  gesture_.cancel();
  sketch_ = {};
  Q_EMIT sketchChanged();
}

ToolSketch HotSpotTool::sketch() const {
  return sketch_;
}

}  // namespace uptake
