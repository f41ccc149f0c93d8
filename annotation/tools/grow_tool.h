#pragma once

#include "annotation/regions/sampled_values.h"
#include "annotation/regions/sphere_growth.h"
#include "annotation/tools/voxel_gesture.h"

#include <memory>

namespace uptake {

/// Grows a region from the voxel that is pressed on, in any view, through neighbours whose values lie in a
/// range, inside a sphere: a drag pulls the sphere open, a click takes the set radius. It grows on the voxels
/// of the range's image (SphereGrowth), and the mask's voxels whose centres lie in those get it. Shown while
/// the button is down; the region is added to the selected lesion, or with Ctrl taken from it. Voxels of
/// other lesions are protected or taken, as the selection says.
///
/// The automatic range: on PET everything from half of the value at the seed on; on CT the mean ± 2.5
/// standard deviations (at least 20 HU) of the loaded voxels of the 3 × 3 × 3 about the seed, as region
/// growing by confidence begins.
class GrowTool : public Tool {
  Q_OBJECT

 public:
  static constexpr Millimetres kLeastLimit{2.0};
  static constexpr Millimetres kMostLimit{100.0};

  explicit GrowTool(ToolContext context, QObject* parent = nullptr)
      : Tool(context, parent), gesture_(context) {}

  /// The image and, unless automatic, the range.
  const ValueRange& range() const { return range_; }
  void setRange(const ValueRange& range);
  bool isAutomatic() const { return automatic_; }
  void setAutomatic(bool automatic);
  /// The sphere's radius for a click; whole steps of half a millimetre.
  Millimetres limit() const { return limit_; }
  void setLimit(Millimetres limit);

  void press(const SlicePointer& pointer) override;
  void move(const SlicePointer& pointer) override;
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
  void preview(int steps);
  void clear();

  VoxelGesture gesture_;
  ValueRange range_{ImageKind::Pet, 2.5, 100.0};
  bool automatic_ = true;
  Millimetres limit_{20.0};

  std::shared_ptr<const Volume> image_;  ///< while it grows
  std::unique_ptr<SphereGrowth> growth_;
  ValueRange used_;
  SlicePointer start_;
  Point seed_ = Point::Zero();  ///< the centre of the seed's voxel
  int steps_ = -1;
  bool dragged_ = false;
};

}  // namespace uptake
