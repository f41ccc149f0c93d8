#pragma once

#include "viewer/host/picture_host.h"
#include "viewer/mip/mip_masks.h"
#include "viewer/mip/mip_projector.h"
#include "viewer/mip/mip_view.h"
#include "viewer/render/view_plan.h"
#include "viewer/slice/slice_colour_bars.h"
#include "viewer/slice/slice_geometry.h"

#include <QTimer>

class QContextMenuEvent;
class QMouseEvent;
class QPainter;
class QWheelEvent;

namespace uptake {

/// What a MIP view is made of: mip_view.cpp projects and paints, mip_input.cpp listens to the mouse.
class MipView::Private : public QObject {
 public:
  /// What a job makes.
  struct Projection {
    MipImage image;
    MipMaskImages masks;
  };

  Private(MipView& mipView, const CaseDocument& caseDocument, ViewState& viewState);

  bool eventFilter(QObject* watched, QEvent* event) override;
  void setImages();
  void request();
  void projectNow();
  void take(Result<Projection> result);
  void applyLeftOut();
  void takeMasks();
  void changeMask(MaskId id);
  void paintMasks(QPainter& painter, const SliceGeometry& geometry) const;
  std::optional<PlacedBar> bar() const;
  void leaveOutAt(const QPointF& pixel);
  QMenu* menuAt(const QPointF& pixel);
  SliceGeometry geometry() const;
  ViewPlan plan(const QSize& pixels, double ratio);
  void paint(QPainter& painter) const;
  void tellPlace();
  std::optional<Point> hottestAt(const QPointF& pixel) const;
  SlicePointer pointerAt(const Point& place, const QMouseEvent& event) const;
  void press(const QMouseEvent& event);
  void move(const QMouseEvent& event);
  void release(const QMouseEvent& event);
  void wheel(const QWheelEvent& event);

  MipView& view;
  const CaseDocument& document;
  ViewState& state;
  PictureHost* host;
  std::shared_ptr<const Volume> layer;  ///< the projection, as a volume of one slice
  ValueColours colours;
  MipMasks masks;
  MipMaskImages silhouetteImages;         ///< of what is shown
  std::optional<MipProjector> whole;      ///< nothing left out
  std::optional<MipProjector> projector;  ///< as it is shown
  std::optional<MipImage> shown;          ///< its values are in the layer
  double wanted = 0.0;
  bool stale = false;  ///< what is shown is not what is wanted
  std::optional<QPointF> pressed;
  QPointF last;
  std::optional<QPointF> pointer;  ///< over the view
  bool dragged = false;
  std::optional<PetTopDrag> petTop;
  QTimer turning;
  QTimer maskPause;
  bool crosshair = true;
  bool picking = false;
  int wheelRest = 0;
  JobRunner runner;
  JobRunner regionRunner;
};

}  // namespace uptake
