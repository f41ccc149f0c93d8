#pragma once

#include "viewer/volume/scene_renderer_p.h"

namespace uptake {

SceneRenderer* makeVtkSceneRenderer();

}  // namespace uptake
