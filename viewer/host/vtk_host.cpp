#include "viewer/host/vtk_host_p.h"

#include <QOpenGLContext>
#include <QOpenGLExtraFunctions>
#include <QOpenGLFramebufferObject>
#include <QOpenGLPaintDevice>
#include <QPainter>

#include <vtkCommand.h>
#include <vtkCullerCollection.h>
#include <vtkOpenGLFramebufferObject.h>
#include <vtkOpenGLState.h>

namespace uptake {

VtkHost::VtkHost(QWidget* parent) : QOpenGLWidget(parent) {
  window_->SetReadyForRendering(false);
  window_->SetMultiSamples(0);
  window_->SetFrameBlitModeToNoBlit();
  window_->AddObserver(vtkCommand::WindowMakeCurrentEvent, this, &VtkHost::onMakeCurrent);
  window_->AddObserver(vtkCommand::WindowIsCurrentEvent, this, &VtkHost::onIsCurrent);
  window_->AddObserver(vtkCommand::WindowSupportsOpenGLEvent, this, &VtkHost::onSupported);
  window_->AddObserver(vtkCommand::WindowIsDirectEvent, this, &VtkHost::onSupported);

  renderer_->SetBackground(0.0, 0.0, 0.0);
  // Qt composes widgets by alpha: the picture has to be opaque.
  renderer_->SetBackgroundAlpha(1.0);
  // Images are shown as they are. Lights would only make every pixel's shader longer.
  renderer_->AutomaticLightCreationOff();
  renderer_->GetCullers()->RemoveAllItems();
  window_->AddRenderer(renderer_);
}

VtkHost::~VtkHost() {
  releaseGl();
  // The context dies with the base class, when this is no VtkHost any more.
  if (context()) disconnect(context(), nullptr, this, nullptr);
  // VTK's objects may outlive the widget's members by a moment; they must not call back into them.
  window_->RemoveAllObservers();
}

void VtkHost::updateScene() {
  sceneDirty_ = true;
  update();
}

void VtkHost::initializeGL() {
  // Also called again when the widget moves to another window and gets another context.
  connect(context(), &QOpenGLContext::aboutToBeDestroyed, this, &VtkHost::releaseGl, Qt::UniqueConnection);
  window_->SetReadyForRendering(true);
  window_->InitializeFromCurrentContext();
  initialised_ = true;
  sceneDirty_ = true;
}

void VtkHost::releaseGl() {
  if (!initialised_) return;
  initialised_ = false;
  makeCurrent();
  window_->Finalize();
  window_->SetReadyForRendering(false);
  doneCurrent();
}

void VtkHost::resizeGL(int, int) {
  sceneDirty_ = true;
}

void VtkHost::paintGL() {
  if (!initialised_) return;
  // The size of the widget's framebuffer, by the same rounding as Qt's.
  paintInto(defaultFramebufferObject(), size() * devicePixelRatio(), devicePixelRatioF());
}

QImage VtkHost::renderImage(double scale) {
  // Never shown: this makes the context.
  if (!initialised_) grabFramebuffer();
  if (!initialised_) return {};
  makeCurrent();
  const double ratio = devicePixelRatioF() * scale;
  const QSize pixels = (QSizeF(size()) * ratio).toSize();
  QOpenGLFramebufferObject target(pixels, QOpenGLFramebufferObject::CombinedDepthStencil);
  if (!target.isValid()) return {};
  sceneDirty_ = true;
  paintInto(target.handle(), pixels, ratio);
  const QImage image = target.toImage().convertToFormat(QImage::Format_RGB32);
  // VTK now holds a picture that is none of the screen's.
  sceneDirty_ = true;
  return image;
}

void VtkHost::paintInto(unsigned int framebuffer, const QSize& pixels, double ratio) {
  // Qt has used the context since the last paint: what VTK remembers of its state is stale.
  vtkOpenGLState* state = window_->GetState();
  state->Reset();
  state->Push();
  // All that is shown lies in one plane: each prop is painted over those added before it. (vtkImageStack
  // would do the same in several passes a layer, which costs a software renderer dearly.)
  state->vtkglDepthFunc(GL_ALWAYS);
  if (sceneDirty_) renderScene(pixels);
  blitTo(framebuffer, pixels);
  state->Pop();
  if (!overlay_) return;
  resetGlForQt(framebuffer, pixels);
  // Onto the bound framebuffer itself: a painter on the widget is redirected, and lost, while the window is
  // grabbed into a picture.
  QOpenGLPaintDevice device(pixels);
  device.setDevicePixelRatio(ratio);
  QPainter painter(&device);
  overlay_(painter);
}

void VtkHost::renderScene(const QSize& pixels) {
  sceneDirty_ = false;
  if (prepare_) prepare_();
  window_->SetSize(pixels.width(), pixels.height());
  window_->Render();
}

void VtkHost::blitTo(unsigned int framebuffer, const QSize& pixels) {
  vtkOpenGLState* state = window_->GetState();
  state->PushFramebufferBindings();
  state->vtkglBindFramebuffer(GL_DRAW_FRAMEBUFFER, framebuffer);
  state->vtkglDrawBuffer(GL_COLOR_ATTACHMENT0);
  state->vtkglViewport(0, 0, pixels.width(), pixels.height());
  state->vtkglScissor(0, 0, pixels.width(), pixels.height());
  window_->BlitDisplayFramebuffer(0, 0, 0, pixels.width(), pixels.height(), 0, 0, pixels.width(),
                                  pixels.height(), GL_COLOR_BUFFER_BIT, GL_NEAREST);
  state->PopFramebufferBindings();
}

void VtkHost::resetGlForQt(unsigned int framebuffer, const QSize& pixels) {
  QOpenGLExtraFunctions* gl = context()->extraFunctions();
  gl->glBindFramebuffer(GL_FRAMEBUFFER, framebuffer);
  gl->glViewport(0, 0, pixels.width(), pixels.height());
  gl->glUseProgram(0);
  gl->glBindVertexArray(0);
  gl->glBindBuffer(GL_ARRAY_BUFFER, 0);
  gl->glBindBuffer(GL_ELEMENT_ARRAY_BUFFER, 0);
  gl->glActiveTexture(GL_TEXTURE0);
  gl->glDisable(GL_DEPTH_TEST);
  gl->glDisable(GL_CULL_FACE);
  gl->glDisable(GL_SCISSOR_TEST);
  gl->glDisable(GL_STENCIL_TEST);
  gl->glDepthMask(GL_TRUE);
  gl->glColorMask(GL_TRUE, GL_TRUE, GL_TRUE, GL_TRUE);
  gl->glPixelStorei(GL_UNPACK_ALIGNMENT, 4);
  gl->glPixelStorei(GL_UNPACK_ROW_LENGTH, 0);
}

void VtkHost::onMakeCurrent(vtkObject*, unsigned long, void*) {
  // Not when it is current already: Qt would also bind the widget's framebuffer, amid VTK's rendering.
  if (initialised_ && QOpenGLContext::currentContext() != context()) makeCurrent();
}

void VtkHost::onIsCurrent(vtkObject*, unsigned long, void* answer) {
  *static_cast<bool*>(answer) = context() != nullptr && QOpenGLContext::currentContext() == context();
}

void VtkHost::onSupported(vtkObject*, unsigned long, void* answer) {
  *static_cast<int*>(answer) = 1;
}

}  // namespace uptake
