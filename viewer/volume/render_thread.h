#pragma once

#include "viewer/volume/volume_scene.h"

#include <QObject>

#include <memory>

namespace uptake {

/// A picture that a RenderThread made.
struct VolumeFrame {
  QImage image;  ///< Format_RGB32, of the camera's size or coarser
  VolumeCamera camera;
  quint64 request = 0;        ///< what it answers, see RenderThread::request()
  bool isSharp = false;       ///< else a finer one follows
  double milliseconds = 0.0;  ///< that it took
};

/// Draws scenes on a thread of its own, with an OpenGL context of its own: the window never waits for a
/// picture. The newest request wins. While the camera moves, pictures are as coarse as it takes to make one
/// in about kFrameMilliseconds; what is not moving is made sharp after a coarse picture, and that is given up
/// when something newer is asked for.
///
/// Lives on the UI thread.
class RenderThread : public QObject {
  Q_OBJECT

 public:
  static constexpr double kFrameMilliseconds = 45.0;

  explicit RenderThread(QObject* parent = nullptr);
  ~RenderThread() override;

  /// Asks for a picture; `isMoving`: another will be asked for at once. Returns the number of the request.
  quint64 request(std::shared_ptr<const VolumeScene> scene, const VolumeCamera& camera, bool isMoving);
  /// A sharp picture, made now; waits for it, on whatever thread. Null where nothing can be drawn.
  QImage still(std::shared_ptr<const VolumeScene> scene, const VolumeCamera& camera);

 Q_SIGNALS:
  void rendered(const uptake::VolumeFrame& frame);
  /// Once: nothing will be drawn, and why, in words.
  void failed(const QString& why);

 private:
  class Worker;
  std::unique_ptr<Worker> worker_;
};

}  // namespace uptake
