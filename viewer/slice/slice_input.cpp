#include "viewer/slice/slice_input.h"

#include "viewer/slice/crosshair_lines.h"
#include "viewer/slice/slice_overlay.h"

#include <QApplication>
#include <QMouseEvent>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace uptake {

namespace {

constexpr double kZoomPerPixel = 0.01;
constexpr double kZoomPerStep = 0.15;
constexpr int kWheelStep = 120;  // Qt's units for one notch

/// A PET top at a precision that reads well at its size: three significant digits.
double rounded(double value) {
  const double step = std::pow(10.0, std::floor(std::log10(value)) - 2.0);
  return std::round(value / step) * step;
}

}  // namespace

SliceInput::SliceInput(SliceView& view, ViewState& state, const CaseDocument& document)
    : QObject(&view), view_(view), state_(state), document_(document) {
  view_.installEventFilter(this);
  view_.setMouseTracking(true);
  connect(&state_, &ViewState::changed, this, &SliceInput::tellPlace);
  connect(&document_, &CaseDocument::imagesChanged, this, &SliceInput::tellPlace);
}

bool SliceInput::eventFilter(QObject*, QEvent* event) {
  switch (event->type()) {
    case QEvent::MouseButtonPress:
      press(static_cast<const QMouseEvent&>(*event));
      return true;
    case QEvent::MouseMove:
      move(static_cast<const QMouseEvent&>(*event));
      return true;
    case QEvent::MouseButtonRelease:
      release(static_cast<const QMouseEvent&>(*event));
      return true;
    case QEvent::MouseButtonDblClick:
      if (static_cast<const QMouseEvent&>(*event).button() != Qt::LeftButton || toolActive_)
        press(static_cast<const QMouseEvent&>(*event));
      else
        Q_EMIT view_.maximiseRequested();
      return true;
    case QEvent::Wheel:
      wheel(static_cast<const QWheelEvent&>(*event));
      event->accept();
      return true;
    case QEvent::Enter:
      pointer_ = static_cast<const QEnterEvent&>(*event).position();
      tellPlace();
      return false;
    case QEvent::Resize:
      tellPlace();
      return false;
    case QEvent::Leave:
    case QEvent::Hide:
      leave();
      return false;
    default:
      return false;
  }
}

SlicePointer SliceInput::toolPointer(const QPointF& position, Qt::KeyboardModifiers modifiers) const {
  SlicePointer pointer;
  pointer.position = view_.toPatient(position);
  pointer.plane = view_.plane();
  pointer.mmPerPixel = (view_.toPatient({1.0, 0.0}) - view_.toPatient({0.0, 0.0})).norm();
  if (const Volume* image = view_.leadingImage()) {
    pointer.thickness = image->grid().spacing()[image->grid().axisAlong(pointer.plane.normal())];
    pointer.image = image == document_.pet().get() ? ImageKind::Pet : ImageKind::Ct;
    pointer.frameOfReferenceUid = image->source().frameOfReferenceUid;
  }
  pointer.invert = modifiers.testFlag(Qt::ControlModifier);
  pointer.extend = modifiers.testFlag(Qt::ShiftModifier);
  return pointer;
}

void SliceInput::press(const QMouseEvent& event) {
  Q_EMIT view_.activated();
  if (gesture_ != Gesture::None || !view_.leadingImage()) return;  // a second button changes nothing
  button_ = event.button();
  start_ = last_ = event.position();
  startZoom_ = state_.zoom();
  startWindow_ = windowsPet() ? state_.petWindow() : ctWindow();
  switch (event.button()) {
    case Qt::LeftButton:
      startRotation_ = state_.rotation();
      if (const auto bar = petBarAt(event.position())) {
        petTop_.emplace(bar->rect, state_.petWindow(), event.position().y());
        gesture_ = Gesture::PetTop;
        break;
      }
      gesture_ = toolActive_ ? Gesture::Tool : gestureAt(event.position());
      if (toolActive_) Q_EMIT view_.toolPressed(toolPointer(event.position(), event.modifiers()));
      break;
    case Qt::RightButton:
      gesture_ = Gesture::Zoom;
      break;
    case Qt::MiddleButton:
      gesture_ = Gesture::Pan;
      break;
    default:
      break;
  }
}

