#include "annotation/lesion_editor.h"

#include "annotation/commands/mask_edit.h"
#include "annotation/commands/new_lesion.h"
#include "annotation/commands/taken_voxels.h"
#include "annotation/regions/components.h"
#include "annotation/regions/fill_between.h"
#include "annotation/regions/fill_holes.h"
#include "annotation/regions/grow_region.h"
#include "annotation/regions/region_sets.h"
#include "annotation/regions/smooth_region.h"
#include "core/mask/lesion_colours.h"
#include "core/mask/segment_record.h"

#include <algorithm>
#include <cmath>

// What every operation goes through, and those on one lesion. With other masks: lesion_editor_masks.cpp.

namespace uptake {

LesionEditor::LesionEditor(ToolContext context, QObject* parent) : QObject(parent), context_(context) {}

QString LesionEditor::nameOf(LesionRef lesion) const {
  const MaskLayer* mask = context_.document.mask(lesion.mask);
  const Segment* segment = mask ? mask->segment(lesion.number) : nullptr;
  return segment ? menuName(segment->label) : QString();
}

bool LesionEditor::isBusy() {
  if (!job_.isRunning()) return false;
  Q_EMIT said(tr("The operation before this one is still being computed."));
  return true;
}

bool LesionEditor::mayChange(LesionRef lesion) {
  const MaskLayer* mask = context_.document.mask(lesion.mask);
  if (!mask || !mask->segment(lesion.number)) {
    Q_EMIT said(tr("Select a lesion first."));
    return false;
  }
  if (mask->locks.allows(lesion.number)) return true;
  Q_EMIT said(mask->locks.all ? tr("The mask %1 is locked.").arg(mask->name)
                              : tr("%1 is locked.").arg(nameOf(lesion)));
  return false;
}

bool LesionEditor::isUnchanged(const std::vector<Snapshot>& snapshots) const {
  return std::ranges::all_of(snapshots, [this](const Snapshot& each) {
    const MaskLayer* mask = context_.document.mask(each.lesion.mask);
    if (!mask || !mask->segment(each.lesion.number)) return false;
    const VoxelRegion now = regionOf(mask->labels, each.lesion.number);
    return now.box == each.region.box && now.inside == each.region.inside;
  });
}

void LesionEditor::run(const std::vector<LesionRef>& lesions, Work work, Apply apply) {
  auto snapshots = std::make_shared<std::vector<Snapshot>>();
  for (const LesionRef& lesion : lesions) {
    const LabelMap& labels = context_.document.mask(lesion.mask)->labels;
    snapshots->push_back({lesion, labels.grid(), regionOf(labels, lesion.number)});
    if (!snapshots->back().region.box.isEmpty()) continue;
    Q_EMIT said(tr("%1 has no voxels.").arg(nameOf(lesion)));
    return;
  }
  job_.start<std::vector<VoxelRegion>>(
      [snapshots, work = std::move(work)](JobControl& control) -> Result<std::vector<VoxelRegion>> {
        auto result = work(*snapshots, control);
        if (control.isCancelled()) return JobControl::cancelledError();
        return result;
      },
      [this, snapshots, apply = std::move(apply)](Result<std::vector<VoxelRegion>> result) {
        if (!result) {
          Q_EMIT said(result.error().kind == ErrorKind::Cancelled ? tr("Stopped; nothing was changed.")
                                                                  : result.error().text());
        } else if (!isUnchanged(*snapshots)) {
          Q_EMIT said(tr("The lesion was changed while this was computed; nothing was done."));
        } else {
          apply(*snapshots, result.take());
        }
      });
}

void LesionEditor::change(LesionRef lesion, const Wording& wording,
                          std::function<VoxelRegion(const Snapshot&, JobControl&)> work) {
  if (isBusy() || !mayChange(lesion)) return;
  run(
      {lesion},
      [work = std::move(work)](const std::vector<Snapshot>& before, JobControl& control) {
        control.setProgress(0, 0, tr("Computing"));
        return Result<std::vector<VoxelRegion>>(std::vector<VoxelRegion>{work(before.front(), control)});
      },
      [this, wording](const std::vector<Snapshot>& before, std::vector<VoxelRegion> after) {
        replace(before.front(), after.front(), wording);
      });
}

void LesionEditor::replace(const Snapshot& before, const VoxelRegion& after, const Wording& wording) {
  if (!mayChange(before.lesion)) return;  // locked meanwhile
  const MaskLayer& mask = *context_.document.mask(before.lesion.mask);
  if (after.isEmpty()) {
    Q_EMIT said(tr("Nothing of %1 would be left; it stays as it is.").arg(nameOf(before.lesion)));
    return;
  }
  const VoxelRegion whole = inBox(after, before.region.box.united(after.box));
  std::vector<LabelEdit> runs =
      runsToReplace(mask, whole, before.lesion.number, !context_.selection.protectsOthers());
  if (runs.empty()) return (void)said(wording.nothing);
  std::vector<SegmentChange> changes;
  if (const Segment& segment = *mask.segment(before.lesion.number); !wording.algorithm.isEmpty()) {
    changes.push_back({segment, segment});
    recordAlgorithm(*changes.back().after, wording.algorithm, false);
  }
  const QString taken = takenSentence(mask, runs);
  pushLesionEdit(context_, mask.id, std::move(runs), std::move(changes), wording.text);
  if (!taken.isEmpty()) Q_EMIT said(taken);
}

void LesionEditor::fillBetween(LesionRef lesion, int axis) {
  change(lesion,
         {tr("Fill between slices of %1").arg(nameOf(lesion)),
          tr("%1 has no gap to fill: it needs two painted slices with empty ones between them.")
              .arg(nameOf(lesion)),
          QStringLiteral("filled between slices")},
         [axis](const Snapshot& before, JobControl& control) {
           return filledBetween(before.region, before.grid, axis, control);
         });
}

void LesionEditor::smooth(LesionRef lesion, Millimetres sigma) {
  change(lesion,
         {tr("Smooth %1").arg(nameOf(lesion)),
          tr("%1 is as smooth as %2 mm make it; nothing changed.").arg(nameOf(lesion)).arg(sigma.value),
          QStringLiteral("smoothed %1 mm").arg(sigma.value)},
         [sigma](const Snapshot& before, JobControl& control) {
           return smoothed(before.region, before.grid, sigma, control);
         });
}

void LesionEditor::grow(LesionRef lesion, Millimetres by) {
  const bool grows = by.value > 0.0;
  const double radius = std::abs(by.value);
  change(lesion,
         {(grows ? tr("Grow %1 by %2 mm") : tr("Shrink %1 by %2 mm")).arg(nameOf(lesion)).arg(radius),
          (grows ? tr("No free voxel has its centre within %2 mm of %1; nothing changed.")
                 : tr("No voxel at the border of %1 has its centre within %2 mm of the outside; nothing "
                      "changed."))
              .arg(nameOf(lesion))
              .arg(radius),
          (grows ? QStringLiteral("grown %1 mm") : QStringLiteral("shrunk %1 mm")).arg(radius)},
         [grows, radius](const Snapshot& before, JobControl& control) {
           return grows ? grownBy(before.region, before.grid, {radius}, control)
                        : shrunkBy(before.region, before.grid, {radius}, control);
         });
}

void LesionEditor::fillHoles(LesionRef lesion) {
  change(lesion,
         {tr("Fill holes of %1").arg(nameOf(lesion)),
          tr("%1 encloses no free voxels; nothing changed.").arg(nameOf(lesion)),
          QStringLiteral("holes filled")},
         [](const Snapshot& before, JobControl&) { return holesFilled(before.region, before.grid); });
}

void LesionEditor::fillHolesInSlices(LesionRef lesion, int axis) {
  change(lesion,
         {tr("Fill holes of %1 in slices").arg(nameOf(lesion)),
          tr("%1 encloses no free voxels within a slice; nothing changed.").arg(nameOf(lesion)),
          QStringLiteral("holes filled in slices")},
         [axis](const Snapshot& before, JobControl&) {
           return holesFilledInSlices(before.region, before.grid, axis);
         });
}

void LesionEditor::keepLargestPart(LesionRef lesion) {
  change(lesion,
         {tr("Keep the largest part of %1").arg(nameOf(lesion)),
          tr("%1 is one part; nothing changed.").arg(nameOf(lesion))},
         [](const Snapshot& before, JobControl&) { return connectedParts(before.region).front(); });
}

void LesionEditor::keepPartAt(LesionRef lesion, const Point& position) {
  const MaskLayer* mask = context_.document.mask(lesion.mask);
  if (!mask) return (void)mayChange(lesion);
  const Eigen::Vector3i voxel = mask->labels.grid().nearestVoxel(position);
  if (!mask->labels.grid().contains(voxel) || mask->labels.at(voxel) != lesion.number) {
    Q_EMIT said(tr("The crosshair is not on %1.").arg(nameOf(lesion)));
    return;
  }
  change(lesion,
         {tr("Keep one part of %1").arg(nameOf(lesion)),
          tr("%1 is one part; nothing changed.").arg(nameOf(lesion))},
         [voxel](const Snapshot& before, JobControl&) { return connectedPart(before.region, voxel); });
}

void LesionEditor::removePartAt(LesionRef lesion, const Point& position) {
  const MaskLayer* mask = context_.document.mask(lesion.mask);
  if (!mask) return (void)mayChange(lesion);
  const Eigen::Vector3i voxel = mask->labels.grid().nearestVoxel(position);
  if (!mask->labels.grid().contains(voxel) || mask->labels.at(voxel) != lesion.number) {
    Q_EMIT said(tr("The crosshair is not on %1.").arg(nameOf(lesion)));
    return;
  }
  change(lesion, {tr("Remove a part of %1").arg(nameOf(lesion)), QString()},
         [voxel](const Snapshot& before, JobControl&) {
           return without(before.region, connectedPart(before.region, voxel));
         });
}

void LesionEditor::split(LesionRef lesion) {
  if (isBusy() || !mayChange(lesion)) return;
  run(
      {lesion},
      [](const std::vector<Snapshot>& before, JobControl& control) {
        control.setProgress(0, 0, tr("Computing"));
        return Result<std::vector<VoxelRegion>>(connectedParts(before.front().region));
      },
      [this, lesion](const std::vector<Snapshot>&, std::vector<VoxelRegion> parts) {
        if (!mayChange(lesion)) return;
        const MaskLayer& mask = *context_.document.mask(lesion.mask);
        if (parts.size() < 2) {
          Q_EMIT said(tr("%1 is one part; nothing changed.").arg(nameOf(lesion)));
          return;
        }
        std::vector<Segment> segments = mask.segments;
        std::vector<SegmentChange> changes;
        std::vector<LabelEdit> runs;
        std::vector<Rgb> taken = coloursOf(context_.document);
        for (std::size_t part = 1; part < parts.size(); ++part) {
          Segment segment = *mask.segment(lesion.number);
          segment.number = freeLesionNumber(segments);
          if (segment.number == 0) {
            Q_EMIT said(tr("There are not enough numbers for %n part(s) in one mask; nothing changed.",
                           nullptr, static_cast<int>(parts.size())));
            return;
          }
          segment.label = QStringLiteral("%1 (%2)").arg(segment.label).arg(part + 1);
          segment.colour = freeLesionColour(segment.number, taken);
          taken.push_back(segment.colour);
          // Another lesion than the one that is tracked.
          segment.trackingId.clear();
          segment.trackingUid.clear();
          recordByHand(segment);
          std::ranges::move(runsToChange(mask, parts[part], {segment.number, false}),
                            std::back_inserter(runs));
          segments.insert(std::ranges::upper_bound(segments, segment.number, {}, &Segment::number), segment);
          changes.push_back({std::nullopt, std::move(segment)});
        }
        pushLesionEdit(context_, lesion.mask, std::move(runs), std::move(changes),
                       tr("Split %1").arg(nameOf(lesion)));
        context_.selection.setSegment(lesion.mask, lesion.number);
        Q_EMIT said(
            tr("%1 became %n lesion(s).", nullptr, static_cast<int>(parts.size())).arg(nameOf(lesion)));
      });
}

}  // namespace uptake
