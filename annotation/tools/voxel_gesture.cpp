#include "annotation/tools/voxel_gesture.h"

#include "annotation/commands/mask_edit.h"
#include "annotation/commands/mask_presence.h"
#include "annotation/commands/new_lesion.h"
#include "annotation/commands/taken_voxels.h"
#include "annotation/regions/lesion_distance.h"
#include "core/mask/segment_record.h"

#include <QCoreApplication>

#include <algorithm>
#include <utility>

namespace uptake {

namespace {

constexpr std::size_t kSliversToJoin = 200'000;

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::VoxelGesture)
};

}  // namespace

const MaskLayer* VoxelGesture::layer() const {
  return context_.document.mask(active_->mask);
}

QString VoxelGesture::lesionName() const {
  const MaskLayer* mask = active_ ? layer() : nullptr;
  const Segment* segment = mask ? mask->segment(active_->change.label) : nullptr;
  return menuName(segment ? segment->label : QString());
}

Segment VoxelGesture::madeLesion(Label number) const {
  Segment segment = newLesion(context_.document, number);
  if (!active_->algorithm.isEmpty()) recordAlgorithm(segment, active_->algorithm, true);
  return segment;
}

QString VoxelGesture::beginOnNewMask(const Start& start) {
  CaseDocument& document = context_.document;
  ImageKind kind = start.newMaskOn;
  if (!document.pet()) kind = ImageKind::Ct;
  if (!document.ct()) kind = ImageKind::Pet;
  const auto& image = kind == ImageKind::Pet ? document.pet() : document.ct();
  if (!image) return Texts::tr("There is no image to draw on.");
  active_->madeMask = true;
  active_->wasEmpty = true;
  active_->change.label = 1;
  auto made = newMask(newMaskName(document, kind), *image, madeLesion(1));
  if (!made) return made.error().message;
  active_->mask = document.insertMask(made.take());
  context_.selection.setSegment(active_->mask, 1);
  return {};
}

VoxelGesture::Target VoxelGesture::targetOf(const Start& start) const {
  const CaseDocument& document = context_.document;
  const Selection& selection = context_.selection;
  if (document.ct() && document.ct()->source().isPlaceless) return {noPlaceForMasks()};
  const MaskLayer* layer = document.mask(selection.mask());
  // A prediction is judged, not drawn on, until a person frees it.
  if (layer && layer->prediction && layer->locks.all) layer = nullptr;
  Label label = layer ? selection.segment() : Label{0};
  const auto isOurs = [](const auto& mask) { return !mask->prediction; };
  const auto ours = std::ranges::count_if(document.masks(), isOurs);
  if (!layer && ours == 0) return {start.erase ? Texts::tr("There is no mask to erase on.") : QString()};
  if (!layer) {
    if (ours > 1) return {Texts::tr("Choose the mask to draw on in the list first.")};
    layer = std::ranges::find_if(document.masks(), isOurs)->get();
    if (!layer->segments.empty()) label = layer->segments.front().number;
  }
  if (layer->locks.all) return {Texts::tr("The mask %1 is locked.").arg(menuName(layer->name))};

  const Segment* selected = layer->segment(label);
  const bool isEmpty = selected && layer->labels.count(label) == 0;
  const bool mayUse = selected && layer->locks.allows(label);
  // The images of a table have no millimetres, nor do they lie beside each other.
  const bool isFar = selected && !isEmpty && !layer->source.isTable && !start.erase && !start.extends &&
                     start.at && !isLesionWithin(layer->labels, label, *start.at, kFarFromLesion);
  if (selected && (!(start.newLesion || isFar) || (isEmpty && mayUse))) {
    if (!mayUse) return {Texts::tr("%1 is locked.").arg(menuName(selected->label))};
    return {{}, layer, label};
  }
  if (start.erase) return {Texts::tr("There is no lesion to erase: choose one in the list first.")};
  if (freeLesionNumber(layer->segments) == 0)
    return {Texts::tr("All numbers of lesions of this mask are taken.")};
  return {{}, layer, 0, isFar && !start.newLesion ? menuName(selected->label) : QString()};
}

ToolHand VoxelGesture::handFor(const Start& start) const {
  const MaskLayer* mask = active_ ? layer() : nullptr;
  Label label = mask ? active_->change.label : Label{0};
  QString notice;
  if (!mask) {
    const Target target = targetOf(start);
    if (!target.refusal.isEmpty()) return {target.refusal};
    mask = target.mask;
    label = target.label;
    if (!target.farLesion.isEmpty())
      notice = Texts::tr("A new lesion begins here: %1 is more than %2 cm away. Shift goes on with it.")
                   .arg(target.farLesion)
                   .arg(kFarFromLesion.value / 10.0);
  }
  const Segment* segment = mask ? mask->segment(label) : nullptr;
  if (!segment) return {Texts::tr("New lesion"), std::nullopt, notice};
  return {menuName(segment->label), segment->colour, notice};
}

QString VoxelGesture::begin(const Start& start) {
  CaseDocument& document = context_.document;
  Selection& selection = context_.selection;
  const Target target = targetOf(start);
  if (!target.refusal.isEmpty()) return target.refusal;
  active_.emplace();
  active_->before = SelectionState::of(selection);
  active_->algorithm = start.algorithm;
  active_->change.erase = start.erase;
  if (!target.mask) {
    QString why = beginOnNewMask(start);
    if (!why.isEmpty()) active_.reset();
    return why;
  }
  const MaskLayer& layer = *target.mask;
  active_->mask = layer.id;
  if (target.label != 0) {
    active_->change.label = target.label;
    active_->wasEmpty = layer.labels.count(target.label) == 0;
    selection.setSegment(layer.id, target.label);
    return {};
  }
  const Label number = freeLesionNumber(layer.segments);
  active_->change.label = number;
  active_->madeLesion = true;
  active_->wasEmpty = true;
  document.setSegment(layer.id, madeLesion(number));
  selection.setSegment(active_->mask, number);
  return {};
}

