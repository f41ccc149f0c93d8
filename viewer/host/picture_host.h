#pragma once

#include "viewer/render/raster/raster_renderer.h"
#include "viewer/render/rendering.h"
#include "viewer/render/view_plan.h"

#include <QImage>
#include <QRegion>
#include <QWidget>

#include <functional>
#include <memory>

namespace uptake {

namespace vtk {
class Surface;
}

/// A widget that shows a view: what is beneath, and an overlay that is painted over it.
///
/// What is beneath is either a plan, which is painted by whichever renderer is in use: on the widget itself
/// or on a surface that covers it and owns VTK's render window; or a picture that somebody else makes for the
/// widget's device pixels. The overlay is painted by the same code over either.
///
/// It is made anew only after updateScene(), in part after updateSceneIn(); updateOverlay() repeats the last
/// one under a fresh overlay, which is what a moving brush circle needs. All are coalesced by Qt into one
/// paint a frame, of what they cover together.
class PictureHost : public QWidget {
  Q_OBJECT

 public:
  explicit PictureHost(QWidget* parent);
  ~PictureHost() override;

  /// Fills the picture (Format_RGB32, as large as the widget in device pixels), at least in the rectangle.
  void setPrepare(std::function<void(QImage&, const QRect&)> prepare) { prepare_ = std::move(prepare); }
  /// In its place: says what is shown on a screen of so many device pixels, `ratio` of them a logical one.
  /// The renderer is that of `rendering`, now and whenever it changes.
  void setPlan(Rendering& rendering, std::function<ViewPlan(const QSize& pixels, double ratio)> plan);
  /// Called after: paints over the picture, in logical pixels. Only the region reaches the screen.
  void setOverlay(std::function<void(QPainter&, const QRegion&)> overlay) { overlay_ = std::move(overlay); }

  void updateScene();
  /// Nothing of the picture or the overlay changed outside `area` (logical pixels).
  void updateSceneIn(const QRectF& area);
  /// Nothing of the picture changed, and of the overlay nothing outside the region (all without one).
  void updateOverlay();
  void updateOverlay(const QRegion& region);
  /// Slices were loaded since, or the plan has other images.
  void forgetImages();
  /// What is on the screen, in device pixels; made now if need be.
  QImage grabImage();
  /// The picture and its overlay as they would be shown now, at `scale` times as many pixels: finer, not with
  /// smaller texts. What is on the screen stays. A plan is painted without a card, which may have no room.
  QImage renderImage(double scale);

 protected:
  void paintEvent(QPaintEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;

 private:
  void followRenderer();
  void makeSurface();
  void prepare(QImage& image, const QRect& part);
  void bringUpToDate();

  QImage picture_;
  std::function<void(QImage&, const QRect&)> prepare_;
  std::function<ViewPlan(const QSize&, double)> plan_;
  std::function<void(QPainter&, const QRegion&)> overlay_;
  Rendering* rendering_ = nullptr;
  RasterRenderer raster_;
  std::unique_ptr<vtk::Surface> surface_;
  bool sceneDirty_ = true;
  QRectF dirtyArea_;  ///< logical pixels; besides, when not all is
};

}  // namespace uptake
