#pragma once

#include "annotation/tools/box_tool.h"
#include "annotation/tools/brush_tool.h"
#include "annotation/tools/grow_tool.h"
#include "annotation/tools/hot_spot_tool.h"
#include "annotation/tools/lasso_tool.h"
#include "annotation/tools/measure_tool.h"
#include "annotation/tools/select_tool.h"
#include "annotation/tools/threshold_box_tool.h"
#include "app/shell/views/view_area.h"

#include <QObject>

#include <functional>
#include <memory>
#include <vector>

namespace uptake {

/// What the left mouse button does on a slice. Further ones are given by ToolController::add().
enum class ToolKind {
  Window,
  Select,
  Box,
  Brush,
  ThresholdBrush,
  Eraser,
  Lasso,
  Grow,
  HotSpot,
  ThresholdBox,
  Distance,
  Angle,
  Ellipse,
  Sphere
};

/// Owns the tools, feeds them the views' pointer and shows their cursor and what they sketch.
class ToolController : public QObject {
  Q_OBJECT

 public:
  ToolController(ToolContext context, ViewArea& views, QObject* parent = nullptr);

  /// Takes a further tool, of a feature, and returns by what it is chosen. What it can take hold of
  /// (Tool::takesAt()), the select tool can, too.
  ToolKind add(std::unique_ptr<Tool> tool, Qt::CursorShape cursor);

  ToolKind kind() const { return kind_; }
  void setKind(ToolKind kind);

  QString boxClass() const { return boxTool_.className(); }
  void setBoxClass(const QString& name) {
    boxTool_.setClassName(name);
    Q_EMIT boxClassChanged();
  }

  Millimetres brushDiameter() const { return brushTool_.diameter(); }
  void setBrushDiameter(Millimetres diameter) { brushTool_.setDiameter(diameter); }
  /// What the tool in use works with, larger (positive) or smaller by so many steps: the brush, or the sphere
  /// in which a region grows.
  void stepSize(int steps);
  BrushShape brushShape() const { return brushTool_.shape(); }
  void setBrushShape(BrushShape shape) { brushTool_.setShape(shape); }

  // Their settings are whoever's who shows them.
  BrushTool& brush() { return brushTool_; }
  HotSpotTool& hotSpot() { return hotSpotTool_; }
  ThresholdBoxTool& thresholdBox() { return thresholdBoxTool_; }
  GrowTool& grow() { return growTool_; }
  LassoTool& lasso() { return lassoTool_; }

  /// What becomes of other lesions in the way of drawing, see Selection::protectsOthers().
  Selection& selection() { return selection_; }

  /// Ends a gesture in progress without a trace; true when there was one.
  bool cancelGesture();
  /// Completes a gesture of several clicks.
  void finishGesture();
  bool isInGesture() const;

 Q_SIGNALS:
  void kindChanged();
  void boxClassChanged();
  /// A gesture began, went on or ended.
  void gestureChanged();
  void said(const QString& message);

 private:
  /// A kind of tool: who does it and how that is set up.
  struct Entry {
    ToolKind kind;
    Tool* tool;  ///< null: the view itself
    Qt::CursorShape cursor;
    std::function<void()> prepare;
  };

  void connectTool(Tool& tool);
  const Entry& entry() const;
  Tool* tool() const { return entry().tool; }
  void showBrush();
  void showCursor(const SlicePointer& pointer);
  void showHand();

  ViewArea& views_;
  Selection& selection_;
  SelectTool selectTool_;
  BoxTool boxTool_;
  BrushTool brushTool_;
  LassoTool lassoTool_;
  GrowTool growTool_;
  HotSpotTool hotSpotTool_;
  ThresholdBoxTool thresholdBoxTool_;
  MeasureTool measureTool_;
  std::vector<std::unique_ptr<Tool>> added_;
  std::vector<Entry> entries_;
  ToolKind kind_ = ToolKind::Window;
  QString notice_;                       ///< what the gesture's beginning had to say
  std::optional<SlicePointer> pointer_;  ///< while it is over a slice
};

}  // namespace uptake
