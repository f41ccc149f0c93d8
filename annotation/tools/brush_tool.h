#pragma once

#include "annotation/commands/label_runs.h"
#include "annotation/tools/brush_sweep.h"
#include "annotation/tools/tool.h"

#include <optional>

namespace uptake {

/// Paints the selected lesion of the selected mask, or erases it, on the mask's own grid, which may be finer,
/// coarser or turned against what the view shows. Painting takes over voxels of the mask's other lesions;
/// erasing touches the selected lesion alone. A lesion that an algorithm drew becomes semi-automatic when a
/// person changes it, and keeps the algorithm's name.
class BrushTool : public Tool {
  Q_OBJECT

 public:
  static constexpr Millimetres kLeastDiameter{2.0};
  static constexpr Millimetres kMostDiameter{100.0};

  explicit BrushTool(ToolContext context, QObject* parent = nullptr) : Tool(context, parent) {}

  bool isErasing() const { return erasing_; }
  void setErasing(bool erasing);
  BrushShape shape() const { return shape_; }
  void setShape(BrushShape shape);
  Millimetres diameter() const { return diameter_; }
  /// Kept within the least and the most diameter.
  void setDiameter(Millimetres diameter);
  /// One step larger (+1) or smaller (−1): 1 mm up to 10, 2 mm up to 30, then 5 mm.
  void stepDiameter(int steps);

  /// Ctrl (SlicePointer::invert) when pressed swaps painting and erasing for this stroke.
  void press(const SlicePointer& pointer) override;
  void move(const SlicePointer& pointer) override;
  void release(const SlicePointer& pointer) override;
  void cancel() override;
  bool isInGesture() const override { return stroke_.has_value(); }
  ToolCursor cursorAt(const SlicePointer& pointer) const override;

 Q_SIGNALS:
  /// Diameter, shape or erasing changed.
  void settingsChanged();

 private:
  struct Stroke {
    MaskId mask;
    LabelChange change;
    SlicePointer last;
    std::vector<LabelRun> runs;  ///< what was changed so far; no voxel twice
    std::size_t joined = 0;      ///< how many runs were left when they were last coalesced
  };

  /// Paints from the stroke's last pointer to this one; false when the mask is gone.
  bool sweepTo(const SlicePointer& pointer);
  void finish();

  bool erasing_ = false;
  BrushShape shape_ = BrushShape::Disc;
  Millimetres diameter_{10.0};
  std::optional<Stroke> stroke_;
};

}  // namespace uptake
