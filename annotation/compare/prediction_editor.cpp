#include "annotation/compare/prediction_editor.h"

#include "annotation/commands/decision_edit.h"
#include "annotation/commands/label_runs.h"
#include "annotation/commands/mask_edit.h"
#include "annotation/commands/mask_presence.h"
#include "annotation/commands/new_lesion.h"
#include "annotation/commands/taken_voxels.h"
#include "annotation/regions/voxel_region.h"
#include "core/identity/uid.h"
#include "core/mask/segment_record.h"

#include <QCoreApplication>

#include <algorithm>
#include <map>
#include <set>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::PredictionEditor)
};

/// What made the voxels of a predicted part.
QString algorithmOf(const MaskLayer& prediction, Label label) {
  const Segment* segment = prediction.segment(label);
  return segment && !segment->algorithmName.isEmpty() ? segment->algorithmName : prediction.name;
}

/// A lesion with the codes of the predicted one, and its origin.
Segment lesionFrom(const CaseDocument& document, const MaskLayer& prediction, Label label, Label number,
                   int part) {
  Segment lesion = newLesion(document, number);
  if (const Segment* from = prediction.segment(label)) {
    lesion.category = from->category;
    lesion.type = from->type;
    lesion.typeModifier = from->typeModifier;
    lesion.anatomicRegion = from->anatomicRegion;
    lesion.anatomicRegionModifier = from->anatomicRegionModifier;
  }
  lesion.algorithm = SegmentAlgorithm::SemiAutomatic;
  lesion.algorithmName = algorithmOf(prediction, label);
  lesion.description = Texts::tr("Component %1 of the prediction %2").arg(part + 1).arg(prediction.name);
  lesion.trackingUid = newUid();
  return lesion;
}

}  // namespace

QString predictedLesionName(const MaskLayer& prediction, const MaskParts& parts, int part) {
  const Label label = parts.parts[static_cast<std::size_t>(part)].label;
  const Segment* segment = prediction.segment(label);
  if (!segment) return Texts::tr("Predicted component %1").arg(part + 1);
  const QString name = menuName(segment->label);
  return std::ranges::count(parts.parts, label, &MaskPart::label) == 1
             ? Texts::tr("%1 (predicted)").arg(name)
             : Texts::tr("%1 (predicted %2)").arg(name).arg(part + 1);
}

QString predictionIdOf(const MaskLayer& prediction) {
  if (prediction.prediction) return prediction.prediction->id;
  const MaskProvenance& from = prediction.provenance;
  if (!from.sopInstanceUid.isEmpty()) return from.sopInstanceUid;
  return from.predecessorUid.isEmpty() ? QStringLiteral("mask:") + prediction.name : from.predecessorUid;
}

const LesionDecision* decisionAbout(const CaseDocument& document, const MaskLayer& prediction,
                                    const MaskParts& parts, int part) {
  const auto found = document.decisions().find({predictionIdOf(prediction), part + 1});
  if (found == document.decisions().end()) return nullptr;
  const bool isSame =
      found->second.isSamePlace(middleOf(parts.parts[static_cast<std::size_t>(part)], parts.grid));
  return isSame ? &found->second : nullptr;
}

/// What taking over does to the reader's mask, until it is pushed.
struct PredictionEditor::Plan {
  const MaskLayer* truth = nullptr;  ///< null: a mask is made
  std::vector<Segment> segments;     ///< as they will be
  std::vector<LabelEdit> runs;
  std::map<Label, SegmentChange> changes;
  std::vector<LesionDecision> decisions;
  std::set<Label> clipped;  ///< lesions that keep nothing outside of the request's parts
  Label lesion = 0;
};

LesionDecision PredictionEditor::decisionOf(const Request& request, int part, DecisionKind kind) const {
  const MaskParts& parts = request.comparison.prediction;
  LesionDecision decision;
  decision.lesion = {predictionIdOf(*context_.document.mask(request.prediction)), part + 1};
  decision.position = middleOf(parts.parts[static_cast<std::size_t>(part)], parts.grid);
  decision.kind = kind;
  decision.time = QDateTime::fromSecsSinceEpoch(QDateTime::currentSecsSinceEpoch(), Qt::UTC);
  return decision;
}

