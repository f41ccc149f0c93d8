#pragma once

#include <QImage>
#include <QRegion>
#include <QWidget>

#include <functional>

namespace uptake {

/// A widget that shows a picture made for its device pixels, and paints over it.
///
/// The picture is made anew only after updateScene(), in part after updateSceneIn(); a plain update() repeats
/// the last one under a fresh overlay, which is what a moving brush circle needs. All are coalesced by Qt
/// into one paint a frame, of what they cover together.
class PictureHost : public QWidget {
  Q_OBJECT

 public:
  explicit PictureHost(QWidget* parent);

  /// Fills the picture (Format_RGB32, as large as the widget in device pixels), at least in the rectangle.
  void setPrepare(std::function<void(QImage&, const QRect&)> prepare) { prepare_ = std::move(prepare); }
  /// Called after: paints over the picture, in logical pixels. Only the region reaches the screen.
  void setOverlay(std::function<void(QPainter&, const QRegion&)> overlay) { overlay_ = std::move(overlay); }

  void updateScene();
  /// Nothing of the picture or the overlay changed outside `area` (logical pixels).
  void updateSceneIn(const QRectF& area);
  /// What is on the screen, in device pixels; made now if need be.
  QImage grabImage();
  /// The picture and its overlay as they would be shown now, at `scale` times as many pixels: finer, not with
  /// smaller texts. What is on the screen stays.
  QImage renderImage(double scale);

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  void bringUpToDate();

  QImage picture_;
  std::function<void(QImage&, const QRect&)> prepare_;
  std::function<void(QPainter&, const QRegion&)> overlay_;
  bool sceneDirty_ = true;
  QRectF dirtyArea_;  ///< logical pixels; besides, when not all is
};

}  // namespace uptake
