#pragma once

#include "core/geometry/image_grid.h"

#include <vtkImageData.h>
#include <vtkMatrix4x4.h>
#include <vtkSmartPointer.h>

namespace uptake {

/// Voxels as VTK sees them: an image over the caller's buffer, which is neither copied nor freed and has to
/// outlive it. `vtkType` is VTK_SHORT, VTK_FLOAT or VTK_UNSIGNED_SHORT. Its own coordinates are mm along the
/// grid's axes from voxel (0,0,0); gridToPatient() takes them to patient space. (VTK 9.1's reslicing ignores
/// an image's direction matrix, so that it cannot be carried by the image itself.)
vtkSmartPointer<vtkImageData> wrapVoxels(const ImageGrid& grid, int vtkType, const void* voxels);

vtkSmartPointer<vtkMatrix4x4> gridToPatient(const ImageGrid& grid);

}  // namespace uptake
