#include "annotation/commands/mask_edit.h"

#include "annotation/commands/label_runs.h"
#include "annotation/packing/packed_labels.h"
#include "core/mask/segment_record.h"

#include <algorithm>
#include <limits>
#include <set>

namespace uptake {

namespace {

/// The lesion to select in place of one that goes: the next, else the one before, else none (0).
Label neighbour(const std::vector<Segment>& segments, Label leaving) {
  const auto next = std::ranges::upper_bound(segments, leaving, {}, &Segment::number);
  if (next != segments.end()) return next->number;
  const auto place = std::ranges::lower_bound(segments, leaving, {}, &Segment::number);
  return place == segments.begin() ? Label{0} : std::prev(place)->number;
}

QByteArray packed(std::vector<LabelEdit> runs) {
  if (!std::ranges::is_sorted(runs, {}, &LabelEdit::first)) std::ranges::sort(runs, {}, &LabelEdit::first);
  return packRuns(runs);
}

}  // namespace

MaskEdit::MaskEdit(ToolContext context, MaskId mask, std::vector<LabelEdit> runs,
                   std::vector<SegmentChange> segments, const QString& text, EditState state)
    : EditCommand(context, text, state),
      mask_(mask),
      runs_(packed(std::move(runs))),
      segments_(std::move(segments)) {}

std::size_t MaskEdit::byteCount() const {
  return sizeof(*this) + runs_.memory() + segments_.capacity() * sizeof(SegmentChange);
}

void MaskEdit::apply() {
  const auto runs = runs_.get();
  // A step before this one may have been lost, and with it the mask.
  if (!runs || !context_.document.mask(mask_)) return setObsolete(true);
  showSegments(&SegmentChange::after);
  context_.document.applyRuns(mask_, unpackRuns(*runs));
  hideSegments(&SegmentChange::before, &SegmentChange::after);
}

void MaskEdit::revert() {
  const auto runs = runs_.get();
  if (!runs || !context_.document.mask(mask_)) return setObsolete(true);
  showSegments(&SegmentChange::before);
  context_.document.revertRuns(mask_, unpackRuns(*runs));
  hideSegments(&SegmentChange::after, &SegmentChange::before);
}

void MaskEdit::showSegments(Side wanted) {
  for (const SegmentChange& change : segments_) {
    const std::optional<Segment>& segment = change.*wanted;
    if (!segment) continue;
    const bool isNew = !context_.document.mask(mask_)->segment(segment->number);
    context_.document.setSegment(mask_, *segment);
    if (isNew) context_.selection.setSegment(mask_, segment->number);
  }
}

void MaskEdit::hideSegments(Side shown, Side wanted) {
  Selection& selection = context_.selection;
  for (const SegmentChange& change : segments_) {
    if (change.*wanted) continue;
    const Label number = (change.*shown)->number;
    if (selection.mask() == mask_ && selection.segment() == number)
      selection.setSegment(mask_, neighbour(context_.document.mask(mask_)->segments, number));
    context_.document.removeSegment(mask_, number);
  }
}

std::vector<SegmentChange> correctedSegments(const MaskLayer& layer, const std::vector<LabelEdit>& runs) {
  std::set<Label> touched;
  for (const LabelEdit& run : runs) touched.insert({run.before, run.after});
  std::vector<SegmentChange> changes;
  for (const Segment& segment : layer.segments) {
    if (!touched.contains(segment.number)) continue;
    Segment corrected = segment;
    recordByHand(corrected);
    if (corrected != segment) changes.push_back({segment, corrected});
  }
  return changes;
}

bool pushLesionEdit(ToolContext context, MaskId mask, std::vector<LabelEdit> runs,
                    std::vector<SegmentChange> segments, const QString& text) {
  const MaskLayer* layer = context.document.mask(mask);
  if (!layer || (runs.empty() && segments.empty())) return false;
  runs = coalesced(std::move(runs), layer->labels.grid().size().x());
  for (SegmentChange& corrected : correctedSegments(*layer, runs)) {
    const auto isSame = [&](const SegmentChange& change) {
      return change.before && change.before->number == corrected.before->number;
    };
    if (std::ranges::none_of(segments, isSame)) segments.push_back(std::move(corrected));
  }
  context.undoStack.push(
      new MaskEdit(context, mask, std::move(runs), std::move(segments), text, EditState::ToDo));
  return true;
}

}  // namespace uptake
