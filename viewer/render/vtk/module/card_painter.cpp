#include "viewer/render/vtk/module/card_painter_p.h"

#include <QCoreApplication>
#include <QOpenGLContext>
#include <QOpenGLFunctions>

#include <vtkCallbackCommand.h>
#include <vtkCommand.h>
#include <vtkCullerCollection.h>
#include <vtkOpenGLState.h>

#include <utility>

namespace uptake::vtk {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::CardPainter)
};

constexpr GLenum kDrawFramebuffer = 0x8CA9;
constexpr GLenum kColorAttachment0 = 0x8CE0;
constexpr GLenum kContextLost = 0x0507;

/// VTK asks whoever owns the context about it.
void answer(vtkGenericOpenGLRenderWindow& window) {
  vtkNew<vtkCallbackCommand> yes;
  yes->SetCallback([](vtkObject*, unsigned long, void*, void* result) { *static_cast<int*>(result) = 1; });
  window.AddObserver(vtkCommand::WindowSupportsOpenGLEvent, yes);
  window.AddObserver(vtkCommand::WindowIsDirectEvent, yes);
  vtkNew<vtkCallbackCommand> current;
  current->SetCallback(
      [](vtkObject*, unsigned long, void*, void* result) { *static_cast<bool*>(result) = true; });
  window.AddObserver(vtkCommand::WindowIsCurrentEvent, current);
}

/// What VTK remembers of OpenGL's state is made true again, and the state left as it was found.
class StateGuard {
 public:
  explicit StateGuard(vtkOpenGLState& state) : state_(state) {
    state_.Reset();
    state_.Push();
  }
  ~StateGuard() { state_.Pop(); }
  StateGuard(const StateGuard&) = delete;
  StateGuard& operator=(const StateGuard&) = delete;

 private:
  vtkOpenGLState& state_;
};

}  // namespace

CardPainter::CardPainter(std::function<void()> makeCurrent) {
  window_->SetReadyForRendering(false);
  window_->SetMultiSamples(0);
  window_->SetFrameBlitModeToNoBlit();
  answer(*window_);
  vtkNew<vtkCallbackCommand> again;
  auto* call = new std::function<void()>(std::move(makeCurrent));
  again->SetClientData(call);
  again->SetClientDataDeleteCallback([](void* data) { delete static_cast<std::function<void()>*>(data); });
  again->SetCallback(
      [](vtkObject*, unsigned long, void* data, void*) { (*static_cast<std::function<void()>*>(data))(); });
  window_->AddObserver(vtkCommand::WindowMakeCurrentEvent, again);
  renderer_->AutomaticLightCreationOff();
  renderer_->GetCullers()->RemoveAllItems();
  renderer_->GetActiveCamera();
  renderer_->AddViewProp(prop_);
  window_->AddRenderer(renderer_);
  window_->SetReadyForRendering(true);
  window_->InitializeFromCurrentContext();
}

CardPainter::~CardPainter() {
  prop_->ReleaseGraphicsResources(window_);
  window_->Finalize();
  window_->SetReadyForRendering(false);
}

Result<void> CardPainter::render(CardPlan plan) {
  QOpenGLFunctions& gl = *QOpenGLContext::currentContext()->functions();
  const StateGuard guard(*window_->GetState());
  // What others left behind. Of a context that is lost there is no end of errors.
  for (int n = 0; n < 16 && gl.glGetError() != GL_NO_ERROR; ++n) {
  }
  pixels_ = plan.pixels;
  window_->SetSize(pixels_.width(), pixels_.height());
  if (auto taken = prop_->take(std::move(plan), *window_); !taken) return taken.error();
  window_->Render();
  prop_->forgetPlan();
  const GLenum error = gl.glGetError();
  if (error == GL_NO_ERROR) return {};
  return Error{ErrorKind::NotSupported,
               error == GL_OUT_OF_MEMORY ? Texts::tr("The graphics card's memory is full.")
               : error == kContextLost
                   ? Texts::tr("The graphics card was reset.")
                   : Texts::tr("The graphics card refused to draw (OpenGL error %1).").arg(error, 0, 16),
               {}};
}

void CardPainter::show(GLuint framebuffer, CardOverlay* overlay) {
  vtkOpenGLState& state = *window_->GetState();
  const StateGuard guard(state);
  const int width = pixels_.width();
  const int height = pixels_.height();
  state.PushFramebufferBindings();
  state.vtkglBindFramebuffer(kDrawFramebuffer, framebuffer);
  state.vtkglDrawBuffer(kColorAttachment0);
  state.vtkglViewport(0, 0, width, height);
  state.vtkglScissor(0, 0, width, height);
  window_->BlitDisplayFramebuffer(0, 0, 0, width, height, 0, 0, width, height, GL_COLOR_BUFFER_BIT,
                                  GL_NEAREST);
  if (overlay) overlay->draw(*window_);
  state.PopFramebufferBindings();
}

}  // namespace uptake::vtk
