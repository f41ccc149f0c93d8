#include "viewer/layers/reslice_p.h"

#include <vtkImageProperty.h>

namespace uptake {

void setUpReslice(vtkImageResliceMapper& mapper, vtkImageSlice& slice) {
  mapper.SliceAtFocalPointOn();
  mapper.SliceFacesCameraOn();
  mapper.ResampleToScreenPixelsOn();
  mapper.AutoAdjustImageQualityOff();
  mapper.BorderOn();
  slice.SetMapper(&mapper);
  slice.GetProperty()->UseLookupTableScalarRangeOn();
  slice.VisibilityOff();
}

}  // namespace uptake
