#pragma once

#include "annotation/boxes/box_hit.h"

namespace uptake {

/// One press-drag-release that draws, moves or resizes a box, shared by the tools that do so. Shows the box
/// in the document meanwhile. Ends as one undo command, or leaves the document as it was.
class BoxGesture {
 public:
  explicit BoxGesture(ToolContext context) : context_(context) {}

  bool isActive() const { return active_; }
  /// Begins to draw a box of this class.
  void draw(const ImagePlace& place, const QString& className);
  /// Begins to move (inside) or resize (edge, corner) a box.
  void adjust(const ImagePlace& place, const BoxHit& hit);
  /// The box stays on its image, even when the view has scrolled on meanwhile.
  void drag(const SlicePointer& pointer);
  /// Returns whether it was a drag: false for a mere click, which changes nothing.
  bool finish(const SlicePointer& pointer);
  void cancel();

 private:
  void begin(const ImagePlace& place);
  PixelRect drawnRect(const Eigen::Vector2d& pixel) const;
  PixelRect resizedRect(const Eigen::Vector2d& pixel) const;
  void show(const PixelRect& rect);
  void hide();

  ToolContext context_;
  bool active_ = false;
  bool dragged_ = false;
  std::shared_ptr<const Volume> image_;
  Eigen::Vector2d start_ = Eigen::Vector2d::Zero();
  BoxPart part_;
  std::optional<Box> before_;  ///< std::nullopt while drawing a new box
  Box box_;                    ///< as it is now
  bool shown_ = false;         ///< whether box_ is in the document
};

}  // namespace uptake
