#pragma once

#include "core/box/label_scheme.h"
#include "core/document/case_document.h"
#include "core/document/selection.h"
#include "core/input/slice_pointer.h"
#include "core/input/tool_hand.h"
#include "core/input/tool_sketch.h"
#include "viewer/slice/slice_display.h"
#include "viewer/slice/slice_geometry.h"
#include "viewer/state/view_state.h"

#include <QImage>
#include <QWidget>

#include <memory>
#include <optional>
#include <vector>

namespace uptake {

/// Which images a slice view shows.
enum class SliceContent { Ct, Pet, Fused };

/// One slice of the case: image, masks, boxes, crosshair, orientation letters, scale bar and
/// texts. It watches the document, the selection and the shared view state, and never changes the document.
///
/// The plane is the stored slice of the view's leading image (CT, except in PET views) nearest the crosshair,
/// or, when that lies oblique, the plane through the crosshair itself. Navigation (wheel, zoom, pan,
/// crosshair, turning the other planes by the crosshair's handles, window by dragging) is done here; when a
/// tool is active, the left button is passed on through the tool signals instead.
class SliceView : public QWidget {
  Q_OBJECT

 public:
  SliceView(SliceContent content, PlaneOrientation orientation, const CaseDocument& document,
            const Selection& selection, ViewState& state, QWidget* parent = nullptr);
  ~SliceView() override;

  SliceContent content() const;
  PlaneOrientation orientation() const;
  void setContent(SliceContent content);
  /// Fused → CT → PET, and round again.
  void cycleContent();

  /// The plane that is shown: its origin is the crosshair's projection.
  SlicePlane plane() const;
  /// The image whose slices are stepped through, or null.
  const Volume* leadingImage() const;
  /// Moves by slices of the leading image. Positive: onwards, which is towards the feet in axial views, to
  /// the back in coronal ones, to the patient's right in sagittal ones. Stops at the first and last slice.
  void stepSlice(int slices);
  void goToFirstSlice();
  void goToLastSlice();

  /// One pixel of the leading image (along the screen's rows) becomes one pixel of the screen.
  void zoomToImagePixels();
  /// Brings the crosshair and the middle of all views to a place and makes what lies within `radius` fill
  /// half of this view.
  void zoomTo(const Point& centre, Millimetres radius);
  /// The crosshair moved along the view's normal into each slice of the leading image, in the order in which
  /// stepping goes onwards; empty without an image.
  std::vector<Point> slicePositions() const;

  /// What this view shows otherwise than all others.
  const SliceDisplay& display() const;
  void setDisplay(const SliceDisplay& display);

  /// Whether the left button belongs to a tool.
  void setToolActive(bool active);
  /// The circle (mm) drawn at the pointer while a brush is active; nothing hides it.
  void setBrushRadius(std::optional<Millimetres> radius);
  /// What a tool would draw on here, named at the pointer; without a name nothing is.
  void setHand(const ToolHand& hand);
  const ToolHand& hand() const;
  /// What a tool shows of its gesture, drawn as far as it meets the plane.
  void setSketch(const ToolSketch& sketch);

  /// How the plane lies on the widget.
  SliceGeometry geometry() const;
  /// Patient position under a widget pixel (logical pixels), and back.
  Point toPatient(const QPointF& pixel) const;
  QPointF toPixel(const Point& point) const;

  /// Shows what was loaded since: the voxels and slice states of the images changed beneath.
  void refreshImages();

  /// Renders now and returns what is on the screen, in device pixels.
  QImage grabImage();
  /// The same as it would be with another display, at `scale` times as many pixels: finer, not with smaller
  /// texts. What is on the screen stays.
  QImage grabImage(const SliceDisplay& display, double scale);

 Q_SIGNALS:
  void toolPressed(const uptake::SlicePointer& pointer);
  void toolMoved(const uptake::SlicePointer& pointer);  ///< also while no button is down
  void toolReleased(const uptake::SlicePointer& pointer);
  /// Shift+wheel while a tool is active: brush size.
  void toolWheel(int steps);
  /// The pointer is over this position, of late because it moved or because the picture did; nothing when it
  /// left.
  void hovered(std::optional<uptake::Point> point);
  /// The view was clicked or the wheel turned in it: keys now mean this view.
  void activated();
  void maximiseRequested();
  /// A click of the right button, not a drag: `at` is on the screen.
  void menuRequested(const uptake::SlicePointer& pointer, const QPoint& at);

 private:
  class Private;
  std::unique_ptr<Private> d_;
};

}  // namespace uptake
