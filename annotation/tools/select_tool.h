#pragma once

#include "annotation/boxes/box_gesture.h"
#include "annotation/measure/measure_gesture.h"

namespace uptake {

/// Selects, moves and resizes boxes and measurements: a press takes what is under the pointer, measurements
/// before boxes; a press on nothing deselects.
class SelectTool : public Tool {
  Q_OBJECT

 public:
  explicit SelectTool(ToolContext context, QObject* parent = nullptr)
      : Tool(context, parent), boxGesture_(context), measureGesture_(context) {}

  void press(const SlicePointer& pointer) override;
  void move(const SlicePointer& pointer) override;
  void release(const SlicePointer& pointer) override;
  void cancel() override;
  bool isInGesture() const override { return boxGesture_.isActive() || measureGesture_.isActive(); }
  ToolCursor cursorAt(const SlicePointer& pointer) const override;

 private:
  BoxGesture boxGesture_;
  MeasureGesture measureGesture_;
};

}  // namespace uptake
