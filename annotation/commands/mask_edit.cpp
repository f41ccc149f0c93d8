#include "annotation/commands/mask_edit.h"

#include <algorithm>

namespace uptake {

namespace {

/// The lesion to select in place of one that goes: the next, else the one before, else none (0).
Label neighbour(const std::vector<Segment>& segments, Label leaving) {
  const auto next = std::ranges::upper_bound(segments, leaving, {}, &Segment::number);
  if (next != segments.end()) return next->number;
  const auto place = std::ranges::lower_bound(segments, leaving, {}, &Segment::number);
  return place == segments.begin() ? Label{0} : std::prev(place)->number;
}

}  // namespace

MaskEdit::MaskEdit(ToolContext context, MaskId mask, std::vector<LabelRun> runs,
                   std::vector<SegmentChange> segments, const QString& text, EditState state)
    : EditCommand(context, text, state),
      mask_(mask),
      runs_(std::move(runs)),
      segments_(std::move(segments)) {}

std::size_t MaskEdit::byteCount() const {
  return sizeof(*this) + runs_.capacity() * sizeof(LabelRun) + segments_.capacity() * sizeof(SegmentChange);
}

void MaskEdit::apply() {
  showSegments(&SegmentChange::after);
  context_.document.applyRuns(mask_, runs_);
  hideSegments(&SegmentChange::before, &SegmentChange::after);
}

void MaskEdit::revert() {
  showSegments(&SegmentChange::before);
  context_.document.revertRuns(mask_, runs_);
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

}  // namespace uptake
