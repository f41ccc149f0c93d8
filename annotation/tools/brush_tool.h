#pragma once

#include "annotation/regions/sampled_values.h"
#include "annotation/tools/brush_sweep.h"
#include "annotation/tools/voxel_gesture.h"

#include <optional>

namespace uptake {

/// Paints the selected lesion of the selected mask, or erases it, on the mask's own grid, which may be finer,
/// coarser or turned against what the view shows; a disc goes through the thickness of the image that is
/// shown (see sweptRows()). Voxels of the mask's other lesions are protected or taken, as the selection says;
/// erasing touches the selected lesion alone. A lesion that an algorithm drew becomes semi-automatic when a
/// person changes it, and keeps the algorithm's name. Where the case has no mask, painting makes one.
///
/// With a range only voxels are changed whose value in the range's image lies in it (SampledValues); where
/// that image has no value, none is.
class BrushTool : public Tool {
  Q_OBJECT

 public:
  static constexpr Millimetres kLeastDiameter{2.0};
  static constexpr Millimetres kMostDiameter{100.0};

  explicit BrushTool(ToolContext context, QObject* parent = nullptr)
      : Tool(context, parent), gesture_(context) {}

  bool isErasing() const { return erasing_; }
  void setErasing(bool erasing);
  BrushShape shape() const { return shape_; }
  void setShape(BrushShape shape);
  Millimetres diameter() const { return diameter_; }
  /// Kept within the least and the most diameter.
  void setDiameter(Millimetres diameter);
  /// One step larger (+1) or smaller (−1): 1 mm up to 10, 2 mm up to 30, then 5 mm.
  void stepDiameter(int steps);
  bool usesRange() const { return usesRange_; }
  void setUsesRange(bool uses);
  const ValueRange& range() const { return range_; }
  void setRange(const ValueRange& range);

  /// Ctrl (SlicePointer::invert) when pressed swaps painting and erasing for this stroke.
  void press(const SlicePointer& pointer) override;
  void move(const SlicePointer& pointer) override;
  void release(const SlicePointer& pointer) override;
  void cancel() override;
  bool isInGesture() const override { return gesture_.isActive(); }
  ToolCursor cursorAt(const SlicePointer& pointer) const override;
  ToolHand handAt(const SlicePointer& pointer) const override { return gesture_.handFor(startOf(pointer)); }

 Q_SIGNALS:
  /// Diameter, shape, range or erasing changed.
  void settingsChanged();

 private:
  VoxelGesture::Start startOf(const SlicePointer& pointer) const;
  /// Paints from the last pointer to this one; false when the mask is gone.
  bool sweepTo(const SlicePointer& pointer);
  void finishStroke();

  VoxelGesture gesture_;
  bool erasing_ = false;
  BrushShape shape_ = BrushShape::Disc;
  Millimetres diameter_{10.0};
  bool usesRange_ = false;
  ValueRange range_{ImageKind::Pet, 2.5, 100.0};
  SlicePointer last_;
  bool covered_ = false;  ///< the stroke met the mask's grid
  bool reading_ = false;  ///< it met slices that are still to be read
};

}  // namespace uptake