QString VoxelGesture::useLesion(Label label) {
  const MaskLayer* mask = layer();
  const Segment* wanted = mask ? mask->segment(label) : nullptr;
  if (!wanted || label == active_->change.label) return {};
  if (!mask->locks.allows(label)) return Texts::tr("%1 is locked.").arg(menuName(wanted->label));
  const Label made = active_->madeLesion ? active_->change.label : Label{0};
  context_.selection.setSegment(active_->mask, label);
  if (made != 0) context_.document.removeSegment(active_->mask, made);
  active_->madeLesion = false;
  active_->wasEmpty = false;
  active_->change.label = label;
  return {};
}

void VoxelGesture::paint(const std::vector<VoxelRun>& rows) {
  const MaskLayer* mask = layer();
  if (!mask) return;
  std::vector<LabelEdit> runs;
  for (const VoxelRun& row : rows) appendRuns(runs, *mask, row.first, row.length, active_->change);
  add(std::move(runs));
}

void VoxelGesture::paint(const VoxelRegion& region) {
  if (const MaskLayer* mask = layer()) add(runsToChange(*mask, region, active_->change));
}

void VoxelGesture::add(std::vector<LabelEdit> runs) {
  if (context_.selection.protectsOthers())
    std::erase_if(runs, [this](const LabelEdit& run) {
      const bool isTheirs = run.before != 0 && run.after != 0;
      if (isTheirs) active_->spared.insert(run.before);
      return isTheirs;
    });
  const MaskLayer* mask = layer();
  if (!mask || runs.empty()) return;
  context_.document.applyRuns(active_->mask, runs);
  auto& all = active_->runs;
  all.insert(all.end(), runs.begin(), runs.end());
  // A long stroke leaves many slivers. Joining them whenever they have doubled keeps both memory and the work
  // at the release small.
  if (all.size() > 2 * active_->joined + kSliversToJoin) {
    all = coalesced(std::move(all), mask->labels.grid().size().x());
    active_->joined = all.size();
  }
}

void VoxelGesture::revert() {
  if (!layer() || active_->runs.empty()) return;
  context_.document.revertRuns(active_->mask, active_->runs);
  active_->runs.clear();
  active_->joined = 0;
  active_->spared.clear();
}

QString VoxelGesture::sparedText() const {
  QStringList names;
  for (const Label label : active_->spared)
    if (const Segment* segment = layer()->segment(label)) names.append(menuName(segment->label));
  if (names.isEmpty()) return {};
  return Texts::tr(
             "Nothing was drawn: this is part of %1, and other lesions are protected (see the options of "
             "the tool).")
      .arg(names.join(QStringLiteral(", ")));
}

bool VoxelGesture::commit(const QString& text) {
  aboutOthers_.clear();
  if (!active_) return false;
  if (!layer() || active_->runs.empty()) {
    if (layer()) aboutOthers_ = sparedText();
    cancel();
    return false;
  }
  aboutOthers_ = takenSentence(*layer(), active_->runs);
  push(text.contains(QStringLiteral("%1")) ? text.arg(lesionName()) : text);
  active_.reset();
  return true;
}

void VoxelGesture::push(const QString& text) {
  const MaskLayer& mask = *layer();
  if (active_->madeMask) {
    // The mask with its voxels is the step: undone it goes as a whole.
    EditCommand* command = MaskPresence::added(context_, active_->mask, text);
    command->setSelectionBefore(active_->before);
    context_.undoStack.push(command);
    return;
  }
  const auto rowLength = mask.labels.grid().size().x();
  std::vector<LabelEdit> runs = coalesced(std::move(active_->runs), rowLength);
  std::vector<SegmentChange> changes = correctedSegments(mask, runs);
  const Segment lesion = *mask.segment(active_->change.label);
  const bool byRule = !active_->algorithm.isEmpty() && !active_->change.erase;
  if (active_->madeLesion || byRule)
    std::erase_if(changes, [&](const SegmentChange& each) { return each.before->number == lesion.number; });
  if (active_->madeLesion) {
    changes.push_back({std::nullopt, lesion});
  } else if (byRule) {
    Segment ruled = lesion;
    recordAlgorithm(ruled, active_->algorithm, active_->wasEmpty);
    if (ruled != lesion) changes.push_back({lesion, ruled});
  }
  const MaskId id = active_->mask;
  for (const SegmentChange& change : changes)
    if (change.before) context_.document.setSegment(id, *change.after);
  auto* command = new MaskEdit(context_, id, std::move(runs), std::move(changes), text, EditState::Done);
  command->setSelectionBefore(active_->before);
  context_.undoStack.push(command);
}

void VoxelGesture::cancel() {
  if (!active_) return;
  const Active ended = *std::exchange(active_, std::nullopt);
  CaseDocument& document = context_.document;
  Selection& selection = context_.selection;
  if (!document.mask(ended.mask)) return;
  if (!ended.runs.empty()) document.revertRuns(ended.mask, ended.runs);
  // Whatever was selected in between is kept.
  if (selection.mask() == ended.mask && selection.segment() == ended.change.label)
    selection.setSegment(document.mask(ended.before.mask) ? ended.before.mask : MaskId::None,
                         document.mask(ended.before.mask) ? ended.before.segment : Label{0});
  if (ended.madeLesion) document.removeSegment(ended.mask, ended.change.label);
  if (ended.madeMask) document.takeMask(ended.mask);
}

}  // namespace uptake