/// Empty, or why it cannot be done.
QString PredictionEditor::addPart(Plan& plan, const Request& request, int part, DecisionKind kind) const {
  const MaskLayer& prediction = *context_.document.mask(request.prediction);
  const MaskParts& parts = request.comparison.prediction;
  std::map<Label, std::ptrdiff_t> overlaps;
  std::vector<LabelEdit> added;
  for (const VoxelRun& run : runsOf(parts, part)) {
    if (!plan.truth) {
      added.push_back({run.first, run.length, 0, 0});
      continue;
    }
    const Label* row = plan.truth->labels.voxels(run.first, run.length).data();
    for (std::int32_t at = 0; at < run.length;) {
      std::int32_t end = at + 1;
      while (end < run.length && row[end] == row[at]) ++end;
      added.push_back({run.first + at, end - at, row[at], 0});
      if (row[at] != 0) overlaps[row[at]] += end - at;
      at = end;
    }
  }
  LesionDecision decision = decisionOf(request, part, kind);
  const Label predicted = parts.parts[static_cast<std::size_t>(part)].label;
  const auto most =
      std::ranges::max_element(overlaps, {}, [](const auto& overlap) { return overlap.second; });
  Label target = most == overlaps.end() ? Label{0} : most->first;
  const bool intersects = kind == DecisionKind::Intersected;
  if (target == 0 && intersects)
    return Texts::tr("No lesion of yours lies in the predicted one: there is nothing to clip.");
  if (intersects) added.clear();
  std::erase_if(added, [&](const LabelEdit& run) {
    return run.before != 0 && (run.before == target || context_.selection.protectsOthers() ||
                               !plan.truth->locks.allows(run.before));
  });
  if (target == 0) {
    target = freeLesionNumber(plan.segments);
    if (target == 0)
      return Texts::tr("All numbers of lesions are taken in the mask %1.").arg(plan.truth->name);
    const Segment lesion = lesionFrom(context_.document, prediction, predicted, target, part);
    plan.segments.insert(std::ranges::upper_bound(plan.segments, target, {}, &Segment::number), lesion);
    plan.changes[target] = {std::nullopt, lesion};
    decision.madeLesion = true;
    decision.trackingUid = lesion.trackingUid;
  } else {
    const auto segment = std::ranges::find(plan.segments, target, &Segment::number);
    if (segment == plan.segments.end()) return Texts::tr("The mask holds voxels of no lesion.");
    if (!plan.truth->locks.allows(target)) return Texts::tr("%1 is locked.").arg(segment->label);
    Segment after = *segment;
    const bool clips = intersects || kind == DecisionKind::Replaced;
    if (clips) plan.clipped.insert(target);
    if (clips || !added.empty())
      recordAlgorithm(after, algorithmOf(prediction, predicted), kind == DecisionKind::Replaced);
    if (after.trackingUid.isEmpty()) after.trackingUid = newUid();
    decision.trackingUid = after.trackingUid;
    if (after != *segment) {
      // An earlier part of the same step may have changed or made it.
      const auto earlier = plan.changes.find(target);
      if (earlier == plan.changes.end())
        plan.changes[target] = {*segment, after};
      else
        earlier->second.after = after;
      *segment = after;
    }
  }
  for (LabelEdit& run : added) run.after = target;
  plan.runs.insert(plan.runs.end(), added.begin(), added.end());
  plan.decisions.push_back(decision);
  plan.lesion = target;
  return {};
}

/// What of clipped lesions lies in none of the parts.
void PredictionEditor::removeOutside(Plan& plan, const Request& request) const {
  for (const Label label : plan.clipped) {
    VoxelRegion outside = regionOf(plan.truth->labels, label);
    for (const int part : request.parts)
      for (const VoxelRun& run : runsOf(request.comparison.prediction, part)) {
        Eigen::Vector3i index = plan.truth->labels.grid().indexOf(run.first);
        for (std::int32_t n = 0; n < run.length; ++n, ++index.x())
          if (outside.box.contains(index)) outside.inside[outside.position(index)] = 0;
      }
    const std::vector<LabelEdit> removed = runsToChange(*plan.truth, outside, {label, true});
    plan.runs.insert(plan.runs.end(), removed.begin(), removed.end());
  }
}

