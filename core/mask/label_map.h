#pragma once

#include "core/geometry/image_grid.h"
#include "core/mask/label_runs.h"

#include <QExplicitlySharedDataPointer>
#include <QSharedData>

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <vector>

namespace uptake {

/// A voxel mask: one label a voxel on an ImageGrid, i fastest.
///
/// Memory is taken only by slices that something was written to. Copies share their slices, so that one costs
/// a pointer a slice, until either is written to: then the slice that changes, alone, is copied. Copies may
/// be read and written to by different threads at once.
///
/// The runs of a slice are found once, when somebody first asks for them, and kept until it is written to.
class LabelMap {
 public:
  /// All background. NotSupported when there is no memory for a slice of it.
  static Result<LabelMap> create(const ImageGrid& grid);

  const ImageGrid& grid() const { return grid_; }
  Label at(const Eigen::Vector3i& index) const {
    return voxelsOf(index.z())[grid_.offset(index.x(), index.y(), 0)];
  }
  std::span<const Label> slice(int k) const {
    return {voxelsOf(k), static_cast<std::size_t>(grid_.sliceVoxelCount())};
  }
  /// `length` voxels from buffer position `first` on, all in one slice.
  std::span<const Label> voxels(std::ptrdiff_t first, std::ptrdiff_t length) const {
    const auto k = static_cast<int>(first / grid_.sliceVoxelCount());
    return {voxelsOf(k) + (first - grid_.offset(0, 0, k)), static_cast<std::size_t>(length)};
  }
  /// A copy of all voxels in buffer order, as large as the volume: for what takes no less, such as a library
  /// that writes files.
  std::vector<Label> allVoxels() const;

  /// False only when nothing was written to the slice: then it is all background.
  bool isOccupied(int k) const { return slices_[static_cast<std::size_t>(k)].data() != nullptr; }
  /// The labelled voxels of a slice, and of all.
  SliceRuns runs(int k) const;
  LabelRuns runs() const;

  /// Sets `length` voxels from buffer position `first` on; they may span rows and slices but not the end.
  void fill(std::ptrdiff_t first, std::ptrdiff_t length, Label label);
  void set(const Eigen::Vector3i& index, Label label) { fill(grid_.offset(index), 1, label); }

  /// The box of voxels with a label (any label when 0); empty when there is none.
  IndexBox extent(Label label = 0) const;
  /// The number of voxels with a label; kept up to date by fill(), so asking costs nothing.
  std::ptrdiff_t count(Label label) const;

 private:
  struct Free {
    void operator()(void* memory) const { std::free(memory); }
  };
  using Voxels = std::unique_ptr<Label[], Free>;

  /// A slice that was written to. Its voxels may change only while it belongs to one map.
  struct Slice : QSharedData {
    explicit Slice(Voxels own) : voxels(std::move(own)) {}

    const Voxels voxels;
    std::mutex mutex;               ///< of `runs`, which several maps' threads may ask for
    std::optional<SliceRuns> runs;  ///< std::nullopt: not found yet
  };

  LabelMap(const ImageGrid& grid, std::shared_ptr<const Label[]> background);
  const Label* voxelsOf(int k) const {
    const auto& slice = slices_[static_cast<std::size_t>(k)];
    return slice ? slice->voxels.get() : background_.get();
  }
  Label* writableVoxelsOf(int k);

  ImageGrid grid_;
  std::shared_ptr<const Label[]> background_;  ///< what a slice reads as that nothing was written to
  std::vector<QExplicitlySharedDataPointer<Slice>> slices_;  ///< null where nothing was written to
  std::vector<std::ptrdiff_t> counts_;                       ///< by label, as far as labels were used
};

}  // namespace uptake
