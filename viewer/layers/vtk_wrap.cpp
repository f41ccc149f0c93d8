#include "viewer/layers/vtk_wrap_p.h"

#include <vtkDataArray.h>
#include <vtkPointData.h>

namespace uptake {

vtkSmartPointer<vtkImageData> wrapVoxels(const ImageGrid& grid, int vtkType, const void* voxels) {
  const auto array = vtkSmartPointer<vtkDataArray>::Take(vtkDataArray::CreateDataArray(vtkType));
  // VTK has no read-only arrays; nothing downstream writes to its input.
  array->SetVoidArray(const_cast<void*>(voxels), grid.voxelCount(), /*save=*/1);
  auto image = vtkSmartPointer<vtkImageData>::New();
  image->SetDimensions(grid.size().x(), grid.size().y(), grid.size().z());
  image->SetSpacing(grid.spacing().x(), grid.spacing().y(), grid.spacing().z());
  image->SetOrigin(0.0, 0.0, 0.0);
  image->GetPointData()->SetScalars(array);
  return image;
}

vtkSmartPointer<vtkMatrix4x4> gridToPatient(const ImageGrid& grid) {
  auto matrix = vtkSmartPointer<vtkMatrix4x4>::New();
  for (int row = 0; row < 3; ++row) {
    for (int column = 0; column < 3; ++column)
      matrix->SetElement(row, column, grid.directions()(row, column));
    matrix->SetElement(row, 3, grid.origin()[row]);
  }
  return matrix;
}

}  // namespace uptake
