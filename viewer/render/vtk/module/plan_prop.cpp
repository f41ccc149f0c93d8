#include "viewer/render/vtk/module/plan_prop_p.h"
#include "viewer/render/vtk/module/volume_textures_p.h"

#include <vtkObjectFactory.h>
#include <vtkOpenGLRenderWindow.h>
#include <vtkOpenGLShaderCache.h>
#include <vtkOpenGLState.h>
#include <vtkRenderer.h>
#include <vtkShaderProgram.h>

#include <array>
#include <utility>

namespace uptake::vtk {

vtkStandardNewMacro(PlanProp)

    PlanProp::PlanProp() {
  // Of the tables nothing is interpolated.
  tables_->SetInternalFormat(0x8814 /* GL_RGBA32F */);
  tables_->SetFormat(GL_RGBA);
  tables_->SetDataType(GL_FLOAT);
  colours_->SetInternalFormat(0x8058 /* GL_RGBA8 */);
  // Words, lowest byte first, in whichever order a machine has its bytes: the shader puts colours in order.
  colours_->SetFormat(GL_RGBA);
  colours_->SetDataType(0x8367 /* GL_UNSIGNED_INT_8_8_8_8_REV */);
  // Fixed point of 16 bits, which the shader takes for what it was.
  cells_->SetInternalFormat(0x822A /* GL_R16 */);
  cells_->SetFormat(0x1903 /* GL_RED */);
  cells_->SetDataType(GL_UNSIGNED_SHORT);
}

PlanProp::~PlanProp() = default;

Result<void> PlanProp::take(CardPlan plan, vtkOpenGLRenderWindow& window) {
  if (auto taken = takeImage(plan.under, under_, window); !taken) return taken.error();
  if (auto taken = takeImage(plan.over, over_, window); !taken) return taken.error();
  takeTables(plan, window);
  plan_ = std::move(plan);
  Modified();
  return {};
}

Result<void> PlanProp::takeImage(const std::optional<CardImage>& image, ImageTexture& texture,
                                 vtkOpenGLRenderWindow& window) {
  if (!image) return {};
  const Result<GLuint> handle = VolumeTextures::current().take(image->volume, window);
  if (!handle) return handle.error();
  texture.texture->SetContext(&window);
  if (texture.handle != *handle)
    texture.texture->AssignToExistingTexture(*handle, 0x806F /* GL_TEXTURE_3D */);
  texture.handle = *handle;
  for (const auto wrap :
       {&vtkTextureObject::SetWrapS, &vtkTextureObject::SetWrapT, &vtkTextureObject::SetWrapR})
    (texture.texture->*wrap)(vtkTextureObject::ClampToEdge);
  return {};
}

void PlanProp::takeTables(const CardPlan& plan, vtkOpenGLRenderWindow& window) {
  constexpr auto kWidth = static_cast<unsigned>(CardPlan::kLineLength);
  const auto put = [&](vtkTextureObject& texture, int components, int type, const auto& values) {
    texture.SetContext(&window);
    const auto lines = static_cast<unsigned>(values.size() / kWidth);
    texture.Create2DFromRaw(kWidth, lines, components, type,
                            const_cast<void*>(static_cast<const void*>(values.data())));
  };
  put(*tables_, 4, VTK_FLOAT, plan.tables);
  put(*colours_, 4, VTK_UNSIGNED_CHAR, plan.colours);
  if (uploadedCells_ == plan.cells) return;
  put(*cells_, 1, VTK_UNSIGNED_SHORT, plan.cells);
  uploadedCells_ = plan.cells;
}

void PlanProp::setImage(vtkShaderProgram& program, const std::string& name, const CardImage& image,
                        ImageTexture& texture) {
  std::array<int, kImageInts> ints{};
  std::array<float, kImageFloats> floats{};
  const Eigen::Vector3i& size = image.volume->grid().size();
  for (int axis = 0; axis < 3; ++axis) {
    ints[static_cast<std::size_t>(kSizeX + axis)] = size[axis];
    floats[static_cast<std::size_t>(kStepX + axis)] = image.step[axis];
  }
  ints[kAcross] = image.axes.across;
  ints[kDownwards] = image.axes.downwards;
  ints[kThrough] = image.axes.through;
  ints[kColumns] = image.columns;
  ints[kRows] = image.rows;
  ints[kLayers] = image.layers;
  ints[kLayerCount] = image.layerCount;
  ints[kCombine] = static_cast<int>(image.combine);
  ints[kSmooth] = image.smooth ? 1 : 0;
  ints[kOblique] = image.isOblique ? 1 : 0;
  ints[kColours] = image.colours;
  floats[kFirst] = image.first;
  floats[kScale] = image.scale;
  program.SetUniform1iv((name + "Ints").c_str(), kImageInts, ints.data());
  program.SetUniform1fv((name + "Floats").c_str(), kImageFloats, floats.data());
  texture.texture->Activate();
  program.SetUniformi((name + "Voxels").c_str(), texture.texture->GetTextureUnit());
}

void PlanProp::setUniforms(vtkShaderProgram& program) {
  if (plan_.under) setImage(program, "under", *plan_.under, under_);
  if (plan_.over) setImage(program, "over", *plan_.over, over_);
  for (const auto& [name, texture] : {std::pair<const char*, vtkTextureObject*>{"tables", tables_},
                                      {"colours", colours_},
                                      {"cells", cells_}}) {
    texture->Activate();
    program.SetUniformi(name, texture->GetTextureUnit());
  }
  const std::array<float, 3> ground{static_cast<float>(qRed(plan_.ground)),
                                    static_cast<float>(qGreen(plan_.ground)),
                                    static_cast<float>(qBlue(plan_.ground))};
  program.SetUniform3f("ground", ground.data());
  const bool agrees = plan_.agreementFirst >= 0 || plan_.agreementSecond >= 0;
  for (const auto& [name, value] : {std::pair<const char*, int>{"width", plan_.pixels.width()},
                                    {"height", plan_.pixels.height()},
                                    {"mode", static_cast<int>(plan_.mode)},
                                    {"squareSize", plan_.squareSize},
                                    {"dividingLine", plan_.dividingLine},
                                    {"labelTable", plan_.labelTable},
                                    {"labelCount", plan_.labelCount},
                                    {"agreementFirst", plan_.agreementFirst},
                                    {"agreementSecond", plan_.agreementSecond},
                                    {"agreementColours", agrees ? plan_.agreementColours : 0}})
    program.SetUniformi(name, value);
}

int PlanProp::RenderOpaqueGeometry(vtkViewport* viewport) {
  auto* renderer = vtkRenderer::SafeDownCast(viewport);
  auto* window = renderer ? vtkOpenGLRenderWindow::SafeDownCast(renderer->GetVTKWindow()) : nullptr;
  if (!window) return 0;
  std::unique_ptr<vtkOpenGLQuadHelper>& quad = quads_[shaderKind(plan_)];
  if (!quad)
    quad = std::make_unique<vtkOpenGLQuadHelper>(window, nullptr, planShader(shaderKind(plan_)).c_str(), "");
  else
    window->GetShaderCache()->ReadyShaderProgram(quad->Program);
  if (!quad->Program) return 0;
  vtkOpenGLState& state = *window->GetState();
  const vtkOpenGLState::ScopedglEnableDisable blend(&state, GL_BLEND);
  const vtkOpenGLState::ScopedglEnableDisable depth(&state, GL_DEPTH_TEST);
  state.vtkglDisable(GL_BLEND);
  state.vtkglDisable(GL_DEPTH_TEST);
  setUniforms(*quad->Program);
  quad->Render();
  for (vtkTextureObject* texture :
       {tables_.Get(), colours_.Get(), cells_.Get(), under_.texture.Get(), over_.texture.Get()})
    if (texture->GetContext()) texture->Deactivate();
  return 1;
}

void PlanProp::ReleaseGraphicsResources(vtkWindow* window) {
  quads_.clear();
  for (vtkTextureObject* texture : {tables_.Get(), colours_.Get(), cells_.Get()})
    texture->ReleaseGraphicsResources(window);
  uploadedCells_.clear();
  for (ImageTexture* image : {&under_, &over_}) image->handle = 0;
  vtkProp::ReleaseGraphicsResources(window);
}

}  // namespace uptake::vtk