PredictionEditor::Outcome PredictionEditor::takeOver(const Request& request, DecisionKind kind) {
  CaseDocument& document = context_.document;
  const MaskLayer* prediction = document.mask(request.prediction);
  if (!prediction || request.parts.empty()) return {};
  Plan plan;
  plan.truth = document.mask(request.truth);
  if (plan.truth) {
    if (plan.truth->locks.all) return {false, Texts::tr("The mask %1 is locked.").arg(plan.truth->name), {}};
    if (!plan.truth->labels.grid().sameAs(request.comparison.prediction.grid))
      return {false, Texts::tr("The comparison is still being computed; try again in a moment."), {}};
    plan.segments = plan.truth->segments;
  }
  for (const int part : request.parts)
    if (const QString why = addPart(plan, request, part, kind); !why.isEmpty()) return {false, why, {}};
  if (plan.truth) removeOutside(plan, request);

  const auto lesion = std::ranges::find(plan.segments, plan.lesion, &Segment::number);
  const QString name = menuName(lesion->label);
  const bool isNew = plan.decisions.back().madeLesion;
  const QString text = kind == DecisionKind::Corrected  ? Texts::tr("Take over %1 to correct it").arg(name)
                       : isNew                          ? Texts::tr("Take over %1").arg(name)
                       : kind == DecisionKind::Replaced ? Texts::tr("Replace %1 by the prediction").arg(name)
                       : kind == DecisionKind::Intersected
                           ? Texts::tr("Clip %1 to the prediction").arg(name)
                           : Texts::tr("Unite %1 with the prediction").arg(name);
  const QString taken = plan.truth ? takenSentence(*plan.truth, plan.runs) : QString();
  std::unique_ptr<MaskLayer> made;
  if (!plan.truth) {
    Result<LabelMap> labels = LabelMap::create(request.comparison.prediction.grid);
    if (!labels) return {false, labels.error().message, {}};
    for (const LabelEdit& run : plan.runs) labels->fill(run.first, run.length, run.after);
    const ImageKind image =
        prediction->source.modality == QLatin1String("PT") ? ImageKind::Pet : ImageKind::Ct;
    made.reset(new MaskLayer{MaskId::None,
                             newMaskName(document, image),
                             labels.take(),
                             plan.segments,
                             prediction->source,
                             {},
                             {}});
  }
  context_.undoStack.beginMacro(text);
  MaskId mask = request.truth;
  if (made) {
    context_.undoStack.push(new MaskPresence(context_, std::move(made), text));
    mask = context_.selection.mask();
  } else {
    std::vector<SegmentChange> changes;
    for (auto& [number, change] : plan.changes) changes.push_back(std::move(change));
    pushLesionEdit(context_, mask, std::move(plan.runs), std::move(changes), text);
  }
  pushDecisions(std::move(plan.decisions), text);
  context_.undoStack.endMacro();
  context_.selection.setSegment(mask, plan.lesion);
  return {true, taken, {mask, plan.lesion}};
}

PredictionEditor::Outcome PredictionEditor::reject(const Request& request) {
  CaseDocument& document = context_.document;
  const MaskLayer* prediction = document.mask(request.prediction);
  if (!prediction || request.parts.empty()) return {};
  const MaskLayer* truth = document.mask(request.truth);
  std::vector<Segment> removed;
  std::vector<LesionDecision> decisions;
  for (const int part : request.parts) {
    decisions.push_back(decisionOf(request, part, DecisionKind::Rejected));
    const LesionDecision* earlier = decisionAbout(document, *prediction, request.comparison.prediction, part);
    if (!truth || !earlier || !earlier->madeLesion) continue;
    const auto segment = std::ranges::find(truth->segments, earlier->trackingUid, &Segment::trackingUid);
    if (segment == truth->segments.end()) continue;
    if (!truth->locks.allows(segment->number))
      return {false, Texts::tr("%1 is locked.").arg(segment->label), {}};
    removed.push_back(*segment);
  }
  QStringList names;
  for (const int part : request.parts)
    names.append(predictedLesionName(*prediction, request.comparison.prediction, part));
  const QString text = Texts::tr("Reject %1").arg(names.join(QStringLiteral(", ")));
  context_.undoStack.beginMacro(text);
  for (const Segment& segment : removed)
    context_.undoStack.push(new MaskEdit(context_, truth->id, runsToErase(truth->labels, segment.number),
                                         {{segment, std::nullopt}}, text, EditState::ToDo));
  pushDecisions(std::move(decisions), text);
  context_.undoStack.endMacro();
  if (removed.empty()) return {true, {}, {}};
  return {true, Texts::tr("%1, which was taken over before, was removed.").arg(removed.front().label), {}};
}

void PredictionEditor::pushDecisions(std::vector<LesionDecision> decisions, const QString& text) {
  std::vector<DecisionChange> changes;
  for (LesionDecision& decision : decisions) {
    DecisionChange change;
    const auto before = context_.document.decisions().find(decision.lesion);
    if (before != context_.document.decisions().end()) {
      change.before = before->second;
      // Taken over once more, it is still the lesion that was made of it.
      if (decision.kind != DecisionKind::Rejected && before->second.trackingUid == decision.trackingUid)
        decision.madeLesion = decision.madeLesion || before->second.madeLesion;
    }
    change.after = std::move(decision);
    changes.push_back(std::move(change));
  }
  context_.undoStack.push(new DecisionEdit(context_, std::move(changes), text));
}

}  // namespace uptake
