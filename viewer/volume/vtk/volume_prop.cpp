#include "core/jobs/parallel.h"
#include "viewer/volume/vtk/volume_prop_p.h"

#include <Eigen/Core>
#include <vtkColorTransferFunction.h>
#include <vtkFloatArray.h>
#include <vtkImageData.h>
#include <vtkMatrix4x4.h>
#include <vtkPiecewiseFunction.h>
#include <vtkPointData.h>
#include <vtkShortArray.h>
#include <vtkVolumeProperty.h>

#include <algorithm>
#include <cmath>

namespace uptake {

namespace {

/// Larger images are drawn from blocks of voxels: the picture of a body has no more pixels than that, and the
/// gradients that shading needs take three bytes a voxel and a second for every 15 million.
constexpr std::ptrdiff_t kMostVoxels = 18'000'000;

/// Of a voxel's edge, between rays: closer ones show nothing more, as the picture is interpolated between
/// them.
constexpr double kRaySpacing = 0.8;

/// Blocks of voxels, so many along each axis, that leave no more than kMostVoxels; the finest axes first.
Eigen::Vector3i blocksFor(const ImageGrid& grid) {
  Eigen::Vector3i block(1, 1, 1);
  const auto left = [&] {
    const Eigen::Vector3i size = grid.size().cwiseQuotient(block);
    return std::ptrdiff_t{size.x()} * size.y() * size.z();
  };
  while (left() > kMostVoxels) {
    const Eigen::Vector3d spacing = grid.spacing().cwiseProduct(block.cast<double>());
    const double least = spacing.minCoeff();
    for (int axis = 0; axis < 3; ++axis)
      if (spacing[axis] < 1.3 * least) ++block[axis];
  }
  return block.cwiseMin(grid.size());
}

/// Means of blocks, or the largest values of them. What does not fill a block at the end is left out.
template <class T, bool kLargest>
std::vector<T> inBlocks(const Volume& image, const Eigen::Vector3i& block) {
  const Eigen::Vector3i& full = image.grid().size();
  const Eigen::Vector3i size = full.cwiseQuotient(block);
  std::vector<T> result(static_cast<std::size_t>(size.x()) * static_cast<std::size_t>(size.y()) *
                        static_cast<std::size_t>(size.z()));
  const T* values = image.voxels<T>().data();
  const JobControl control;
  forEachInParallel(size.z(), control, [&](int k) {
    std::vector<float> row(static_cast<std::size_t>(size.x()));
    for (int j = 0; j < size.y(); ++j) {
      std::fill(row.begin(), row.end(), kLargest ? -3.0e38F : 0.0F);
      for (int dk = 0; dk < block.z(); ++dk)
        for (int dj = 0; dj < block.y(); ++dj) {
          const T* from = values + image.grid().offset(0, j * block.y() + dj, k * block.z() + dk);
          for (int i = 0; i < size.x(); ++i)
            for (int di = 0; di < block.x(); ++di) {
              const auto value = static_cast<float>(*from++);
              float& sum = row[static_cast<std::size_t>(i)];
              sum = kLargest ? std::max(sum, value) : sum + value;
            }
        }
      const float share = kLargest ? 1.0F : 1.0F / static_cast<float>(block.prod());
      T* to = result.data() + (std::ptrdiff_t{k} * size.y() + j) * size.x();
      for (int i = 0; i < size.x(); ++i) to[i] = static_cast<T>(row[static_cast<std::size_t>(i)] * share);
    }
  });
  return result;
}

/// From mm along the axes of the grid, from the first block's middle on, to the patient.
vtkSmartPointer<vtkMatrix4x4> placement(const ImageGrid& grid, const Eigen::Vector3i& block) {
  auto matrix = vtkSmartPointer<vtkMatrix4x4>::New();
  const Point origin = grid.toPatient((block.cast<double>().array() - 1.0) / 2.0);
  for (int row = 0; row < 3; ++row) {
    for (int column = 0; column < 3; ++column)
      matrix->SetElement(row, column, grid.directions()(row, column));
    matrix->SetElement(row, 3, origin[row]);
  }
  return matrix;
}

template <class Array, class T>
vtkSmartPointer<Array> wrapped(const T* values, std::ptrdiff_t count) {
  auto array = vtkSmartPointer<Array>::New();
  // VTK only reads them, and does not free them.
  array->SetArray(const_cast<T*>(values), count, 1);
  return array;
}

}  // namespace

VolumeProp::VolumeProp(const SceneVolume& volume) : image_(volume.image), isProjection_(volume.isProjection) {
  const ImageGrid& grid = image_->grid();
  const Eigen::Vector3i block = blocksFor(grid);
  const Eigen::Vector3i size = grid.size().cwiseQuotient(block);
  const Eigen::Vector3d spacing = grid.spacing().cwiseProduct(block.cast<double>());
  // Rays run in all directions: of voxels that are no cubes, between the shortest edge and the longest.
  spacing_ = std::cbrt(spacing.prod());
  const std::ptrdiff_t count = std::ptrdiff_t{size.x()} * size.y() * size.z();
  const bool isWhole = block.prod() == 1;
  vtkNew<vtkImageData> data;
  data->SetDimensions(size.x(), size.y(), size.z());
  data->SetSpacing(spacing.x(), spacing.y(), spacing.z());
  if (image_->type() == VoxelType::Int16) {
    if (!isWhole)
      coarse_ = isProjection_ ? inBlocks<std::int16_t, true>(*image_, block)
                              : inBlocks<std::int16_t, false>(*image_, block);
    const std::int16_t* values = isWhole ? image_->voxels<std::int16_t>().data() : coarse_.data();
    data->GetPointData()->SetScalars(wrapped<vtkShortArray>(values, count));
  } else {
    if (!isWhole)
      coarsePet_ =
          isProjection_ ? inBlocks<float, true>(*image_, block) : inBlocks<float, false>(*image_, block);
    const float* values = isWhole ? image_->voxels<float>().data() : coarsePet_.data();
    data->GetPointData()->SetScalars(wrapped<vtkFloatArray>(values, count));
  }
  mapper_->SetInputData(data);
  mapper_->SetAutoAdjustSampleDistances(0);
  mapper_->SetLockSampleDistanceToInputSpacing(0);
  mapper_->SetNumberOfThreads(processorCount());
  // Rays end at surfaces and cuts.
  mapper_->SetIntermixIntersectingGeometry(1);
  if (isProjection_) mapper_->SetBlendModeToMaximumIntensity();
  prop_->SetMapper(mapper_);
  prop_->SetUserMatrix(placement(grid, block));
  setStops(volume.stops);
}

void VolumeProp::setStops(const std::vector<SceneStop>& stops) {
  vtkNew<vtkColorTransferFunction> colours;
  vtkNew<vtkPiecewiseFunction> opacity;
  for (const SceneStop& stop : stops) {
    colours->AddRGBPoint(stop.value, stop.colour.red / 255.0, stop.colour.green / 255.0,
                         stop.colour.blue / 255.0);
    opacity->AddPoint(stop.value, stop.opacity);
  }
  vtkVolumeProperty* property = prop_->GetProperty();
  property->SetColor(colours);
  property->SetScalarOpacity(opacity);
  property->SetScalarOpacityUnitDistance(kStopThickness);
  property->SetInterpolationTypeToLinear();
  property->SetShade(isProjection_ ? 0 : 1);
  property->SetAmbient(0.25);
  property->SetDiffuse(0.75);
  property->SetSpecular(0.15);
  property->SetSpecularPower(12.0);
}

void VolumeProp::setQuality(double coarseness, double mmPerPixel, bool isSharp) {
  const double worth = kRaySpacing * spacing_ / mmPerPixel;
  mapper_->SetImageSampleDistance(static_cast<float>(std::max({1.0, coarseness, worth})));
  // A maximum is found between samples that lie a voxel apart; light needs them closer.
  const double step = spacing_ * (isSharp ? (isProjection_ ? 1.0 : 0.6) : isProjection_ ? 1.6 : 1.1);
  mapper_->SetSampleDistance(static_cast<float>(step));
  mapper_->SetInteractiveSampleDistance(static_cast<float>(step));
}

}  // namespace uptake
