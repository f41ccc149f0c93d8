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
/// to a lesion, that one is drawn on. Voxels of other lesions are protected or taken, as the selection says.
/// Without a mask one is made.
///
/// Where the rule's limit held the lesion back, the click can be gone on with: until anything else is done,
/// goOn() draws it anew with twice the limit.
class HotSpotTool : public Tool {
  Q_OBJECT

 public:
  // What a person may choose of the rule.
  static constexpr double kLeastPart = 0.2;
  static constexpr double kMostPart = 0.8;
  static constexpr Millimetres kLeastLimit{5.0};
  static constexpr Millimetres kMostLimit{200.0};

  explicit HotSpotTool(ToolContext context, QObject* parent = nullptr);

  const HotLesionRule& rule() const { return rule_; }
  void setRule(const HotLesionRule& rule);

  /// How far goOn() would let the lesion of the last click reach from its maximum; std::nullopt when its
  /// limit was no obstacle or is the largest, or when something else was done since.
  std::optional<Millimetres> furtherLimit() const;
  /// The last click with that limit, as one step in place of the step that it was.
  void goOn();

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
  /// furtherLimit() changed.
  void furtherLimitChanged();

 private:
  /// A click that its limit held back.
  struct Held {
    SlicePointer pointer;
    Millimetres limit;
    int stepsBefore = 0;  ///< of the undo stack
    // The selection that it began with.
    MaskId mask = MaskId::None;
    Label label = 0;
  };

  void draw(const SlicePointer& pointer, const HotLesionRule& rule);
  void setHeld(std::optional<Held> held);
  VoxelGesture::Start startOf(const SlicePointer& pointer) const;
  void preview(const HotLesion& found);
  void describe(const HotLesion& found);

  VoxelGesture gesture_;
  HotLesionRule rule_;
  HotLesionRule used_;  ///< by the last click
  Held clicked_;        ///< the last click
  bool limited_ = false;
  std::optional<Held> held_;
  ToolSketch sketch_;
  QString summary_;  ///< said when the lesion stays
  bool hadIt_ = false;
};

}  // namespace uptake
