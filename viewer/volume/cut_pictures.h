#pragma once

#include "viewer/render/raster/raster_renderer.h"
#include "viewer/volume/volume_scene.h"

namespace uptake {

/// Paints the cuts of scenes as slices show them: CT in its window, PET over it. Used by one thread at a
/// time.
class CutPictures {
 public:
  /// One for each cut that meets an image.
  std::vector<CutPicture> paint(const VolumeScene& scene);

 private:
  CutPicture paint(const SceneCut& cut, const CutLook& look);

  RasterRenderer renderer_;
};

}  // namespace uptake
