#include "viewer/layers/image_layer_p.h"
#include "viewer/layers/reslice_p.h"
#include "viewer/layers/vtk_wrap_p.h"

#include <vtkDataArray.h>
#include <vtkImageProperty.h>
#include <vtkPointData.h>

namespace uptake {

ImageLayer::ImageLayer() {
  setUpReslice(*mapper_, *slice_);
  slice_->GetProperty()->SetInterpolationTypeToLinear();
  slice_->GetProperty()->SetLookupTable(lookup_);
}

void ImageLayer::setVolume(std::shared_ptr<const Volume> volume) {
  if (volume == volume_) return;
  volume_ = std::move(volume);
  if (!volume_) {
    mapper_->SetInputData(nullptr);
    image_ = nullptr;
    slice_->VisibilityOff();
    return;
  }
  const int type = volume_->type() == VoxelType::Int16 ? VTK_SHORT : VTK_FLOAT;
  image_ = wrapVoxels(volume_->grid(), type, volume_->data());
  mapper_->SetInputData(image_);
  slice_->SetUserMatrix(gridToPatient(volume_->grid()));
}

void ImageLayer::markModified() {
  if (!image_) return;
  image_->GetPointData()->GetScalars()->Modified();
  image_->Modified();
}

void ImageLayer::setMapping(const ValueMapping& mapping) {
  if (mapping_ == mapping) return;
  mapping_ = mapping;
  fillLookup(*lookup_, mapping);
}

void ImageLayer::setVisible(bool visible) {
  slice_->SetVisibility(visible && volume_ ? 1 : 0);
}

}  // namespace uptake
