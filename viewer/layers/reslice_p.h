#pragma once

#include <vtkImageResliceMapper.h>
#include <vtkImageSlice.h>

namespace uptake {

/// What every layer of a view has in common: cut by the camera's focal plane, resampled once to screen
/// pixels, border voxels shown whole (as wide as the others).
void setUpReslice(vtkImageResliceMapper& mapper, vtkImageSlice& slice);

}  // namespace uptake
