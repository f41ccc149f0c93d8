#include "viewer/render/vtk/module/image_painting_p.h"
#include "viewer/render/vtk/module/vtk_surface_p.h"
#include "viewer/render/vtk/vtk_module.h"

#include <QtGlobal>

#include <utility>

namespace uptake::vtk {

namespace {

std::unique_ptr<Surface> makeVtkSurface(QWidget* parent, SurfaceClient client) {
  return std::make_unique<VtkSurface>(parent, std::move(client));
}

constexpr Functions kFunctions{makeVtkSurface, makeImagePainting};

}  // namespace

}  // namespace uptake::vtk

extern "C" Q_DECL_EXPORT const uptake::vtk::Functions* uptakeVtk() {
  return &uptake::vtk::kFunctions;
}
