#pragma once

#include "annotation/boxes/box_gesture.h"
#include "annotation/measure/measure_gesture.h"

#include <vector>

namespace uptake {

/// Selects, moves and resizes boxes, measurements and what other tools can take hold of: a press takes what
/// is under the pointer, measurements before boxes and what others take before both; a press beside them
/// deselects.
class SelectTool : public Tool {
  Q_OBJECT

 public:
  explicit SelectTool(ToolContext context, QObject* parent = nullptr)
      : Tool(context, parent), boxGesture_(context), measureGesture_(context) {}

  /// What the tool takes hold of (Tool::takesAt()) is selected and moved by it. It must outlive this one's
  /// gestures.
  void add(Tool& other) { others_.push_back(&other); }

  void press(const SlicePointer& pointer) override;
  void move(const SlicePointer& pointer) override;
  void release(const SlicePointer& pointer) override;
  void cancel() override;
  bool isInGesture() const override {
    return boxGesture_.isActive() || measureGesture_.isActive() || (other_ && other_->isInGesture());
  }
  ToolCursor cursorAt(const SlicePointer& pointer) const override;

 private:
  Tool* otherAt(const SlicePointer& pointer) const;

  BoxGesture boxGesture_;
  MeasureGesture measureGesture_;
  std::vector<Tool*> others_;
  Tool* other_ = nullptr;  ///< whose gesture it is
};

}  // namespace uptake
