#include "annotation/commands/mask_presence.h"

#include "annotation/packing/packed_labels.h"

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
  if (packed_) return sizeof(*this) + packed_->memory();
  const LabelMap& labels = layer_->labels;
  std::size_t occupied = 0;
  for (int k = 0; k < labels.grid().size().z(); ++k) occupied += labels.isOccupied(k) ? 1 : 0;
  return sizeof(*this) + occupied * static_cast<std::size_t>(labels.grid().sliceVoxelCount()) * sizeof(Label);
}

std::size_t MaskPresence::spill(const std::shared_ptr<SpillFile>& file) const {
  if (!layer_) return 0;
  const std::size_t before = byteCount();
  if (!packed_) {
    static const Result<ImageGrid> kNone =
        ImageGrid::create({1, 1, 1}, {1.0, 1.0, 1.0}, Point::Zero(), Eigen::Matrix3d::Identity());
    Result<LabelMap> none = LabelMap::create(*kNone);
    if (!none) return 0;
    const ImageGrid grid = layer_->labels.grid();
    packed_.emplace(packLabels(layer_->labels, grid.bounds()));
    grid_ = grid;
    layer_->labels = none.take();
  }
  packed_->spill(file);
  return before - byteCount();
}

void MaskPresence::apply() {
  adds_ ? insert() : take();
}

void MaskPresence::revert() {
  adds_ ? take() : insert();
}

void MaskPresence::insert() {
  if (packed_) {
    const auto bytes = packed_->get();
    Result<LabelMap> labels = LabelMap::create(*grid_);
    if (!bytes || !labels || !unpackLabels(*bytes, grid_->bounds(), *labels)) return setObsolete(true);
    layer_->labels = labels.take();
    packed_.reset();
  }
  mask_ = context_.document.insertMask(std::move(layer_), position_);
  context_.selection.setSegment(mask_, segment_);
}

void MaskPresence::take() {
  CaseDocument& document = context_.document;
  Selection& selection = context_.selection;
  if (!document.mask(mask_)) return setObsolete(true);
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
