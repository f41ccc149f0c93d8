#pragma once

#include "viewer/render/vtk/vtk_module.h"

namespace uptake::vtk {

/// Of an OpenGL context of its own.
Result<std::unique_ptr<CardPainting>> makeImagePainting();

}  // namespace uptake::vtk
