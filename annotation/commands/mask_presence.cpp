#include "annotation/commands/mask_presence.h"

namespace uptake {

MaskPresence::MaskPresence(ToolContext context, std::unique_ptr<MaskLayer> layer, const QString& text)
    : EditCommand(context, text, EditState::ToDo), adds_(true), layer_(std::move(layer)) {
  if (!layer_->segments.empty()) segment_ = layer_->segments.front().number;
}

MaskPresence::MaskPresence(ToolContext context, MaskId mask, const QString& text)
    : MaskPresence(context, false, mask, text, EditState::ToDo) {}

MaskPresence::MaskPresence(ToolContext context, bool adds, MaskId mask, const QString& text, EditState state)
    : EditCommand(context, text, state), adds_(adds), mask_(mask) {}

MaskPresence* MaskPresence::added(ToolContext context, MaskId mask, const QString& text) {
  return new MaskPresence(context, true, mask, text, EditState::Done);
}

MaskPresence::~MaskPresence() = default;

std::size_t MaskPresence::byteCount() const {
  if (!layer_) return sizeof(*this);
  const LabelMap& labels = layer_->labels;
  std::size_t occupied = 0;
  for (int k = 0; k < labels.grid().size().z(); ++k) occupied += labels.isOccupied(k) ? 1 : 0;
  return sizeof(*this) + occupied * static_cast<std::size_t>(labels.grid().sliceVoxelCount()) * sizeof(Label);
}

void MaskPresence::apply() {
  adds_ ? insert() : take();
}

void MaskPresence::revert() {
  adds_ ? take() : insert();
}

void MaskPresence::insert() {
  mask_ = context_.document.insertMask(std::move(layer_), position_);
  context_.selection.setSegment(mask_, segment_);
}

void MaskPresence::take() {
  CaseDocument& document = context_.document;
  Selection& selection = context_.selection;
  position_ = document.maskPosition(mask_);
  const auto& segments = document.mask(mask_)->segments;
  segment_ = segments.empty() ? Label{0} : segments.front().number;
  if (selection.mask() == mask_) {
    segment_ = selection.segment();
    const auto& masks = document.masks();
    const int count = static_cast<int>(masks.size());
    const int beside = position_ + 1 < count ? position_ + 1 : position_ - 1;
    if (beside < 0) {
      selection.setSegment(MaskId::None, 0);
    } else {
      const MaskLayer& next = *masks[static_cast<std::size_t>(beside)];
      selection.setSegment(next.id, next.segments.empty() ? Label{0} : next.segments.front().number);
    }
  }
  layer_ = document.takeMask(mask_);
}

}  // namespace uptake
