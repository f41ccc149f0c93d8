#pragma once

#include "annotation/measure/measure_gesture.h"

namespace uptake {

/// Measures on slices of any plane: a distance or a sphere by dragging (the sphere from its centre), an
/// ellipse by dragging from corner to corner (Shift: a circle), an angle by three clicks or by a drag and a
/// click. The selected measurement can be moved and changed as with the select tool; anywhere else a drag
/// draws, and a click (but for the angle's) selects the measurement under the pointer or deselects.
class MeasureTool : public Tool {
  Q_OBJECT

 public:
  explicit MeasureTool(ToolContext context, QObject* parent = nullptr)
      : Tool(context, parent), gesture_(context) {}

  MeasurementKind kind() const { return kind_; }
  /// What is drawn next.
  void setKind(MeasurementKind kind) { kind_ = kind; }

  void press(const SlicePointer& pointer) override;
  void move(const SlicePointer& pointer) override;
  void release(const SlicePointer& pointer) override;
  void cancel() override;
  bool isInGesture() const override { return gesture_.isActive(); }
  ToolCursor cursorAt(const SlicePointer& pointer) const override;

 private:
  std::optional<MeasureHit> selectedAt(const SlicePointer& pointer) const;

  MeasureGesture gesture_;
  MeasurementKind kind_ = MeasurementKind::Distance;
  bool drawing_ = false;
};

}  // namespace uptake
