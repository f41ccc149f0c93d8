#include "viewer/volume/vtk/scene_renderer_vtk_p.h"

/// The one name that the module gives to others.
extern "C" Q_DECL_EXPORT uptake::SceneRenderer* uptakeMakeSceneRenderer() {
  return uptake::makeVtkSceneRenderer();
}
