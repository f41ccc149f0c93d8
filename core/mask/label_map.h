#pragma once

#include "core/geometry/image_grid.h"
#include "core/mask/voxel_run.h"

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <span>
#include <vector>

namespace uptake {

class LabelMap;

/// What a LabelMap held when LabelMap::snapshot() was called, whatever is written to it since: taken in no
/// time, since a slice is copied only before it is written to. Any thread may turn it into a map of its own.
class LabelSnapshot {
 public:
  /// NotSupported when there is no memory for it.
  Result<LabelMap> toMap() const;

 private:
  friend class LabelMap;
  struct State;
  explicit LabelSnapshot(std::shared_ptr<State> state) : state_(std::move(state)) {}

  std::shared_ptr<State> state_;
};

/// A voxel mask: one label a voxel on an ImageGrid, i fastest. Memory is taken only by slices that were ever
/// written to, so a copy costs what is painted, not what the volume measures.
class LabelMap {
 public:
  /// All background. NotSupported when there is no address space for it.
  static Result<LabelMap> create(const ImageGrid& grid);
  /// A copy that touches only occupied slices.
  Result<LabelMap> copy() const;
  /// What it holds now, for a job to copy while this map is written to further, by one thread.
  LabelSnapshot snapshot() const;

  LabelMap(LabelMap&&) = default;
  LabelMap& operator=(LabelMap&&) = default;

  const ImageGrid& grid() const { return grid_; }
  std::span<const Label> labels() const {
    return {labels_.get(), static_cast<std::size_t>(grid_.voxelCount())};
  }
  std::span<const Label> slice(int k) const {
    return labels().subspan(static_cast<std::size_t>(grid_.offset(0, 0, k)),
                            static_cast<std::size_t>(grid_.sliceVoxelCount()));
  }
  Label at(const Eigen::Vector3i& index) const { return labels_.get()[grid_.offset(index)]; }
  /// False only when the slice was never written to: then it is all background.
  bool isOccupied(int k) const { return occupied_[static_cast<std::size_t>(k)] != 0; }

  /// Sets `length` voxels from buffer position `first` on; they may span rows and slices but not the end.
  void fill(std::ptrdiff_t first, std::ptrdiff_t length, Label label);
  void set(const Eigen::Vector3i& index, Label label) { fill(grid_.offset(index), 1, label); }

  /// The box of voxels with a label (any label when 0); empty when there is none.
  IndexBox extent(Label label = 0) const;
  /// The number of voxels with a label; kept up to date by fill(), so asking costs nothing.
  std::ptrdiff_t count(Label label) const;

 private:
  friend class LabelSnapshot;
  using Buffer = std::shared_ptr<Label[]>;

  LabelMap(const ImageGrid& grid, Buffer labels);
  void keepForSnapshots(std::ptrdiff_t k);

  ImageGrid grid_;
  Buffer labels_;
  std::vector<std::uint8_t> occupied_;
  std::vector<std::ptrdiff_t> counts_;  ///< by label, as far as labels were used
  /// Those that may still need slices as they were.
  mutable std::vector<std::weak_ptr<LabelSnapshot::State>> snapshots_;
};

}  // namespace uptake
