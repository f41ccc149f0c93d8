#pragma once

#include "viewer/volume/volume_scene.h"

#include <vtkFixedPointVolumeRayCastMapper.h>
#include <vtkNew.h>
#include <vtkPlaneCollection.h>
#include <vtkSmartPointer.h>
#include <vtkVolume.h>

#include <cstdint>
#include <vector>

namespace uptake {

/// An image of a scene as VTK draws it: by rays on the processor, on as many threads as there are.
///
/// Measured without a graphics card (llvmpipe, 2 cores, both shared): a shaded 256 × 256 × 225 CT on 400 ×
/// 400 pixels takes this mapper 30 ms, and vtkOpenGLGPUVolumeRayCastMapper ten times as long.
class VolumeProp {
 public:
  explicit VolumeProp(const SceneVolume& volume);

  void setStops(const std::vector<SceneStop>& stops);
  void setBox(vtkPlaneCollection* planes) { mapper_->SetClippingPlanes(planes); }
  /// `coarseness`: pixels a ray along each axis of the picture, at least; no ray more than the voxels are
  /// worth.
  void setQuality(double coarseness, double mmPerPixel, bool isSharp);
  vtkVolume* prop() { return prop_; }
  const std::shared_ptr<const Volume>& image() const { return image_; }
  bool isProjection() const { return isProjection_; }

 private:
  std::shared_ptr<const Volume> image_;
  bool isProjection_;
  double spacing_ = 1.0;              ///< the smallest of the samples, mm
  std::vector<std::int16_t> coarse_;  ///< of a large image, means of blocks; else its own buffer is drawn
  std::vector<float> coarsePet_;
  vtkNew<vtkFixedPointVolumeRayCastMapper> mapper_;
  vtkNew<vtkVolume> prop_;
};

}  // namespace uptake
