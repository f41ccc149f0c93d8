#pragma once

#include "annotation/commands/edit_command.h"
#include "annotation/commands/stored_bytes.h"

#include <optional>
#include <vector>

namespace uptake {

/// A lesion that is added (no `before`), changed, or removed (no `after`).
struct SegmentChange {
  std::optional<Segment> before;
  std::optional<Segment> after;
};

/// An edit inside one mask: voxels, lesions, or both at once. Voxels are held as the runs that changed, which
/// must not overlap, packed (see packRuns()). No voxel is ever seen with the number of a lesion that is not
/// listed.
class MaskEdit : public EditCommand {
 public:
  MaskEdit(ToolContext context, MaskId mask, std::vector<LabelEdit> runs, std::vector<SegmentChange> segments,
           const QString& text, EditState state);

  std::size_t byteCount() const override;
  std::size_t spill(const std::shared_ptr<SpillFile>& file) const override { return runs_.spill(file); }

 protected:
  void apply() override;
  void revert() override;

 private:
  using Side = std::optional<Segment> SegmentChange::*;
  void showSegments(Side wanted);
  void hideSegments(Side shown, Side wanted);

  MaskId mask_;
  mutable StoredBytes runs_;  ///< where they lie makes no difference
  std::vector<SegmentChange> segments_;
};

/// The lesions that an algorithm drew and these runs change, as they are recorded from now on: see
/// recordByHand().
std::vector<SegmentChange> correctedSegments(const MaskLayer& layer, const std::vector<LabelEdit>& runs);

/// Pushes a command that makes these runs, which must not overlap, together with lesions that are added,
/// changed or removed; the other lesions that the runs touch are recorded as corrected by a person. Returns
/// false without runs and lesions.
bool pushLesionEdit(ToolContext context, MaskId mask, std::vector<LabelEdit> runs,
                    std::vector<SegmentChange> segments, const QString& text);

}  // namespace uptake
