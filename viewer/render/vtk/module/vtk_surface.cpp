#include "viewer/render/vtk/module/vtk_surface_p.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QOpenGLContext>
#include <QOpenGLFunctions>

#include <utility>

namespace uptake::vtk {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::VtkSurface)
};

}  // namespace

VtkSurface::VtkSurface(QWidget* parent, SurfaceClient client)
    : QOpenGLWidget(parent), client_(std::move(client)) {
  setObjectName(QStringLiteral("vtkSurface"));
  setAttribute(Qt::WA_OpaquePaintEvent);
  setAttribute(Qt::WA_TransparentForMouseEvents);
  setFocusPolicy(Qt::NoFocus);
}

VtkSurface::~VtkSurface() {
  // What the client would hear of it comes from a widget that is half gone.
  client_ = {};
  if (!context()) return;
  disconnect(context(), nullptr, this, nullptr);
  makeCurrent();
  release();
  doneCurrent();
}

void VtkSurface::updateScene(const QRegion& overlay) {
  sceneDirty_ = true;
  overlayDirty_ |= overlay;
  update();
}

void VtkSurface::updateOverlay(const QRegion& region) {
  overlayDirty_ |= region;
  update();
}

void VtkSurface::initializeGL() {
  // Another window, another context: the card's side is made anew there.
  connect(context(), &QOpenGLContext::aboutToBeDestroyed, this, [this] {
    makeCurrent();
    release();
    doneCurrent();
  });
  painter_ = std::make_unique<CardPainter>([this] {
    // It binds the widget's framebuffer as well, behind VTK's back.
    if (QOpenGLContext::currentContext() != context()) makeCurrent();
  });
  sceneDirty_ = true;
}

void VtkSurface::release() {
  overlay_.release(nullptr);
  painter_.reset();
}

void VtkSurface::fail(const QString& why) {
  if (std::exchange(failed_, true)) return;
  if (client_.failed) client_.failed(why);
}

void VtkSurface::showNothing() {
  QOpenGLFunctions& gl = *context()->functions();
  gl.glClearColor(0.0F, 0.0F, 0.0F, 1.0F);
  gl.glClear(GL_COLOR_BUFFER_BIT);
}

void VtkSurface::paintGL() {
  if (failed_ || !painter_ || !client_.plan) return showNothing();
  QElapsedTimer timer;
  timer.start();
  const double ratio = devicePixelRatioF();
  const QSize pixels = (QSizeF(size()) * ratio).toSize();
  if (pixels.isEmpty()) return;
  if (std::exchange(painted_, pixels) != pixels) {
    sceneDirty_ = true;
    overlayDirty_ = rect();
  }
  const bool isScene = std::exchange(sceneDirty_, false);
  if (isScene) {
    const Result<void> rendered = painter_->render(client_.plan(pixels, ratio));
    if (!rendered) {
      fail(rendered.error().text());
      return showNothing();
    }
  }
  overlay_.paint(pixels, ratio, std::exchange(overlayDirty_, {}), font(), client_.overlay);
  painter_->show(defaultFramebufferObject(), &overlay_);
  if (!isScene || !client_.countsFrames()) return;
  context()->functions()->glFinish();
  client_.painted(static_cast<double>(timer.nsecsElapsed()) / 1e6);
}

void VtkSurface::paintEvent(QPaintEvent* event) {
  QOpenGLWidget::paintEvent(event);
  if (!isValid() || !context() || !context()->isValid())
    fail(Texts::tr("OpenGL gives no context for a view."));
}

}  // namespace uptake::vtk
