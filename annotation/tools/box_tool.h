#pragma once

#include "annotation/boxes/box_gesture.h"

namespace uptake {

/// Draws boxes on the stored slices that a view steps through, of CT, PET or any other image. The selected
/// box can be moved and resized as with the select tool; anywhere else a drag draws, and a click selects the
/// box under the pointer or deselects.
class BoxTool : public Tool {
  Q_OBJECT

 public:
  explicit BoxTool(ToolContext context, QObject* parent = nullptr);

  /// The class that new boxes get, as files state it. At first the first class of LabelScheme::lungPetCtDx().
  const QString& className() const { return className_; }
  void setClassName(const QString& className) { className_ = className; }

  void press(const SlicePointer& pointer) override;
  void move(const SlicePointer& pointer) override;
  void release(const SlicePointer& pointer) override;
  void cancel() override;
  bool isInGesture() const override { return gesture_.isActive(); }
  ToolCursor cursorAt(const SlicePointer& pointer) const override;

 private:
  std::optional<BoxHit> selectedBoxAt(const SlicePointer& pointer, const ImagePlace& place) const;

  BoxGesture gesture_;
  QString className_;
  bool drawing_ = false;
};

}  // namespace uptake
