#include "app/tools/tool_controller.h"

#include <QCursor>

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

/// What a measuring tool draws; nothing for the others.
std::optional<MeasurementKind> measures(ToolKind kind) {
  switch (kind) {
    case ToolKind::Distance:
      return MeasurementKind::Distance;
    case ToolKind::Angle:
      return MeasurementKind::Angle;
    case ToolKind::Ellipse:
      return MeasurementKind::Ellipse;
    case ToolKind::Sphere:
      return MeasurementKind::Sphere;
    default:
      return std::nullopt;
  }
}

}  // namespace

ToolController::ToolController(ToolContext context, ViewArea& views, QObject* parent)
    : QObject(parent),
      views_(views),
      selectTool_(context),
      boxTool_(context),
      brushTool_(context),
      measureTool_(context) {
  for (Tool* each : std::initializer_list<Tool*>{&selectTool_, &boxTool_, &brushTool_, &measureTool_})
    connect(each, &Tool::said, this, &ToolController::said);

  connect(&views_, &ViewArea::toolPressed, this, [this](const SlicePointer& pointer) {
    if (Tool* active = tool()) active->press(pointer);
    showCursor(pointer);
  });
  connect(&views_, &ViewArea::toolMoved, this, [this](const SlicePointer& pointer) {
    if (Tool* active = tool()) active->move(pointer);
    showCursor(pointer);
  });
  connect(&views_, &ViewArea::toolReleased, this, [this](const SlicePointer& pointer) {
    if (Tool* active = tool()) active->release(pointer);
    showCursor(pointer);
  });
  connect(&views_, &ViewArea::toolWheel, this, &ToolController::stepBrush);
}

Tool* ToolController::tool() {
  switch (kind_) {
    case ToolKind::Select:
      return &selectTool_;
    case ToolKind::Box:
      return &boxTool_;
    case ToolKind::Brush:
    case ToolKind::Eraser:
      return &brushTool_;
    case ToolKind::Distance:
    case ToolKind::Angle:
    case ToolKind::Ellipse:
    case ToolKind::Sphere:
      return &measureTool_;
    case ToolKind::Window:
      break;
  }
  return nullptr;
}

void ToolController::setKind(ToolKind kind) {
  cancelGesture();
  kind_ = kind;
  brushTool_.setErasing(kind == ToolKind::Eraser);
  const auto measured = measures(kind);
  if (measured) measureTool_.setKind(*measured);
  views_.setToolActive(tool() != nullptr);
  views_.setToolCursor(kind == ToolKind::Box || measured ? Qt::CrossCursor : Qt::ArrowCursor);
  showBrush();
  Q_EMIT kindChanged();
}

void ToolController::setBrushDiameter(Millimetres diameter) {
  brushTool_.setDiameter(diameter);
  showBrush();
  Q_EMIT brushChanged();
}

void ToolController::stepBrush(int steps) {
  brushTool_.stepDiameter(steps);
  showBrush();
  Q_EMIT brushChanged();
}

bool ToolController::cancelGesture() {
  Tool* active = tool();
  if (!active || !active->isInGesture()) return false;
  active->cancel();
  return true;
}

void ToolController::showBrush() {
  if (tool() == &brushTool_)
    views_.setBrushRadius(Millimetres{brushTool_.diameter().value / 2.0});
  else
    views_.setBrushRadius(std::nullopt);
}

void ToolController::showCursor(const SlicePointer& pointer) {
  if (Tool* active = tool()) views_.setToolCursor(cursorShape(active->cursorAt(pointer)));
}

}  // namespace uptake
