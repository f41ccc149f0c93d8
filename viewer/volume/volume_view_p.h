#pragma once

#include "viewer/host/picture_host.h"
#include "viewer/slice/slice_colour_bars.h"
#include "viewer/slice/slice_geometry.h"
#include "viewer/volume/lesion_surfaces.h"
#include "viewer/volume/render_thread.h"
#include "viewer/volume/volume_view.h"

#include <QTimer>

#include <map>

class QMouseEvent;
class QPainter;
class QWheelEvent;

namespace uptake {

/// What a three-dimensional view is made of: volume_view.cpp makes scenes and asks for pictures,
/// volume_overlay.cpp paints over them, volume_input.cpp listens to the mouse.
class VolumeView::Private : public QObject {
 public:
  Private(VolumeView& volumeView, const CaseDocument& caseDocument, const Selection& caseSelection,
          ViewState& viewState, VolumeState& volumeState);
  ~Private() override;

  bool eventFilter(QObject* watched, QEvent* event) override;

  void setImages();
  void changeScene();
  void makeScene();
  void addSurfaces(VolumeScene& made);
  void addVolumes(VolumeScene& made) const;
  void ask(bool isMoving);
  void moveCamera();
  void take(const VolumeFrame& frame);
  bool isLoading() const;
  std::optional<VolumeBox> bounds() const;
  double fitted() const;
  VolumeCamera cameraFor(const QSize& pixels, double mmPerPixel) const;
  VolumeCamera camera() const;
  void turn(double right, double down);
  void roll(const Direction& axis, double angle);
  void zoomAbout(const QPointF& pixel, double factor);
  std::shared_ptr<const VolumeScene> shownScene();
  VolumeCamera stillCamera(double degrees, double scale) const;
  QImage finished(QImage image, const VolumeCamera& from, double scale, bool withCrosshair) const;

  // volume_overlay.cpp
  SliceGeometry geometryOf(const VolumeCamera& camera, double pixelRatio) const;
  SliceGeometry geometry() const;
  void paintPicture(QImage& image) const;
  void paint(QPainter& painter) const;
  void paintOver(QPainter& painter, const SliceGeometry& geometry, bool withCrosshair) const;
  void paintCrosshair(QPainter& painter, const SliceGeometry& geometry) const;
  void paintNames(QPainter& painter, const SliceGeometry& geometry) const;
  void paintBox(QPainter& painter, const SliceGeometry& geometry) const;
  void paintTexts(QPainter& painter, const SliceGeometry& geometry) const;
  std::optional<PlacedBar> bar() const;

  // volume_input.cpp
  enum class Gesture { None, Click, Turn, Zoom, Pan, Box };
  /// A face of the box: an axis of the patient, and which end.
  struct Face {
    int axis = 0;
    bool high = false;
  };
  Point middleOf(const Face& of) const;
  std::optional<Face> faceAt(const QPointF& pixel) const;
  void press(const QMouseEvent& event);
  void move(const QMouseEvent& event);
  void release(const QMouseEvent& event);
  void wheel(const QWheelEvent& event);
  void dragBox(const QPointF& position);
  void tellPlace(const QPointF& pixel);

  VolumeView& view;
  const CaseDocument& document;
  const Selection& selection;
  ViewState& state;
  VolumeState& volume;
  PictureHost* host;
  LesionSurfaces lesions;
  std::unique_ptr<RenderThread> thread;            ///< made when the view is first shown
  std::vector<std::unique_ptr<JobRunner>> stills;  ///< wait for pictures of the thread
  QString failure;

  // From where it is seen.
  Eigen::Matrix3d axes;  ///< columns: right and down of the screen, and away from the viewer
  Point centre = Point::Zero();
  double zoom = 1.0;

  std::shared_ptr<const VolumeScene> scene;
  std::vector<VolumeView::NamedSurface> named;
  std::shared_ptr<const VolumeScene> askedScene;  ///< of the last request
  bool sceneOutdated = true;
  bool isMoving = false;
  quint64 asked = 0;
  std::optional<VolumeFrame> frame;
  QTimer rest;  ///< until what moved counts as at rest
  QTimer coalesce;

  Gesture gesture = Gesture::None;
  QPointF pressed;
  QPointF last;
  double pressedZoom = 1.0;
  std::optional<Face> face;
  VolumeBox boxBefore;
  int wheelRest = 0;
};

}  // namespace uptake