void SliceInput::move(const QMouseEvent& event) {
  const QPointF position = event.position();
  pointer_ = position;
  switch (gesture_) {
    case Gesture::Click:
      if ((position - start_).manhattanLength() < QApplication::startDragDistance()) break;
      gesture_ = Gesture::Window;
      [[fallthrough]];
    case Gesture::Window:
      dragWindow(position);
      break;
    case Gesture::Zoom:
      zoomAbout(start_, startZoom_ * std::exp((start_.y() - position.y()) * kZoomPerPixel));
      break;
    case Gesture::Pan:
      dragPan(position);
      break;
    case Gesture::Tool:
      Q_EMIT view_.toolMoved(toolPointer(position, event.modifiers()));
      break;
    case Gesture::Crosshair:
      state_.setCrosshair(view_.toPatient(position));
      break;
    case Gesture::Turn:
      dragTurn(position);
      break;
    case Gesture::Divide:
      state_.setSwipePosition(position.x() / view_.width());
      break;
    case Gesture::PetTop:
      state_.setPetWindow(petTop_->windowAt(position.y(), state_.petQuantity()));
      break;
    case Gesture::None:
      showCursor(position);
      if (!view_.leadingImage()) break;
      if (toolActive_) Q_EMIT view_.toolMoved(toolPointer(position, event.modifiers()));
      if (event.modifiers().testFlag(Qt::ShiftModifier) && event.buttons() == Qt::NoButton)
        state_.setCrosshair(view_.toPatient(position));
      break;
  }
  last_ = position;
  updateHandles(position);
  tellPlace();
  Q_EMIT pointerChanged();
}

void SliceInput::tellPlace() {
  if (!pointer_) return;
  Q_EMIT view_.hovered(view_.leadingImage() ? std::optional(view_.toPatient(*pointer_)) : std::nullopt);
}

void SliceInput::release(const QMouseEvent& event) {
  if (event.button() != button_) return;
  const Gesture ended = gesture_;
  gesture_ = Gesture::None;
  button_ = Qt::NoButton;
  if (ended == Gesture::Tool)
    Q_EMIT view_.toolReleased(toolPointer(event.position(), event.modifiers()));
  else if (ended == Gesture::Click)
    state_.setCrosshair(view_.toPatient(event.position()));
  else if (ended == Gesture::Zoom &&
           (event.position() - start_).manhattanLength() < QApplication::startDragDistance())
    Q_EMIT view_.menuRequested(toolPointer(event.position(), event.modifiers()),
                               event.globalPosition().toPoint());
  if (ended == Gesture::Window || ended == Gesture::PetTop) Q_EMIT pointerChanged();
}

void SliceInput::leave() {
  if (!pointer_) return;
  pointer_.reset();
  handlesNear_ = true;  // those that were shown have to go
  Q_EMIT view_.hovered(std::nullopt);
  Q_EMIT pointerChanged();
}

void SliceInput::wheel(const QWheelEvent& event) {
  Q_EMIT view_.activated();
  // Some systems turn the wheel sideways while Shift or Alt is held.
  const QPoint angle = event.angleDelta();
  wheelRest_ += angle.y() != 0 ? angle.y() : angle.x();
  const int steps = wheelRest_ / kWheelStep;
  wheelRest_ -= steps * kWheelStep;
  if (steps == 0 || !view_.leadingImage()) return;
  if (event.modifiers().testFlag(Qt::ControlModifier))
    zoomAbout(event.position(), state_.zoom() * std::exp(steps * kZoomPerStep));
  else if (event.modifiers().testFlag(Qt::ShiftModifier) && toolActive_)
    Q_EMIT view_.toolWheel(steps);
  else
    view_.stepSlice(-steps);  // towards the person: onwards
}

SliceInput::Gesture SliceInput::gestureAt(const QPointF& position) const {
  constexpr double kGrabLine = 5.0;
  const QSizeF size = view_.size();
  const CrosshairLines lines = crosshairLines(state_, view_.orientation(), view_.geometry());
  const CrosshairPart part = crosshairPartAt(lines, size, position);
  if (part == CrosshairPart::Handle) return Gesture::Turn;
  if (hasDividingLine(view_.content(), document_, state_) &&
      std::abs(position.x() - state_.swipePosition() * size.width()) <= kGrabLine)
    return Gesture::Divide;
  return part == CrosshairPart::Centre ? Gesture::Crosshair : Gesture::Click;
}

