#pragma once

#include "core/error.h"
#include "core/volume/volume.h"

#include <map>
#include <memory>
#include <qopengl.h>
#include <vector>

class QOpenGLContext;
class vtkOpenGLRenderWindow;

namespace uptake::vtk {

/// The images that lie on the card as textures in three dimensions, of voxels as they are stored: one each,
/// for all views, whose contexts share them. A slice goes there when it is loaded; until then the texture
/// holds the image's fill value, and its memory is not read. Textures go when their image has gone.
class VolumeTextures {
 public:
  /// Those of the contexts that share with the current one.
  static VolumeTextures& current();

  /// The texture of an image with all slices that are loaded by now. NotSupported when it doesn't fit.
  Result<GLuint> take(const std::shared_ptr<const Volume>& volume, vtkOpenGLRenderWindow& window);

 private:
  struct Texture {
    std::weak_ptr<const Volume> volume;
    GLuint handle = 0;
    std::vector<bool> loaded;
  };

  void removeGone();
  static Result<Texture> create(const std::shared_ptr<const Volume>& volume, vtkOpenGLRenderWindow& window);
  static void upload(Texture& texture, const Volume& volume, vtkOpenGLRenderWindow& window);

  std::map<const Volume*, Texture> textures_;
};

}  // namespace uptake::vtk
