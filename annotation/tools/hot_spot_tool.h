#pragma once

#include "annotation/regions/hot_lesion.h"
#include "annotation/tools/voxel_gesture.h"

namespace uptake {

/// One click on a hot spot of the PET, in any view, draws the lesion around it: see hotLesion(). It is found
/// on the PET's own voxels, and the mask's voxels whose centres lie in those get it. Shown while the button
/// is down; let go it stays, Escape takes it back.
///
/// Each click makes a lesion of its own (the selected one as long as that is empty); with Shift the region is
/// added to the selected lesion, with Ctrl it is taken from it. Where the hot spot's maximum already belongs
/// to a lesion, that one is drawn on. Voxels of other lesions stay theirs. Without a mask one is made.
class HotSpotTool : public Tool {
  Q_OBJECT

 public:
  // What a person may choose of the rule.
  static constexpr double kLeastPart = 0.2;
  static constexpr double kMostPart = 0.8;
  static constexpr Millimetres kLeastLimit{5.0};
  static constexpr Millimetres kMostLimit{200.0};

  explicit HotSpotTool(ToolContext context, QObject* parent = nullptr)
      : Tool(context, parent), gesture_(context) {}

  const HotLesionRule& rule() const { return rule_; }
  void setRule(const HotLesionRule& rule);

  void press(const SlicePointer& pointer) override;
  void move(const SlicePointer&) override {}
  void release(const SlicePointer& pointer) override;
  void cancel() override;
  bool isInGesture() const override { return gesture_.isActive(); }
  ToolCursor cursorAt(const SlicePointer&) const override { return ToolCursor::Cross; }
  ToolHand handAt(const SlicePointer& pointer) const override { return gesture_.handFor(startOf(pointer)); }
  ToolSketch sketch() const override;

 Q_SIGNALS:
  void settingsChanged();

 private:
  VoxelGesture::Start startOf(const SlicePointer& pointer) const;
  void preview(const HotLesion& found);
  void describe(const HotLesion& found);

  VoxelGesture gesture_;
  HotLesionRule rule_;
  ToolSketch sketch_;
  QString summary_;  ///< said when the lesion stays
  bool hadIt_ = false;
};

}  // namespace uptake
