// One angle of a whole-body PET's maximum intensity projection: ours against VTK's vtkImageReslice with a
// slab of maximum intensity over the same rays (the same output size, step and linear interpolation).

#include "viewer/mip/mip_projector.h"

#include <vtkImageData.h>
#include <vtkImageReslice.h>
#include <vtkMatrix4x4.h>
#include <vtkNew.h>

#include <algorithm>
#include <benchmark/benchmark.h>
#include <cmath>
#include <stdexcept>

namespace {

using namespace uptake;

constexpr double kAngle = 30.0;

/// 168 × 168 × 553 voxels of 4.07 × 4.07 × 2.03 mm, as of a common scanner: a warm body with hot spots.
const std::shared_ptr<Volume>& wholeBody() {
  static const std::shared_ptr<Volume> volume = [] {
    const Eigen::Vector3i size(168, 168, 553);
    const auto grid =
        ImageGrid::create(size, {4.07, 4.07, 2.03}, {-340, -340, -1100}, Eigen::Matrix3d::Identity());
    SeriesSource source;
    source.slices.resize(static_cast<std::size_t>(size.z()));
    auto created =
        Volume::create(*grid, VoxelType::Float32, ValueUnit::Suv, QStringLiteral("SUVbw"), source, 0.0);
    if (!created) throw std::runtime_error("no memory");
    std::shared_ptr<Volume> made = created.take();
    std::uint32_t noise = 1;
    for (int k = 0; k < size.z(); ++k) {
      const auto slice = made->sliceVoxels<float>(k);
      for (std::size_t n = 0; n < slice.size(); ++n) {
        const double x = static_cast<double>(n % 168) - 83.5;
        const double y = std::floor(static_cast<double>(n) / 168.0) - 83.5;
        noise = noise * 1664525U + 1013904223U;
        const bool inBody = x * x / 2500 + y * y / 900 < 1.0;
        slice[n] = static_cast<float>((inBody ? 1.0 : 0.05) + static_cast<double>(noise >> 24) / 512.0);
      }
      made->publishSlice(k, Volume::SliceState::Loaded);
    }
    return made;
  }();
  return volume;
}

void uptakeProjector(benchmark::State& state) {
  const MipProjector projector(wholeBody());
  const JobControl control;
  for (auto _ : state) {
    auto image = projector.project(kAngle, control);
    benchmark::DoNotOptimize(image);
  }
}

void stockVtkSlab(benchmark::State& state) {
  const std::shared_ptr<Volume>& volume = wholeBody();
  const ImageGrid& grid = volume->grid();
  const JobControl control;
  const MipImage like = *MipProjector(volume).project(kAngle, control);
  vtkNew<vtkImageData> data;
  data->SetDimensions(grid.size().x(), grid.size().y(), grid.size().z());
  data->SetSpacing(grid.spacing().x(), grid.spacing().y(), grid.spacing().z());
  data->SetOrigin(grid.origin().x(), grid.origin().y(), grid.origin().z());
  data->AllocateScalars(VTK_FLOAT, 1);
  std::ranges::copy(volume->voxels<float>(), static_cast<float*>(data->GetScalarPointer()));

  const double step = like.columnSpacing;
  vtkNew<vtkMatrix4x4> axes;
  const Direction normal = like.plane.normal();
  for (int row = 0; row < 3; ++row) {
    axes->SetElement(row, 0, like.plane.right[row]);
    axes->SetElement(row, 1, like.plane.down[row]);
    axes->SetElement(row, 2, normal[row]);
    axes->SetElement(row, 3, like.plane.origin[row]);
  }
  vtkNew<vtkImageReslice> reslice;
  reslice->SetInputData(data);
  reslice->SetResliceAxes(axes);
  reslice->SetInterpolationModeToLinear();
  reslice->SetOutputDimensionality(2);
  reslice->SetOutputSpacing(step, like.rowSpacing, step);
  reslice->SetOutputExtent(0, like.columns - 1, 0, like.rows - 1, 0, 0);
  reslice->SetOutputOrigin(-(like.columns - 1) / 2.0 * step, -(like.rows - 1) / 2.0 * like.rowSpacing, 0.0);
  reslice->SetSlabModeToMax();
  reslice->SetSlabNumberOfSlices(like.columns);
  reslice->SetSlabSliceSpacingFraction(1.0);
  for (auto _ : state) {
    reslice->Modified();
    reslice->Update();
    benchmark::DoNotOptimize(reslice->GetOutput());
  }
}

BENCHMARK(stockVtkSlab)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(uptakeProjector)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace

BENCHMARK_MAIN();
