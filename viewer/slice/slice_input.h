#pragma once

#include "viewer/slice/slice_colour_bars.h"
#include "viewer/slice/slice_geometry.h"
#include "viewer/slice/slice_view.h"

#include <QObject>
#include <QPointF>

#include <optional>

class QMouseEvent;
class QWheelEvent;

namespace uptake {

/// The mouse on a slice view: navigation, windowing, and passing the left button to the tool. Filters the
/// view's events and emits the view's signals.
class SliceInput : public QObject {
  Q_OBJECT

 public:
  SliceInput(SliceView& view, ViewState& state, const CaseDocument& document);

  void setToolActive(bool active) { toolActive_ = active; }
  /// The left button may take hold of the crosshair: no tool has it.
  bool mayTurn() const { return !toolActive_ && (gesture_ == Gesture::None || gesture_ == Gesture::Turn); }
  /// The pointer is, or has just been, where handles of the crosshair show.
  bool showsHandles() const { return handlesNear_; }
  bool isWindowing() const { return gesture_ == Gesture::Window || gesture_ == Gesture::PetTop; }
  std::optional<QPointF> pointer() const { return pointer_; }

  bool eventFilter(QObject* watched, QEvent* event) override;
  /// Says what the pointer is over: another place when the picture changed beneath it.
  void tellPlace();

 Q_SIGNALS:
  /// The pointer moved or left: what follows it is to be painted anew.
  void pointerChanged();

 private:
  enum class Gesture { None, Click, Window, Zoom, Pan, Tool, Crosshair, Turn, Divide, PetTop };

  void press(const QMouseEvent& event);
  void move(const QMouseEvent& event);
  void release(const QMouseEvent& event);
  void leave();
  void wheel(const QWheelEvent& event);
  void dragWindow(const QPointF& position);
  void dragPan(const QPointF& position);
  void dragTurn(const QPointF& position);
  /// What a press of the left button would begin here, without a tool.
  Gesture gestureAt(const QPointF& position) const;
  void updateHandles(const QPointF& position);
  void showCursor(const QPointF& position);
  void zoomAbout(const QPointF& pixel, double zoom);
  /// The bar on which the top of the PET window can be dragged here, if it is one.
  std::optional<PlacedBar> petBarAt(const QPointF& position) const;
  bool windowsPet() const;
  /// The window of this view: its own or the one that all share.
  Window ctWindow() const;
  SlicePointer toolPointer(const QPointF& position, Qt::KeyboardModifiers modifiers) const;

  SliceView& view_;
  ViewState& state_;
  const CaseDocument& document_;
  bool toolActive_ = false;
  Gesture gesture_ = Gesture::None;
  Qt::MouseButton button_ = Qt::NoButton;
  QPointF start_;
  QPointF last_;
  double startZoom_ = 1.0;
  Window startWindow_;
  std::optional<PetTopDrag> petTop_;
  Eigen::Matrix3d startRotation_ = Eigen::Matrix3d::Identity();
  bool handlesNear_ = false;
  bool handlesShown_ = false;
  bool ownCursor_ = false;
  int wheelRest_ = 0;
  std::optional<QPointF> pointer_;
};

}  // namespace uptake
