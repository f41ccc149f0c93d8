#pragma once

#include "annotation/regions/box_threshold.h"
#include "annotation/tools/voxel_gesture.h"

namespace uptake {

/// A box dragged in any view, from corner to corner, becomes a lesion: what of the PET in it is above a
/// threshold. The box lies along the view's plane; its depth is as large as its longer side, or set, half of
/// it on either side of the plane. Its voxels are shown while it is dragged.
///
/// The threshold comes from the PET's own voxels with centres in the box; the mask's voxels that get it have
/// their centres in the box and in PET voxels of at least the threshold. Each box makes a lesion of its own
/// (the selected one as long as that is empty); Shift at the press adds to the selected lesion, Ctrl takes
/// from it. Voxels of other lesions are protected or taken, as the selection says.
class ThresholdBoxTool : public Tool {
  Q_OBJECT

 public:
  static constexpr Millimetres kMostDepth{400.0};

  explicit ThresholdBoxTool(ToolContext context, QObject* parent = nullptr)
      : Tool(context, parent), gesture_(context) {}

  ThresholdRule rule() const { return rule_; }
  void setRule(ThresholdRule rule);
  /// 0: as deep as its longer side.
  Millimetres depth() const { return depth_; }
  void setDepth(Millimetres depth);

  void press(const SlicePointer& pointer) override;
  void move(const SlicePointer& pointer) override;
  void release(const SlicePointer& pointer) override;
  void cancel() override;
  bool isInGesture() const override { return start_.has_value(); }
  ToolCursor cursorAt(const SlicePointer&) const override { return ToolCursor::Cross; }
  ToolHand handAt(const SlicePointer& pointer) const override { return gesture_.handFor(startOf(pointer)); }
  ToolSketch sketch() const override;

 Q_SIGNALS:
  void settingsChanged();

 private:
  VoxelGesture::Start startOf(const SlicePointer& pointer) const;
  OrientedBox boxTo(const SlicePointer& pointer) const;
  void preview();
  void clear();

  VoxelGesture gesture_;
  ThresholdRule rule_ = ThresholdRule::Part41;
  Millimetres depth_{0.0};
  std::optional<SlicePointer> start_;
  OrientedBox box_;
  bool dragged_ = false;
  QString summary_;
  QString refusal_;
};

}  // namespace uptake
