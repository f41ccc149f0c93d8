#pragma once

#include "core/document/case_document.h"
#include "core/document/selection.h"
#include "core/input/tool_hand.h"
#include "core/input/tool_sketch.h"
#include "viewer/slice/slice_display.h"
#include "viewer/slice/slice_geometry.h"
#include "viewer/slice/slice_scene.h"
#include "viewer/slice/slice_view.h"
#include "viewer/slice/stored_slice.h"

#include <optional>
#include <vector>

class QPainter;

namespace uptake {

/// All that the overlay of a slice view says, gathered at paint time.
struct SliceOverlayContext {
  const CaseDocument& document;
  const Selection& selection;
  const ViewState& state;
  SliceContent content = SliceContent::Ct;
  PlaneOrientation orientation = PlaneOrientation::Axial;
  const Volume* leading = nullptr;
  std::optional<StoredSlice> slice;  ///< of the leading image
  SliceGeometry geometry;
  const SliceScene* scene = nullptr;
  std::optional<QPointF> pointer;
  bool turnable = false;  ///< the left button may take hold of the crosshair
  std::optional<Millimetres> brushRadius;
  const ToolSketch* sketch = nullptr;
  const ToolHand* hand = nullptr;
  SliceDisplay display;
  bool windowing = false;  ///< the window is being dragged: its numbers show even where texts are hidden
};

/// Whether a view shows CT and PET side by side along a line that can be moved.
bool hasDividingLine(SliceContent content, const CaseDocument& document, const ViewState& state);

/// The areas of the names of lesions that paintSliceOverlay() writes; they move with the lesions' extents.
std::vector<QRectF> lesionNameAreas(QPainter& painter, const SliceOverlayContext& context);

/// What the circle of the brush covers, its rim included; nothing where there is none.
std::optional<QRectF> brushArea(const SliceOverlayContext& context);

/// Where the lesion in hand is named, beside the pointer; nothing where it is not.
std::optional<QRectF> handArea(const QFont& font, const SliceOverlayContext& context);

/// Everything in a slice view that is no image: crosshair, boxes, texts, letters, scale bar, brush circle.
void paintSliceOverlay(QPainter& painter, const SliceOverlayContext& context);

}  // namespace uptake
