// Operations on a lesion of 60 mm in a mask of 512 × 512 × 300: ours, on the lesion's own box, against ITK's
// plain filters over the whole volume, and over a box around the lesion. Each starts from the mask and ends
// with what changes in it.

#include "annotation/regions/fill_between.h"
#include "annotation/regions/grow_region.h"
#include "annotation/regions/region_sets.h"
#include "annotation/regions/smooth_region.h"
#include "tests/bench/stock_operations.h"

#include <benchmark/benchmark.h>
#include <stdexcept>

namespace {

using namespace uptake;

constexpr double kRadius = 30.0;  // mm

struct Scene {
  MaskLayer mask;
  MaskLayer slices;  ///< every tenth slice of the same lesion
  MaskLayer box;     ///< the same lesion in as few voxels as the operations need around it
};

/// A ball in the middle of a mask, or of it every so many slices.
MaskLayer ball(const Eigen::Vector3i& size, int step) {
  const Eigen::Vector3d spacing(0.8, 0.8, 1.0);
  const auto grid = ImageGrid::create(size, spacing, {0, 0, 0}, Eigen::Matrix3d::Identity());
  auto labels = LabelMap::create(*grid);
  if (!labels) throw std::runtime_error("no memory");
  MaskLayer layer{MaskId::None, {}, labels.take(), {}, {}, {}, {}};
  const Eigen::Vector3d middle = size.cast<double>() / 2.0;
  for (int k = 0; k < size.z(); k += step)
    for (int j = 0; j < size.y(); ++j)
      for (int i = 0; i < size.x(); ++i) {
        const Eigen::Vector3d from = (Eigen::Vector3d(i, j, k) - middle).cwiseProduct(spacing);
        if (from.norm() <= kRadius) layer.labels.set({i, j, k}, 1);
      }
  return layer;
}

const Scene& scene() {
  static const Scene made{ball({512, 512, 300}, 1), ball({512, 512, 300}, 10), ball({96, 96, 78}, 1)};
  return made;
}

/// Ours: from the mask to the runs of the undo step.
template <class Operation>
void run(benchmark::State& state, const MaskLayer& mask, Operation operation) {
  const ImageGrid& grid = mask.labels.grid();
  for (auto _ : state) {
    const VoxelRegion before = regionOf(mask.labels, 1);
    const VoxelRegion after = operation(before, grid);
    auto runs = runsToReplace(mask, inBox(after, before.box.united(after.box)), 1, false);
    benchmark::DoNotOptimize(runs);
  }
}

const JobControl kControl;

void growUptake(benchmark::State& state) {
  run(state, scene().mask, [](const VoxelRegion& region, const ImageGrid& grid) {
    return grownBy(region, grid, {5.0}, kControl);
  });
}
void shrinkUptake(benchmark::State& state) {
  run(state, scene().mask, [](const VoxelRegion& region, const ImageGrid& grid) {
    return shrunkBy(region, grid, {5.0}, kControl);
  });
}
void smoothUptake(benchmark::State& state) {
  run(state, scene().mask, [](const VoxelRegion& region, const ImageGrid& grid) {
    return smoothed(region, grid, {2.0}, kControl);
  });
}
void fillBetweenUptake(benchmark::State& state) {
  run(state, scene().slices, [](const VoxelRegion& region, const ImageGrid& grid) {
    return filledBetween(region, grid, 2, kControl);
  });
}

/// `voxels` are those of the mask, which the volume refers to.
stock::Volume stockVolume(const MaskLayer& mask, const std::vector<Label>& voxels) {
  const ImageGrid& grid = mask.labels.grid();
  return {voxels.data(),
          {grid.size().x(), grid.size().y(), grid.size().z()},
          {grid.spacing().x(), grid.spacing().y(), grid.spacing().z()}};
}

/// Runs `work` on all voxels of a mask in one buffer, as ITK takes them.
template <class Work>
void runItk(benchmark::State& state, const MaskLayer& mask, Work work) {
  const std::vector<Label> voxels = mask.labels.allVoxels();
  for (auto _ : state) benchmark::DoNotOptimize(work(stockVolume(mask, voxels)));
}

void growItk(benchmark::State& state) {
  runItk(state, scene().mask, [](const auto& volume) { return stock::withinDistance(volume, 5.0); });
}
void shrinkItk(benchmark::State& state) {
  runItk(state, scene().mask, [](const auto& volume) { return stock::withinDistance(volume, -5.0); });
}
void smoothItk(benchmark::State& state) {
  runItk(state, scene().mask, [](const auto& volume) { return stock::gaussian(volume, 2.0); });
}
void growItkInBox(benchmark::State& state) {
  runItk(state, scene().box, [](const auto& volume) { return stock::withinDistance(volume, 5.0); });
}
void smoothItkInBox(benchmark::State& state) {
  runItk(state, scene().box, [](const auto& volume) { return stock::gaussian(volume, 2.0); });
}
void fillBetweenItk(benchmark::State& state) {
  runItk(state, scene().slices, [](const auto& volume) { return stock::distancesOfSlices(volume, 10); });
}

BENCHMARK(growUptake)->Unit(benchmark::kMillisecond);
BENCHMARK(growItk)->Unit(benchmark::kMillisecond)->Iterations(1);
BENCHMARK(shrinkUptake)->Unit(benchmark::kMillisecond);
BENCHMARK(shrinkItk)->Unit(benchmark::kMillisecond)->Iterations(1);
BENCHMARK(smoothUptake)->Unit(benchmark::kMillisecond);
BENCHMARK(smoothItk)->Unit(benchmark::kMillisecond)->Iterations(1);
BENCHMARK(growItkInBox)->Unit(benchmark::kMillisecond);
BENCHMARK(smoothItkInBox)->Unit(benchmark::kMillisecond);
BENCHMARK(fillBetweenUptake)->Unit(benchmark::kMillisecond);
BENCHMARK(fillBetweenItk)->Unit(benchmark::kMillisecond)->Iterations(1);

}  // namespace

BENCHMARK_MAIN();
