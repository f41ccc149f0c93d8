#pragma once

#include "annotation/measure/measure_hit.h"

namespace uptake {

/// One gesture that draws, moves or changes a measurement, shared by the tools that do so. Shows it in the
/// document meanwhile. Ends as one undo command, or leaves the document as it was.
///
/// All but the angle are one press-drag-release. An angle goes on until it has its three points: each is set
/// by letting the button go, so three clicks, or a drag and a click, or two drags make one.
class MeasureGesture {
 public:
  explicit MeasureGesture(ToolContext context) : context_(context) {}

  bool isActive() const { return active_; }
  /// Begins to draw at the pointer.
  void draw(MeasurementKind kind, const SlicePointer& pointer);
  /// Begins to move a measurement, or one of its handles.
  void adjust(const MeasureHit& hit, const SlicePointer& pointer);
  /// The measurement stays in the plane in which it was begun, even when the view has scrolled on meanwhile;
  /// over a view of another plane it does not move.
  void drag(const SlicePointer& pointer);
  /// The button was let go. Returns false for a mere click that ended the gesture without a change.
  bool release(const SlicePointer& pointer);
  void cancel();

 private:
  void begin(const SlicePointer& pointer);
  std::optional<Point> onPlane(const SlicePointer& pointer) const;
  void follow(const Point& point, const SlicePointer& pointer);
  void adjusted(const Point& point, const SlicePointer& pointer);
  void drawEllipse(const Point& point, bool asCircle, double smallest);
  void show();
  void hide();
  bool finish();

  ToolContext context_;
  bool active_ = false;
  bool dragged_ = false;
  SlicePlane plane_;             ///< that the gesture happens in
  Point start_ = Point::Zero();  ///< where it began
  int handle_ = -1;
  int set_ = 0;                        ///< how many points of a new angle are set
  std::optional<Measurement> before_;  ///< std::nullopt while drawing a new one
  Measurement now_;
  bool shown_ = false;  ///< whether now_ is in the document
};

}  // namespace uptake
