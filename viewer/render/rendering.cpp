#include "viewer/render/rendering.h"

#include <array>
#include <utility>

namespace uptake {

namespace {

constexpr std::array<std::pair<RendererWish, const char*>, 3> kWishes{{
    {RendererWish::Automatic, "auto"},
    {RendererWish::Raster, "raster"},
    {RendererWish::Vtk, "vtk"},
}};

}  // namespace

QString rendererId(Renderer renderer) {
  return renderer == Renderer::Vtk ? QStringLiteral("vtk") : QStringLiteral("raster");
}

QString wishId(RendererWish wish) {
  for (const auto& [each, id] : kWishes)
    if (each == wish) return QLatin1String(id);
  return {};
}

std::optional<RendererWish> wishWithId(const QString& id) {
  for (const auto& [wish, each] : kWishes)
    if (id == QLatin1String(each)) return wish;
  return std::nullopt;
}

RendererChoice chooseRenderer(RendererWish wish, const std::optional<OpenGLFacts>& facts) {
  if (wish == RendererWish::Raster) return {Renderer::Raster, Rendering::tr("It was chosen.")};
  if (!facts) return {Renderer::Raster, Rendering::tr("There is no OpenGL on this display.")};
  if (!facts->suffices())
    return {Renderer::Raster, Rendering::tr("VTK needs OpenGL 3.2; here it is \"%1\".").arg(facts->version)};
  if (wish == RendererWish::Vtk) return {Renderer::Vtk, Rendering::tr("It was chosen.")};
  if (facts->isSoftware())
    return {Renderer::Raster,
            Rendering::tr("OpenGL is drawn by the processor here (\"%1\").").arg(facts->renderer)};
  return {Renderer::Vtk, Rendering::tr("There is a graphics card (\"%1\").").arg(facts->renderer)};
}

void Rendering::use(const RendererChoice& choice) {
  const bool isOther = choice.renderer != choice_.renderer;
  choice_ = choice;
  if (!isOther) return;
  frames_.clear();
  Q_EMIT changed();
}

void Rendering::useAsWished(RendererWish wish, const RendererChoice& choice) {
  use(choice);
  if (wish == RendererWish::Vtk && choice.renderer != Renderer::Vtk)
    Q_EMIT failed(tr("The views are painted by the processor: %1").arg(choice.reason));
}

void Rendering::fail(const QString& why) {
  if (choice_.renderer == Renderer::Raster) return;
  use({Renderer::Raster, why});
  Q_EMIT failed(tr("The views are painted by the processor from now on: %1").arg(why));
}

void Rendering::noteFrame(double ms) {
  if (countsFrames()) frames_.push_back(ms);
}

}  // namespace uptake
