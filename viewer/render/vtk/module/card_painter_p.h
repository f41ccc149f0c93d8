#pragma once

#include "core/error.h"
#include "viewer/render/vtk/card_plan.h"
#include "viewer/render/vtk/module/card_overlay_p.h"
#include "viewer/render/vtk/module/plan_prop_p.h"

#include <vtkGenericOpenGLRenderWindow.h>
#include <vtkNew.h>
#include <vtkRenderer.h>

#include <functional>
#include <qopengl.h>

namespace uptake::vtk {

/// VTK's render window in an OpenGL context that is somebody else's: it shows one plan.
class CardPainter {
 public:
  /// In the current context, which `makeCurrent` makes current again.
  explicit CardPainter(std::function<void()> makeCurrent);
  /// The context is current.
  ~CardPainter();
  CardPainter(const CardPainter&) = delete;
  CardPainter& operator=(const CardPainter&) = delete;

  /// Renders a plan. The picture is kept until the next.
  Result<void> render(CardPlan plan);
  /// Brings the picture, and an overlay over it, into a framebuffer of its size.
  void show(GLuint framebuffer, CardOverlay* overlay);

 private:
  vtkNew<vtkGenericOpenGLRenderWindow> window_;
  vtkNew<vtkRenderer> renderer_;
  vtkNew<PlanProp> prop_;
  QSize pixels_;
};

}  // namespace uptake::vtk
