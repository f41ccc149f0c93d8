#pragma once

#include <QImage>
#include <QOpenGLWidget>

#include <vtkGenericOpenGLRenderWindow.h>
#include <vtkNew.h>
#include <vtkRenderer.h>

#include <functional>

class QPainter;

namespace uptake {

/// A widget that VTK renders into and Qt paints over. (Debian's own VTK widget is built for Qt 5.)
///
/// The scene is rendered only after updateScene(); a plain update() repeats the last picture under a fresh
/// overlay, which is what a moving brush circle needs. Both are coalesced by Qt into one paint a frame.
class VtkHost : public QOpenGLWidget {
  Q_OBJECT

 public:
  explicit VtkHost(QWidget* parent);
  ~VtkHost() override;

  vtkRenderer* renderer() { return renderer_; }

  /// Called before the scene is rendered: brings props and camera up to date.
  void setPrepare(std::function<void()> prepare) { prepare_ = std::move(prepare); }
  /// Called after: paints over the picture, in logical pixels.
  void setOverlay(std::function<void(QPainter&)> overlay) { overlay_ = std::move(overlay); }

  void updateScene();

  /// The picture and its overlay as they would be shown now, at `scale` times as many pixels; null without
  /// OpenGL. What is on the screen stays.
  QImage renderImage(double scale);

 protected:
  void initializeGL() override;
  void resizeGL(int width, int height) override;
  void paintGL() override;

 private:
  void releaseGl();
  /// Renders if need be and paints all into a framebuffer of so many pixels, `ratio` a logical one.
  void paintInto(unsigned int framebuffer, const QSize& pixels, double ratio);
  void renderScene(const QSize& pixels);
  void blitTo(unsigned int framebuffer, const QSize& pixels);
  void resetGlForQt(unsigned int framebuffer, const QSize& pixels);
  void onMakeCurrent(vtkObject*, unsigned long, void*);
  void onIsCurrent(vtkObject*, unsigned long, void* answer);
  void onSupported(vtkObject*, unsigned long, void* answer);

  vtkNew<vtkGenericOpenGLRenderWindow> window_;
  vtkNew<vtkRenderer> renderer_;
  std::function<void()> prepare_;
  std::function<void(QPainter&)> overlay_;
  bool initialised_ = false;
  bool sceneDirty_ = true;
};

}  // namespace uptake
