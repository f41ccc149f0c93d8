#pragma once

#include "core/error.h"
#include "viewer/render/vtk/card_plan.h"
#include "viewer/render/vtk/module/plan_shader_p.h"

#include <vtkNew.h>
#include <vtkOpenGLQuadHelper.h>
#include <vtkProp.h>
#include <vtkTextureObject.h>

#include <map>
#include <memory>
#include <qopengl.h>

class vtkOpenGLRenderWindow;

namespace uptake::vtk {

/// A plan as a prop of VTK: a quad over its viewport whose fragments are the pixels of the plan.
class PlanProp : public vtkProp {
 public:
  static PlanProp* New();
  vtkTypeMacro(PlanProp, vtkProp)

  /// Brings what a plan needs onto the card, in the current context, which is that of `window`.
  Result<void> take(CardPlan plan, vtkOpenGLRenderWindow& window);

  /// The plan was shown: its images are not kept.
  void forgetPlan() { plan_ = {}; }

  int RenderOpaqueGeometry(vtkViewport* viewport) override;
  void ReleaseGraphicsResources(vtkWindow* window) override;

 protected:
  PlanProp();
  ~PlanProp() override;

 private:
  struct ImageTexture {
    vtkNew<vtkTextureObject> texture;
    GLuint handle = 0;
  };

  Result<void> takeImage(const std::optional<CardImage>& image, ImageTexture& texture,
                         vtkOpenGLRenderWindow& window);
  void takeTables(const CardPlan& plan, vtkOpenGLRenderWindow& window);
  void setUniforms(vtkShaderProgram& program);
  static void setImage(vtkShaderProgram& program, const std::string& name, const CardImage& image,
                       ImageTexture& texture);

  CardPlan plan_;
  std::map<ShaderKind, std::unique_ptr<vtkOpenGLQuadHelper>> quads_;
  ImageTexture under_, over_;
  vtkNew<vtkTextureObject> tables_, colours_, cells_;
  std::vector<Label> uploadedCells_;
};

}  // namespace uptake::vtk
