#include "annotation/boxes/box_gesture.h"

#include "annotation/commands/box_edit.h"

#include <QCoreApplication>

namespace uptake {

namespace {

/// A hand that clicks trembles by a screen pixel.
constexpr double kClickScreenPixels = 2.0;

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::BoxGesture)
};

struct PixelSpan {
  int first;
  int last;
};

/// Moves one end of a span of pixels. Works on the borders between pixels (border n lies before pixel n), so
/// that an end that passes the other leaves no pixel counted twice.
PixelSpan withEndMoved(PixelSpan span, int side, int by, int size) {
  if (side == 0) return span;
  const int fixedBorder = side < 0 ? span.last + 1 : span.first;
  const int border = std::clamp((side < 0 ? span.first : span.last + 1) + by, 0, size);
  if (border == fixedBorder)
    return side < 0 ? PixelSpan{span.last, span.last} : PixelSpan{span.first, span.first};
  return {std::min(border, fixedBorder), std::max(border, fixedBorder) - 1};
}

}  // namespace

void BoxGesture::begin(const ImagePlace& place) {
  active_ = true;
  dragged_ = false;
  image_ = place.image;
  start_ = place.pixel;
}

void BoxGesture::draw(const ImagePlace& place, const QString& className) {
  begin(place);
  before_.reset();
  box_ = Box();
  box_.sopInstanceUid = place.sopInstanceUid;
  box_.className = className;
  shown_ = false;
}

void BoxGesture::adjust(const ImagePlace& place, const BoxHit& hit) {
  begin(place);
  part_ = hit.part;
  box_ = *context_.document.box(hit.box);
  before_ = box_;
  shown_ = true;
}

void BoxGesture::drag(const SlicePointer& pointer) {
  if (!active_) return;
  // The study was closed, or the box went, under the hand.
  if (shown_ && !context_.document.box(box_.id)) {
    active_ = false;
    return;
  }
  const Eigen::Vector2d pixel = image_->grid().toIndex(pointer.position).head<2>();
  const Eigen::Vector2d spacing = image_->grid().spacing().head<2>();
  const double distance = (pixel - start_).cwiseProduct(spacing).norm();
  const bool beyondClick = distance >= kClickScreenPixels * pointer.mmPerPixel;
  if (!before_) {
    dragged_ = beyondClick;
    const PixelRect rect = drawnRect(pixel);
    if (dragged_ && rect.isValid())
      show(rect);
    else
      hide();
    return;
  }
  // Once begun, a move follows all the way back to where it started.
  dragged_ = dragged_ || beyondClick;
  if (!dragged_) return;
  const Eigen::Vector2d by = pixel - start_;
  const Eigen::Vector2i size = image_->grid().size().head<2>();
  show(part_.isInside() ? movedInside(before_->rect, pixelAt(by.x()), pixelAt(by.y()), size)
                        : resizedRect(pixel));
}

PixelRect BoxGesture::drawnRect(const Eigen::Vector2d& pixel) const {
  const PixelRect rect{pixelAt(start_.x()), pixelAt(start_.y()), pixelAt(pixel.x()), pixelAt(pixel.y())};
  return rect.normalized().clipped(image_->grid().size().x(), image_->grid().size().y());
}

PixelRect BoxGesture::resizedRect(const Eigen::Vector2d& pixel) const {
  const Eigen::Vector2d by = pixel - start_;
  const Eigen::Vector3i size = image_->grid().size();
  const PixelRect& rect = before_->rect;
  const PixelSpan x = withEndMoved({rect.xmin, rect.xmax}, part_.x, pixelAt(by.x()), size.x());
  const PixelSpan y = withEndMoved({rect.ymin, rect.ymax}, part_.y, pixelAt(by.y()), size.y());
  return {x.first, y.first, x.last, y.last};
}

void BoxGesture::show(const PixelRect& rect) {
  if (shown_ && box_.rect == rect) return;
  box_.rect = rect;
  if (shown_)
    context_.document.updateBox(box_);
  else
    box_.id = context_.document.insertBox(box_);
  shown_ = true;
}

void BoxGesture::hide() {
  if (!shown_) return;
  context_.document.takeBox(box_.id);
  shown_ = false;
}

bool BoxGesture::finish(const SlicePointer& pointer) {
  drag(pointer);
  if (!active_) return true;
  active_ = false;
  image_.reset();
  const bool changed = before_ ? box_ != *before_ : shown_;
  if (!changed) return dragged_;
  const QString text = !before_           ? Texts::tr("Draw box %1")
                       : part_.isInside() ? Texts::tr("Move box %1")
                                          : Texts::tr("Resize box %1");
  context_.undoStack.push(
      new BoxEdit(context_, before_, box_, text.arg(menuName(box_.className)), EditState::Done));
  context_.selection.setBox(box_.id);
  return dragged_;
}

void BoxGesture::cancel() {
  if (!active_) return;
  active_ = false;
  image_.reset();
  if (shown_ && !context_.document.box(box_.id)) return;
  if (!before_)
    hide();
  else if (box_ != *before_)
    context_.document.updateBox(*before_);
}

}  // namespace uptake
