#pragma once

#include "core/volume/volume.h"
#include "viewer/layers/value_lookup_p.h"

#include <vtkImageData.h>
#include <vtkImageResliceMapper.h>
#include <vtkImageSlice.h>
#include <vtkNew.h>
#include <vtkSmartPointer.h>

#include <memory>
#include <optional>

namespace uptake {

/// A volume cut by the plane at the camera's focal point, facing it. The voxels are wrapped, not copied, and
/// kept alive.
class ImageLayer {
 public:
  ImageLayer();

  void setVolume(std::shared_ptr<const Volume> volume);
  const std::shared_ptr<const Volume>& volume() const { return volume_; }
  /// The voxels changed behind VTK's back.
  void markModified();
  void setMapping(const ValueMapping& mapping);
  void setVisible(bool visible);

  vtkImageSlice* prop() { return slice_; }

 private:
  std::shared_ptr<const Volume> volume_;
  std::optional<ValueMapping> mapping_;
  vtkSmartPointer<vtkImageData> image_;
  vtkNew<vtkImageSlice> slice_;
  vtkNew<vtkImageResliceMapper> mapper_;
  vtkNew<vtkLookupTable> lookup_;
};

}  // namespace uptake
