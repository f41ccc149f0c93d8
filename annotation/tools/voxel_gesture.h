#pragma once

#include "annotation/commands/edit_command.h"
#include "annotation/commands/label_runs.h"
#include "annotation/regions/voxel_region.h"
#include "annotation/tools/brush_sweep.h"
#include "annotation/tools/tool.h"
#include "core/volume/image_kind.h"

#include <optional>
#include <set>
#include <vector>

namespace uptake {

/// A gesture that draws voxels: what all such tools share. It finds the lesion to draw, makes a mask or a
/// lesion where there is none, previews in the document, and ends as exactly one undo step or without a
/// trace.
class VoxelGesture {
 public:
  /// So far from the selected lesion's nearest voxel a gesture is about another one: a hand's breadth, more
  /// than lesions are torn apart, less than lies between organs.
  static constexpr Millimetres kFarFromLesion{50.0};

  struct Start {
    /// Where it begins: farther than kFarFromLesion from the selected lesion it draws a new one. With
    /// std::nullopt it draws the selected lesion, wherever that is.
    std::optional<Point> at = {};
    bool extends = false;    ///< the selected lesion however far it is: Shift
    bool newLesion = false;  ///< a lesion of its own, unless the selected one is still empty
    bool erase = false;
    ImageKind newMaskOn = ImageKind::Ct;  ///< the image on whose grid a mask is made when there is none
    /// The rule by which the lesion gets voxels, as it is recorded with it (see recordAlgorithm()). Empty
    /// when it is drawn by hand.
    QString algorithm = {};
  };

  explicit VoxelGesture(ToolContext context) : context_(context) {}
  VoxelGesture(const VoxelGesture&) = delete;
  VoxelGesture& operator=(const VoxelGesture&) = delete;

  /// Empty when the gesture has begun, else why it can't draw, translated. Where no mask is selected the
  /// case's only one is taken; a case without a mask gets one.
  QString begin(const Start& start);
  /// What begin() would draw, without doing it; while active, what is drawn.
  ToolHand handFor(const Start& start) const;
  /// Draws this lesion rather than another; only before voxels were changed. Why not, as begin().
  QString useLesion(Label label);
  bool isActive() const { return active_.has_value(); }
  /// The mask that is drawn on; null when it is gone. Only while active.
  const MaskLayer* layer() const;
  LabelChange change() const { return active_->change; }
  /// What was changed so far.
  const std::vector<LabelEdit>& runs() const { return active_->runs; }

  /// Previews drawing more voxels. Voxels of other lesions become the drawn one's only where the selection
  /// says so (Selection::protectsOthers()); locked ones never.
  void paint(const std::vector<VoxelRun>& rows);
  void paint(const VoxelRegion& region);
  /// Takes back what was previewed so far: runs to add are worked out from what the mask held before.
  void revert();
  /// Ends as one undo step named `text`, whose %1 is the lesion; without a trace when no voxel changed.
  /// Returns whether one did.
  bool commit(const QString& text);
  void cancel();
  /// What a person should know of the last commit: what it took from other lesions, or that no voxel changed
  /// because all were theirs. Translated; mostly empty.
  const QString& aboutOthers() const { return aboutOthers_; }

  /// The lesion's name as it goes into a message.
  QString lesionName() const;

 private:
  struct Active {
    MaskId mask = MaskId::None;
    LabelChange change;
    bool madeMask = false;
    bool madeLesion = false;
    bool wasEmpty = false;
    QString algorithm;
    SelectionState before;
    std::vector<LabelEdit> runs;  ///< no voxel twice
    std::size_t joined = 0;       ///< how many runs were left when they were last coalesced
    std::set<Label> spared;       ///< other lesions that were met and are protected
  };

  /// What a gesture is about to draw.
  struct Target {
    QString refusal;                  ///< why it can't draw; the rest is not valid then
    const MaskLayer* mask = nullptr;  ///< null: one that is to be made
    Label label = 0;                  ///< 0: a lesion that is to be made
    QString farLesion = {};           ///< the selected one, when it is too far away
  };
  Target targetOf(const Start& start) const;
  QString beginOnNewMask(const Start& start);
  Segment madeLesion(Label number) const;
  void add(std::vector<LabelEdit> runs);
  QString sparedText() const;
  void push(const QString& text);

  ToolContext context_;
  std::optional<Active> active_;
  QString aboutOthers_;
};

}  // namespace uptake
