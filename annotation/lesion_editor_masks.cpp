#include "annotation/commands/mask_edit.h"
#include "annotation/commands/mask_presence.h"
#include "annotation/commands/new_lesion.h"
#include "annotation/commands/taken_voxels.h"
#include "annotation/lesion_editor.h"
#include "annotation/regions/lung_region.h"
#include "annotation/regions/region_sets.h"
#include "core/mask/lesion_colours.h"

#include <algorithm>
#include <mutex>

// The operations of LesionEditor that put lesions, masks and the CT in relation.

namespace uptake {

namespace {

/// Whether positions of one mean the same place in the other, as far as anything says.
bool shareSpace(const SeriesSource& a, const SeriesSource& b) {
  return a.frameOfReferenceUid.isEmpty() || b.frameOfReferenceUid.isEmpty() ||
         a.frameOfReferenceUid == b.frameOfReferenceUid;
}

QString gridName(const SeriesSource& source) {
  return source.modality == QLatin1String("PT") ? QStringLiteral("PET") : source.modality;
}

double volumeOf(const VoxelRegion& region, const ImageGrid& grid) {
  return static_cast<double>(region.count()) * grid.voxelVolume().value;
}

QString volumeText(double millilitres) {
  return QString::number(millilitres, 'f', millilitres < 10.0 ? 2 : 1);
}

}  // namespace

/// The lungs of the CT that was asked for last; several operations in a row need them.
struct LesionEditor::LungCache {
  std::mutex mutex;
  std::weak_ptr<const Volume> ct;
  VoxelRegion region;
  bool withoutAirway = true;
};

void LesionEditor::moveTo(LesionRef lesion, Label other) {
  if (isBusy() || lesion.number == other || !mayChange(lesion) || !mayChange({lesion.mask, other})) return;
  const MaskLayer& mask = *context_.document.mask(lesion.mask);
  const QString text = tr("Move %1 to %2").arg(nameOf(lesion), nameOf({lesion.mask, other}));
  std::vector<LabelEdit> runs = runsToChange(mask, regionOf(mask.labels, lesion.number), {other, false});
  std::vector<SegmentChange> changes{{*mask.segment(lesion.number), std::nullopt}};
  pushLesionEdit(context_, lesion.mask, std::move(runs), std::move(changes), text);
  context_.selection.setSegment(lesion.mask, other);
}

void LesionEditor::addLesion(MaskId id, const VoxelRegion& region, Segment segment, const QString& text,
                             const std::function<QString(double)>& done, bool takesOthers) {
  const MaskLayer* mask = context_.document.mask(id);
  if (!mask) return;
  if (mask->locks.all) {
    Q_EMIT said(tr("The mask %1 is locked.").arg(mask->name));
    return;
  }
  segment.number = freeLesionNumber(mask->segments);
  if (segment.number == 0) {
    Q_EMIT said(tr("All numbers of lesions are taken in the mask %1.").arg(mask->name));
    return;
  }
  segment.colour = freeLesionColour(segment.number, coloursOf(context_.document));
  std::vector<LabelEdit> runs = runsToReplace(*mask, region, segment.number, takesOthers);
  if (runs.empty()) {
    Q_EMIT said(tr("No free voxel of the mask %1 lies there; nothing was added.").arg(mask->name));
    return;
  }
  std::ptrdiff_t voxels = 0;
  for (const LabelEdit& run : runs) voxels += run.length;
  const double volume = static_cast<double>(voxels) * mask->labels.grid().voxelVolume().value;
  const QString taken = takenSentence(*mask, runs);
  pushLesionEdit(context_, id, std::move(runs), {{std::nullopt, std::move(segment)}}, text);
  Q_EMIT said(QStringLiteral("%1 %2").arg(done(volume), taken).trimmed());
}

void LesionEditor::copyTo(LesionRef lesion, MaskId id) {
  const MaskLayer* from = context_.document.mask(lesion.mask);
  const MaskLayer* to = context_.document.mask(id);
  if (isBusy() || !from || !to) return;
  if (!from->segment(lesion.number)) {
    Q_EMIT said(tr("Select a lesion first."));
    return;
  }
  if (!shareSpace(from->source, to->source)) {
    Q_EMIT said(tr("The masks %1 and %2 have different frames of reference; nothing was copied.")
                    .arg(from->name, to->name));
    return;
  }
  const bool sameGrid = from->labels.grid().sameAs(to->labels.grid());
  Segment segment = *from->segment(lesion.number);
  run(
      {lesion},
      [target = to->labels.grid()](const std::vector<Snapshot>& before, JobControl& control) {
        control.setProgress(0, 0, tr("Computing"));
        return Result<std::vector<VoxelRegion>>(
            std::vector<VoxelRegion>{onGrid(before.front().region, before.front().grid, target)});
      },
      [this, id, sameGrid, segment](const std::vector<Snapshot>& before, std::vector<VoxelRegion> after) {
        const MaskLayer* mask = context_.document.mask(id);
        if (!mask) return;
        const MaskLayer& source = *context_.document.mask(before.front().lesion.mask);
        const QString name = menuName(segment.label);
        const double millilitres = volumeOf(before.front().region, before.front().grid);
        const auto done = [&](double volume) {
          if (sameGrid) return tr("%1 was copied to %2: %3 ml.").arg(name, mask->name, volumeText(volume));
          return tr("%1 was resampled from the %2 grid to the %3 grid (nearest voxel): %4 ml became %5 ml.")
              .arg(name, gridName(source.source), gridName(mask->source), volumeText(millilitres),
                   volumeText(volume));
        };
        addLesion(id, after.front(), segment, tr("Copy %1 to %2").arg(name, menuName(mask->name)), done,
                  !context_.selection.protectsOthers());
      });
}

void LesionEditor::combine(LesionRef lesion, LesionRef other, Combination how) {
  if (isBusy() || !mayChange(lesion)) return;
  const MaskLayer& mask = *context_.document.mask(lesion.mask);
  const MaskLayer* with = context_.document.mask(other.mask);
  if (!with || !with->segment(other.number) || lesion == other) return;
  if (!shareSpace(mask.source, with->source)) {
    Q_EMIT said(tr("The masks %1 and %2 have different frames of reference; nothing changed.")
                    .arg(mask.name, with->name));
    return;
  }
  const QString name = nameOf(lesion);
  const QString otherName = nameOf(other);
  QString text;
  QString nothing;
  switch (how) {
    case Combination::Union:
      text = tr("Add %2 to %1").arg(name, otherName);
      nothing = tr("%1 holds all of %2 that is free already; nothing changed.").arg(name, otherName);
      break;
    case Combination::Intersection:
      text = tr("Clip %1 to %2").arg(name, otherName);
      nothing = tr("%1 lies within %2 already; nothing changed.").arg(name, otherName);
      break;
    case Combination::Difference:
      text = tr("Subtract %2 from %1").arg(name, otherName);
      nothing = tr("%2 does not overlap %1; nothing changed.").arg(name, otherName);
      break;
  }
  const Wording wording{text, nothing,
                        with->segment(other.number)->algorithm == SegmentAlgorithm::Manual
                            ? QString()
                            : with->segment(other.number)->algorithmName};
  const bool sameGrid = mask.labels.grid().sameAs(with->labels.grid());
  const QString resampled =
      sameGrid ? QString()
               : tr("%1 was resampled from the %2 grid to the %3 grid for it (nearest voxel).")
                     .arg(otherName, gridName(with->source), gridName(mask.source));
  run(
      {lesion, other},
      [how](const std::vector<Snapshot>& before, JobControl& control) {
        control.setProgress(0, 0, tr("Computing"));
        const VoxelRegion& own = before[0].region;
        const VoxelRegion there = onGrid(before[1].region, before[1].grid, before[0].grid);
        VoxelRegion result;
        switch (how) {
          case Combination::Union:
            result = unitedWith(own, there);
            break;
          case Combination::Intersection:
            result = intersectedWith(own, there);
            break;
          case Combination::Difference:
            result = without(own, there);
            break;
        }
        return Result<std::vector<VoxelRegion>>(std::vector<VoxelRegion>{std::move(result)});
      },
      [this, wording, resampled](const std::vector<Snapshot>& before, std::vector<VoxelRegion> after) {
        if (!resampled.isEmpty()) Q_EMIT said(resampled);
        replace(before.front(), after.front(), wording);
      });
}

std::function<Result<VoxelRegion>(JobControl&)> LesionEditor::lungFinder() {
  const std::shared_ptr<const Volume> ct = context_.document.ct();
  if (!ct) {
    Q_EMIT said(tr("There is no CT to find the lungs in."));
    return {};
  }
  for (int k = 0; k < ct->grid().size().z(); ++k)
    if (ct->sliceState(k) == Volume::SliceState::Pending) {
      Q_EMIT said(tr("The CT is still being read; try again in a moment."));
      return {};
    }
  if (!lungs_) lungs_ = std::make_shared<LungCache>();
  return [ct, cache = lungs_](JobControl& control) -> Result<VoxelRegion> {
    const std::scoped_lock lock(cache->mutex);
    if (cache->ct.lock() == ct && !cache->region.box.isEmpty()) return cache->region;
    Result<Lungs> lungs = lungRegion(*ct, control);
    if (!lungs) return lungs.error();
    cache->ct = ct;
    cache->region = std::move(lungs->region);
    cache->withoutAirway = lungs->withoutAirway;
    return cache->region;
  };
}

void LesionEditor::addLungs(MaskId id) {
  if (isBusy()) return;
  const auto find = lungFinder();
  if (!find) return;
  const std::shared_ptr<const Volume> ct = context_.document.ct();
  const MaskLayer* mask = context_.document.mask(id);
  if (mask && !shareSpace(mask->source, ct->source())) {
    Q_EMIT said(
        tr("The mask %1 has another frame of reference than the CT; nothing was added.").arg(mask->name));
    return;
  }
  Segment segment;
  segment.label = tr("Lungs");
  segment.colour = freeLesionColour(segment.number, coloursOf(context_.document));
  segment.algorithm = SegmentAlgorithm::Automatic;
  segment.algorithmName = QStringLiteral("Uptake lung mask");
  segment.category = {QStringLiteral("123037004"), QStringLiteral("SCT"),
                      QStringLiteral("Anatomical Structure")};
  segment.type = {QStringLiteral("39607008"), QStringLiteral("SCT"), QStringLiteral("Lung")};
  run(
      {},
      [find, from = ct->grid(), to = mask ? mask->labels.grid() : ct->grid()](
          const std::vector<Snapshot>&, JobControl& control) -> Result<std::vector<VoxelRegion>> {
        Result<VoxelRegion> lungs = find(control);
        if (!lungs) return lungs.error();
        return std::vector<VoxelRegion>{onGrid(*lungs, from, to)};
      },
      [this, id, ct, segment](const std::vector<Snapshot>&, std::vector<VoxelRegion> found) {
        const QString text = tr("Add a lung mask");
        const auto done = [airway = lungs_->withoutAirway](double volume) {
          return (airway ? tr("The lungs were found: %1 ml.")
                         : tr("The lungs were found: %1 ml. No trachea could be told from them."))
              .arg(volumeText(volume));
        };
        if (id != MaskId::None) return addLesion(id, found.front(), segment, text, done, false);
        Result<LabelMap> labels = LabelMap::create(ct->grid());
        if (!labels) return (void)said(labels.error().text());
        auto layer = std::unique_ptr<MaskLayer>(
            new MaskLayer{MaskId::None, segment.label, labels.take(), {segment}, ct->source(), {}, {}});
        for (const LabelEdit& run : runsToReplace(*layer, found.front(), segment.number, false))
          layer->labels.fill(run.first, run.length, run.after);
        const double volume = volumeOf(found.front(), ct->grid());
        context_.undoStack.push(new MaskPresence(context_, std::move(layer), text));
        Q_EMIT said(done(volume));
      });
}

void LesionEditor::clipToLungs(LesionRef lesion, bool inside) {
  if (isBusy() || !mayChange(lesion)) return;
  const auto find = lungFinder();
  if (!find) return;
  const std::shared_ptr<const Volume> ct = context_.document.ct();
  const MaskLayer& mask = *context_.document.mask(lesion.mask);
  if (!shareSpace(mask.source, ct->source())) {
    Q_EMIT said(
        tr("The mask %1 has another frame of reference than the CT; nothing changed.").arg(mask.name));
    return;
  }
  const QString name = nameOf(lesion);
  run(
      {lesion},
      [find, inside, from = ct->grid()](const std::vector<Snapshot>& before,
                                        JobControl& control) -> Result<std::vector<VoxelRegion>> {
        Result<VoxelRegion> lungs = find(control);
        if (!lungs) return lungs.error();
        const VoxelRegion there = onGrid(*lungs, from, before[0].grid);
        const VoxelRegion& own = before[0].region;
        return std::vector<VoxelRegion>{inside ? intersectedWith(own, there) : without(own, there)};
      },
      [this, name, inside](const std::vector<Snapshot>& before, std::vector<VoxelRegion> after) {
        replace(before.front(), after.front(),
                {inside ? tr("Clip %1 to the lungs").arg(name) : tr("Take the lungs out of %1").arg(name),
                 inside ? tr("%1 lies within the lungs; nothing changed.").arg(name)
                        : tr("%1 does not reach into the lungs; nothing changed.").arg(name),
                 inside ? QStringLiteral("clipped to the lungs") : QStringLiteral("lungs taken out")});
      });
}

}  // namespace uptake