void SliceInput::updateHandles(const QPointF& position) {
  const CrosshairLines lines = crosshairLines(state_, view_.orientation(), view_.geometry());
  const bool near = mayTurn() && view_.leadingImage() && nearHandle(lines, view_.size(), position);
  // Once more after it left: what was shown has to go.
  handlesNear_ = near || handlesShown_;
  handlesShown_ = near;
}

std::optional<PlacedBar> SliceInput::petBarAt(const QPointF& position) const {
  const SliceColourBars bars =
      sliceColourBars(view_.content(), document_, state_, view_.display(), view_.size());
  return isOnBar(bars.pet, position) ? bars.pet : std::nullopt;
}

void SliceInput::showCursor(const QPointF& position) {
  if (toolActive_) {
    ownCursor_ = false;  // the tool has set its own
    return;
  }
  if (petBarAt(position)) {
    view_.setCursor(Qt::SizeVerCursor);
    ownCursor_ = true;
    return;
  }
  const Gesture gesture = view_.leadingImage() ? gestureAt(position) : Gesture::Click;
  const bool own = gesture != Gesture::Click;
  if (own)
    view_.setCursor(gesture == Gesture::Divide ? Qt::SplitHCursor
                    : gesture == Gesture::Turn ? Qt::PointingHandCursor
                                               : Qt::SizeAllCursor);
  else if (ownCursor_)
    view_.setCursor(Qt::ArrowCursor);
  ownCursor_ = own;
}

void SliceInput::dragTurn(const QPointF& position) {
  const QPointF centre = view_.toPixel(state_.crosshair());
  const auto angle = [&](const QPointF& at) { return std::atan2(at.y() - centre.y(), at.x() - centre.x()); };
  // From right to down, which is about the normal.
  state_.setRotation(startRotation_, view_.plane().normal(), angle(position) - angle(start_));
}

bool SliceInput::windowsPet() const {
  return view_.content() == SliceContent::Pet;
}

Window SliceInput::ctWindow() const {
  return view_.display().ctWindow.value_or(state_.ctWindow());
}

void SliceInput::dragWindow(const QPointF& position) {
  const QPointF way = position - start_;
  if (windowsPet()) {
    const double low = startWindow_.low();
    const double range = startWindow_.width * std::exp((way.x() + way.y()) * 0.005);
    // Rounded in what is shown.
    const double factor = state_.petQuantity().factor;
    const double width = rounded(std::max(range * factor, 1e-3)) / factor;
    state_.setPetWindow({width, low + width / 2.0});
    return;
  }
  const auto& image = document_.ct();
  const bool isWhole = !image || image->unit() == ValueUnit::Hounsfield || image->isColour();
  // Values of any size: in steps that show in the third digit.
  const double step =
      isWhole ? 1.0 : std::pow(10.0, std::floor(std::log10(std::max(startWindow_.width, 1e-30))) - 2.0);
  const double perPixel =
      isWhole ? std::clamp(startWindow_.width / 200.0, 0.5, 20.0) : startWindow_.width / 200.0;
  const auto inSteps = [step](double value) { return std::round(value / step) * step; };
  const Window window{std::max(step, inSteps(startWindow_.width + way.x() * perPixel)),
                      inSteps(startWindow_.level + way.y() * perPixel)};
  if (!view_.display().ctWindow) return state_.setCtWindow(window);
  SliceDisplay display = view_.display();
  display.ctWindow = window;
  view_.setDisplay(display);
}

void SliceInput::dragPan(const QPointF& position) {
  state_.setPan(state_.pan() + view_.toPatient(last_) - view_.toPatient(position));
}

void SliceInput::zoomAbout(const QPointF& pixel, double zoom) {
  const double clamped = std::clamp(zoom, ViewState::kSmallestZoom, ViewState::kLargestZoom);
  const Point fixed = view_.toPatient(pixel);
  const Point middle = view_.toPatient(QPointF(view_.width() / 2.0, view_.height() / 2.0));
  const Point newMiddle = fixed + (middle - fixed) * (state_.zoom() / clamped);
  state_.setZoomAndPan(clamped, state_.pan() + newMiddle - middle);
}

}  // namespace uptake
