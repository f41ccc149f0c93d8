#pragma once

#include "core/document/case_document.h"
#include "core/geometry/patient_space.h"

#include <vtkRenderer.h>

#include <functional>
#include <memory>
#include <vector>

namespace uptake {

class MaskLayerProp;

/// The masks of a document as coloured, translucent labels over the images of one view: each on its own grid,
/// nearest voxel, one colour a segment. Label buffers are wrapped, not copied.
class MaskLayers {
 public:
  explicit MaskLayers(vtkRenderer& renderer);
  ~MaskLayers();

  /// Takes up the masks that the document has now. Has to be called at masksChanged() before anything is
  /// rendered: the labels of a mask that was removed may be gone.
  void setMasks(const CaseDocument& document);
  void updateSegments(const CaseDocument& document, MaskId id);
  /// Labels inside `region` changed. Returns whether the plane shows any of them.
  bool markChanged(const CaseDocument& document, MaskId id, const IndexBox& region, const SlicePlane& plane);
  /// Which of them are seen.
  void setVisible(std::function<bool(MaskId)> isVisible);
  void setOpacity(double opacity);

 private:
  vtkRenderer& renderer_;
  std::vector<std::unique_ptr<MaskLayerProp>> layers_;
  std::function<bool(MaskId)> isVisible_ = [](MaskId) { return true; };
  double opacity_ = 0.4;
};

}  // namespace uptake
