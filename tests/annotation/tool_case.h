#pragma once

#include "tests/annotation/case_fixture.h"

#include <functional>

namespace uptake::test {

/// A case with a CT and a PET on grids of their own, filled from functions of the position, and what is asked
/// about it by the definitions, voxel by voxel.
struct ToolCase : CaseFixture {
  using Field = std::function<double(const Point&)>;

  static ImageGrid petGrid() {
    return ImageGrid::create({24, 22, 16}, {2.1, 2.3, 1.9}, {-22, -18, 98}, Eigen::Matrix3d::Identity())
        .take();
  }
  /// Turned against both images.
  static ImageGrid turnedGrid() {
    const Eigen::Matrix3d axes = Eigen::AngleAxisd(0.35, Eigen::Vector3d(1, 2, -1).normalized()).matrix();
    return ImageGrid::create({30, 28, 18}, {1.3, 1.1, 1.7}, {-15, -8, 95}, axes).take();
  }

  explicit ToolCase(
      const Field& suv, const Field& hu = [](const Point&) { return 0.0; }) {
    auto ct = makeVolume(ctGrid(), QStringLiteral("ct"));
    fill<std::int16_t>(*ct, hu);
    document.setImages(ct, makePet(suv));
  }

  /// Slices of `states` that are not Loaded are published so, or stay Pending.
  static std::shared_ptr<Volume> makePet(const Field& suv,
                                         const std::map<int, Volume::SliceState>& states = {},
                                         ValueUnit unit = ValueUnit::Suv) {
    SeriesSource source;
    source.seriesInstanceUid = QStringLiteral("pet");
    source.slices.resize(static_cast<std::size_t>(petGrid().size().z()));
    auto pet = Volume::create(petGrid(), VoxelType::Float32, unit,
                              unit == ValueUnit::Suv ? QStringLiteral("SUVbw") : QStringLiteral("Bq/ml"),
                              std::move(source), 0.0)
                   .take();
    fill<float>(*pet, suv, states);
    return pet;
  }

  template <class T>
  static void fill(Volume& volume, const Field& field, const std::map<int, Volume::SliceState>& states = {}) {
    const ImageGrid& grid = volume.grid();
    for (int k = 0; k < grid.size().z(); ++k) {
      const auto found = states.find(k);
      const auto state = found == states.end() ? Volume::SliceState::Loaded : found->second;
      std::size_t at = 0;
      for (int j = 0; j < grid.size().y(); ++j)
        for (int i = 0; i < grid.size().x(); ++i, ++at)
          volume.sliceVoxels<T>(k)[at] =
              static_cast<T>(field(grid.toPatient({double(i), double(j), double(k)})));
      if (state != Volume::SliceState::Pending) volume.publishSlice(k, state);
    }
  }

  /// A ball of a value that falls off linearly to its border.
  static double ball(const Point& at, const Point& centre, double radius, double value) {
    return std::max(0.0, value * (1.0 - (at - centre).norm() / radius));
  }

  /// A plane of any direction through a point.
  static SlicePointer obliqueAt(const Point& point, double about = 0.5) {
    SlicePointer pointer = pointerAt(point);
    const Eigen::Matrix3d turn = Eigen::AngleAxisd(about, Eigen::Vector3d(2, 1, 1).normalized()).matrix();
    pointer.plane.right = turn * pointer.plane.right;
    pointer.plane.down = turn * pointer.plane.down;
    return pointer;
  }
  static SlicePointer moved(SlicePointer pointer, double right, double down) {
    pointer.position += right * pointer.plane.right + down * pointer.plane.down;
    return pointer;
  }

  /// The labels that a mask must have: `label` where the definition says so and the voxel is free.
  template <class Takes>
  static std::vector<Label> expected(const std::vector<Label>& before, const ImageGrid& grid, Label label,
                                     Takes takes) {
    std::vector<Label> after = before;
    for (int k = 0; k < grid.size().z(); ++k)
      for (int j = 0; j < grid.size().y(); ++j)
        for (int i = 0; i < grid.size().x(); ++i) {
          Label& each = after[static_cast<std::size_t>(grid.offset(i, j, k))];
          if (each == 0 && takes(Eigen::Vector3i(i, j, k))) each = label;
        }
    return after;
  }

  /// Of all voxels of a volume that `takes` accepts those joined to a seed through faces and edges.
  template <class Takes>
  static std::vector<bool> joined(const ImageGrid& grid, const Eigen::Vector3i& seed, Takes takes) {
    std::vector<bool> in(static_cast<std::size_t>(grid.voxelCount()), false);
    in[static_cast<std::size_t>(grid.offset(seed))] = takes(seed);
    for (bool changed = true; changed;) {
      changed = false;
      for (int k = 0; k < grid.size().z(); ++k)
        for (int j = 0; j < grid.size().y(); ++j)
          for (int i = 0; i < grid.size().x(); ++i) {
            const auto at = static_cast<std::size_t>(grid.offset(i, j, k));
            if (in[at] || !takes(Eigen::Vector3i(i, j, k))) continue;
            for (int n = 0; n < 27 && !in[at]; ++n) {
              const Eigen::Vector3i way(n % 3 - 1, n / 3 % 3 - 1, n / 9 - 1);
              const Eigen::Vector3i other = Eigen::Vector3i(i, j, k) + way;
              if (way.cwiseAbs().sum() > 2 || !grid.contains(other)) continue;
              if (in[static_cast<std::size_t>(grid.offset(other))]) in[at] = changed = true;
            }
          }
    }
    return in;
  }
};

}  // namespace uptake::test
