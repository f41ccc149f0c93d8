#pragma once

#include "annotation/tools/brush_sweep.h"
#include "annotation/tools/voxel_gesture.h"

#include <QElapsedTimer>

namespace uptake {

/// Fills what is drawn around, on one slice: a freehand drag is a lasso, single clicks are the corners of a
/// polygon that a double click, Return or a click on its first corner closes. See rowsInPolygon() for the
/// voxels. It goes through the thickness of the image that is shown, and treats voxels of other lesions, as
/// the brush does; Ctrl at the press erases the selected lesion there instead. The voxels are shown while the
/// line is drawn.
class LassoTool : public Tool {
  Q_OBJECT

 public:
  explicit LassoTool(ToolContext context, QObject* parent = nullptr)
      : Tool(context, parent), gesture_(context) {}

  void press(const SlicePointer& pointer) override;
  void move(const SlicePointer& pointer) override;
  void release(const SlicePointer& pointer) override;
  void cancel() override;
  void finish() override;
  bool isInGesture() const override { return gesture_.isActive(); }
  ToolCursor cursorAt(const SlicePointer&) const override { return ToolCursor::Cross; }
  ToolHand handAt(const SlicePointer& pointer) const override { return gesture_.handFor(startOf(pointer)); }
  ToolSketch sketch() const override;

 private:
  enum class Form { Open, Lasso, Polygon };  ///< Open: pressed, not known yet

  VoxelGesture::Start startOf(const SlicePointer& pointer) const;
  bool isOnSlice(const SlicePointer& pointer) const;
  bool isNear(const Point& a, const SlicePointer& b) const;
  /// The mask's voxels within the points.
  std::vector<VoxelRun> rowsWithin(const std::vector<Point>& points) const;
  /// The points with, in a polygon, the pointer as its next corner.
  std::vector<Point> outline() const;
  void preview();
  void close();
  void clear();

  VoxelGesture gesture_;
  Form form_ = Form::Open;
  std::vector<Point> points_;
  SlicePointer start_;
  QElapsedTimer closed_;  ///< since a polygon was closed by a click
  Point closedAt_ = Point::Zero();
  std::optional<Point> loose_;  ///< the pointer, between two corners of a polygon
  bool pressed_ = false;
};

}  // namespace uptake
