#pragma once

#include "viewer/volume/volume_scene.h"

#include <functional>

// VTK's rendering is in a module that is loaded when the first three-dimensional view is shown: a program
// that links it takes several times as long to start.

namespace uptake {

/// How finely a picture is made.
struct RenderQuality {
  double coarseness = 1.0;  ///< pixels of the picture a ray, along each axis
  bool isSharp = true;      ///< edges without steps, no shortcut along rays
};

/// Draws scenes into pictures. Lives on one thread, with its OpenGL context current in every call.
class SceneRenderer {
 public:
  SceneRenderer() = default;
  SceneRenderer(const SceneRenderer&) = delete;
  SceneRenderer& operator=(const SceneRenderer&) = delete;
  virtual ~SceneRenderer() = default;

  /// False when the context cannot draw.
  virtual bool start() = 0;
  /// What changed since the last scene is made anew. `cuts` are the pictures of the scene's cuts.
  virtual void setScene(const VolumeScene& scene, const std::vector<CutPicture>& cuts) = 0;
  /// A picture (Format_RGB32) of the camera's size, or smaller by the coarseness: to be shown as large. Null
  /// when `isAbandoned`, which is asked now and then, says that it is no longer wanted.
  virtual QImage render(const VolumeCamera& camera, const RenderQuality& quality,
                        const std::function<bool()>& isAbandoned) = 0;
};

/// What the module gives: a renderer, which is the caller's.
using MakeSceneRenderer = SceneRenderer* (*)();

}  // namespace uptake
