#pragma once

#include "annotation/tools/box_tool.h"
#include "annotation/tools/brush_tool.h"
#include "annotation/tools/measure_tool.h"
#include "annotation/tools/select_tool.h"
#include "app/views/view_area.h"

#include <QObject>

namespace uptake {

/// What the left mouse button does on a slice.
enum class ToolKind { Window, Select, Box, Brush, Eraser, Distance, Angle, Ellipse, Sphere };

/// Owns the tools, feeds them the views' pointer and shows their cursor.
class ToolController : public QObject {
  Q_OBJECT

 public:
  ToolController(ToolContext context, ViewArea& views, QObject* parent = nullptr);

  ToolKind kind() const { return kind_; }
  void setKind(ToolKind kind);

  QString boxClass() const { return boxTool_.className(); }
  void setBoxClass(const QString& name) {
    boxTool_.setClassName(name);
    Q_EMIT boxClassChanged();
  }

  Millimetres brushDiameter() const { return brushTool_.diameter(); }
  void setBrushDiameter(Millimetres diameter);
  /// Larger (positive) or smaller by so many steps.
  void stepBrush(int steps);
  BrushShape brushShape() const { return brushTool_.shape(); }
  void setBrushShape(BrushShape shape) { brushTool_.setShape(shape); }

  /// Ends a gesture in progress without a trace; true when there was one.
  bool cancelGesture();

 Q_SIGNALS:
  void kindChanged();
  void brushChanged();
  void boxClassChanged();
  void said(const QString& message);

 private:
  Tool* tool();
  void showBrush();
  void showCursor(const SlicePointer& pointer);

  ViewArea& views_;
  SelectTool selectTool_;
  BoxTool boxTool_;
  BrushTool brushTool_;
  MeasureTool measureTool_;
  ToolKind kind_ = ToolKind::Window;
};

}  // namespace uptake
