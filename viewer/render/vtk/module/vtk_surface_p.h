#pragma once

#include "viewer/render/vtk/module/card_painter_p.h"
#include "viewer/render/vtk/vtk_module.h"

#include <QOpenGLWidget>

#include <memory>

namespace uptake::vtk {

/// A Qt widget that owns VTK's render window: Debian's own such widget is for Qt 5.
class VtkSurface : public QOpenGLWidget, public Surface {
 public:
  VtkSurface(QWidget* parent, SurfaceClient client);
  ~VtkSurface() override;

  QWidget& widget() override { return *this; }
  void updateScene(const QRegion& overlay) override;
  void updateOverlay(const QRegion& region) override;

 protected:
  void initializeGL() override;
  void paintGL() override;
  void paintEvent(QPaintEvent* event) override;

 private:
  void release();
  void fail(const QString& why);
  void showNothing();

  SurfaceClient client_;
  CardOverlay overlay_;
  std::unique_ptr<CardPainter> painter_;
  QSize painted_;  ///< pixels of the last picture
  bool sceneDirty_ = true;
  QRegion overlayDirty_;
  bool failed_ = false;
};

}  // namespace uptake::vtk
