#pragma once

#include "viewer/layers/image_layer_p.h"
#include "viewer/layers/mask_layers_p.h"
#include "viewer/slice/slice_display.h"
#include "viewer/slice/slice_geometry.h"
#include "viewer/slice/slice_view.h"

#include <vtkRenderer.h>

namespace uptake {

/// Points a renderer's camera at a plane so that its pixels are those of the geometry.
void pointCamera(vtkRenderer& renderer, const SliceGeometry& geometry);

/// What VTK renders in a slice view: CT, PET over it, masks over both.
class SliceScene {
 public:
  explicit SliceScene(vtkRenderer& renderer);

  void setImages(const CaseDocument& document);
  void markImagesModified();
  MaskLayers& masks() { return masks_; }

  /// Brings mappings, visibility and camera in line with the state, and with what this view shows otherwise.
  void sync(SliceContent content, const ViewState& state, const SliceDisplay& display,
            const SliceGeometry& geometry);

 private:
  vtkRenderer& renderer_;
  ImageLayer ct_;
  ImageLayer pet_;
  MaskLayers masks_{renderer_};
};

}  // namespace uptake
