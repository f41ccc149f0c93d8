#include "app/shell/tools/tool_controller.h"

#include <QCursor>

#include <algorithm>
#include <utility>

namespace uptake {

namespace {

Qt::CursorShape cursorShape(ToolCursor cursor) {
  switch (cursor) {
    case ToolCursor::Arrow:
      return Qt::ArrowCursor;
    case ToolCursor::Cross:
      return Qt::CrossCursor;
    case ToolCursor::Brush:
      return Qt::BlankCursor;  // the view draws the brush's circle
    case ToolCursor::Move:
      return Qt::SizeAllCursor;
    case ToolCursor::ResizeHorizontal:
      return Qt::SizeHorCursor;
    case ToolCursor::ResizeVertical:
      return Qt::SizeVerCursor;
    case ToolCursor::ResizeFalling:
      return Qt::SizeFDiagCursor;
    case ToolCursor::ResizeRising:
      return Qt::SizeBDiagCursor;
  }
  return Qt::ArrowCursor;
}

}  // namespace

ToolController::ToolController(ToolContext context, ViewArea& views, QObject* parent)
    : QObject(parent),
      views_(views),
      selection_(context.selection),
      selectTool_(context),
      boxTool_(context),
      brushTool_(context),
      lassoTool_(context),
      growTool_(context),
      hotSpotTool_(context),
      thresholdBoxTool_(context),
      measureTool_(context) {
  const auto brushes = [this](bool erases, bool inRange) {
    return [this, erases, inRange] {
      brushTool_.setErasing(erases);
      brushTool_.setUsesRange(inRange);
    };
  };
  const auto measures = [this](MeasurementKind kind) { return [this, kind] { measureTool_.setKind(kind); }; };
  const auto nothing = [] {};
  entries_ = {
      {ToolKind::Window, nullptr, Qt::ArrowCursor, nothing},
      {ToolKind::Select, &selectTool_, Qt::ArrowCursor, nothing},
      {ToolKind::Box, &boxTool_, Qt::CrossCursor, nothing},
      {ToolKind::Brush, &brushTool_, Qt::ArrowCursor, brushes(false, false)},
      {ToolKind::ThresholdBrush, &brushTool_, Qt::ArrowCursor, brushes(false, true)},
      {ToolKind::Eraser, &brushTool_, Qt::ArrowCursor, brushes(true, false)},
      {ToolKind::Lasso, &lassoTool_, Qt::CrossCursor, nothing},
      {ToolKind::Grow, &growTool_, Qt::CrossCursor, nothing},
      {ToolKind::HotSpot, &hotSpotTool_, Qt::CrossCursor, nothing},
      {ToolKind::ThresholdBox, &thresholdBoxTool_, Qt::CrossCursor, nothing},
      {ToolKind::Distance, &measureTool_, Qt::CrossCursor, measures(MeasurementKind::Distance)},
      {ToolKind::Angle, &measureTool_, Qt::CrossCursor, measures(MeasurementKind::Angle)},
      {ToolKind::Ellipse, &measureTool_, Qt::CrossCursor, measures(MeasurementKind::Ellipse)},
      {ToolKind::Sphere, &measureTool_, Qt::CrossCursor, measures(MeasurementKind::Sphere)},
  };
  for (Tool* each :
       std::initializer_list<Tool*>{&selectTool_, &boxTool_, &brushTool_, &lassoTool_, &growTool_,
                                    &hotSpotTool_, &thresholdBoxTool_, &measureTool_})
    connectTool(*each);
  connect(&brushTool_, &BrushTool::settingsChanged, this, &ToolController::showBrush);

  connect(&views_, &ViewArea::toolPressed, this, [this](const SlicePointer& pointer) {
    if (Tool* active = tool()) {
      const QString notice = active->isInGesture() ? QString() : active->handAt(pointer).notice;
      active->press(pointer);
      if (active->isInGesture() && !notice.isEmpty()) {
        notice_ = notice;
        Q_EMIT said(notice);
      }
    }
    showCursor(pointer);
  });
  connect(&views_, &ViewArea::toolMoved, this, [this](const SlicePointer& pointer) {
    if (Tool* active = tool()) active->move(pointer);
    showCursor(pointer);
  });
  connect(&views_, &ViewArea::toolReleased, this, [this](const SlicePointer& pointer) {
    Tool* active = tool();
    if (active) active->release(pointer);
    // The step that ends the gesture retires what was said before it; this is still true.
    if (active && !active->isInGesture())
      if (const QString notice = std::exchange(notice_, {}); !notice.isEmpty()) Q_EMIT said(notice);
    showCursor(pointer);
  });
  connect(&views_, &ViewArea::toolWheel, this, &ToolController::stepSize);
  // A picture that moves beneath a pointer that rests, and what is in hand by other ways than drawing.
  connect(&views_, &ViewArea::hovered, this, [this](const std::optional<Point>& point) {
    if (!point)
      pointer_.reset();
    else if (pointer_)
      pointer_->position = *point;
    showHand();
  });
  connect(&context.selection, &Selection::changed, this, &ToolController::showHand);
  for (const auto signal : {&CaseDocument::masksChanged, &CaseDocument::imagesChanged})
    connect(&context.document, signal, this, &ToolController::showHand);
  connect(&context.document, &CaseDocument::segmentsChanged, this, &ToolController::showHand);
}

void ToolController::connectTool(Tool& tool) {
  connect(&tool, &Tool::said, this, [this](const QString& message) {
    notice_.clear();
    Q_EMIT said(message);
  });
  connect(&tool, &Tool::sketchChanged, this, [this, &tool] {
    views_.setSketch(tool.sketch());
    Q_EMIT gestureChanged();
  });
}

ToolKind ToolController::add(std::unique_ptr<Tool> tool, Qt::CursorShape cursor) {
  const auto kind = static_cast<ToolKind>(static_cast<int>(entries_.back().kind) + 1);
  connectTool(*tool);
  selectTool_.add(*tool);
  entries_.push_back({kind, tool.get(), cursor, [] {}});
  added_.push_back(std::move(tool));
  return kind;
}

const ToolController::Entry& ToolController::entry() const {
  return *std::ranges::find(entries_, kind_, &Entry::kind);
}

void ToolController::setKind(ToolKind kind) {
  cancelGesture();
  kind_ = kind;
  entry().prepare();
  views_.setToolActive(tool() != nullptr);
  views_.setMipPicking(kind == ToolKind::HotSpot);
  views_.setToolCursor(entry().cursor);
  views_.setSketch({});
  showBrush();
  showHand();
  Q_EMIT kindChanged();
}

void ToolController::stepSize(int steps) {
  if (kind_ == ToolKind::Grow)
    growTool_.setLimit({growTool_.limit().value + steps});
  else
    brushTool_.stepDiameter(steps);
}

bool ToolController::isInGesture() const {
  return tool() && tool()->isInGesture();
}

bool ToolController::cancelGesture() {
  if (!isInGesture()) return false;
  tool()->cancel();
  notice_.clear();
  return true;
}

void ToolController::finishGesture() {
  if (isInGesture()) tool()->finish();
}

void ToolController::showBrush() {
  if (tool() == &brushTool_)
    views_.setBrushRadius(Millimetres{brushTool_.diameter().value / 2.0});
  else
    views_.setBrushRadius(std::nullopt);
}

void ToolController::showHand() {
  const Tool* active = tool();
  views_.setHand(active && pointer_ ? active->handAt(*pointer_) : ToolHand());
}

void ToolController::showCursor(const SlicePointer& pointer) {
  pointer_ = pointer;
  showHand();
  if (Tool* active = tool()) views_.setToolCursor(cursorShape(active->cursorAt(pointer)));
}

}  // namespace uptake
