#pragma once

#include "annotation/boxes/box_gesture.h"

namespace uptake {

/// Selects, moves and resizes boxes: a press takes the box under the pointer, a press on nothing deselects.
class SelectTool : public Tool {
  Q_OBJECT

 public:
  explicit SelectTool(ToolContext context, QObject* parent = nullptr)
      : Tool(context, parent), gesture_(context) {}

  void press(const SlicePointer& pointer) override;
  void move(const SlicePointer& pointer) override;
  void release(const SlicePointer& pointer) override;
  void cancel() override;
  bool isInGesture() const override { return gesture_.isActive(); }
  ToolCursor cursorAt(const SlicePointer& pointer) const override;

 private:
  BoxGesture gesture_;
};

}  // namespace uptake
