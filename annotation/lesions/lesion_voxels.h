#pragma once

#include "core/mask/label_map.h"

#include <map>
#include <memory>
#include <vector>

namespace uptake {

/// The voxels of a lesion in one slice; at least one.
struct LesionSlice {
  std::vector<VoxelRun> runs;  ///< ascending; none touch
  int firstI = 0;
  int lastI = 0;
  std::ptrdiff_t voxels = 0;
};

/// The voxels of a lesion, slice by slice: what its figures are worked out from. A value that a job can own:
/// a copy shares the slices, so that it costs next to nothing while the lesion is being painted on.
class LesionVoxels {
 public:
  using Slices = std::map<int, std::shared_ptr<const LesionSlice>>;

  explicit LesionVoxels(const ImageGrid& grid) : grid_(grid) {}
  /// All voxels of a label.
  LesionVoxels(const LabelMap& labels, Label label);

  const ImageGrid& grid() const { return grid_; }
  const Slices& slices() const { return slices_; }  ///< by k
  std::ptrdiff_t count() const { return count_; }
  bool isEmpty() const { return count_ == 0; }
  double volumeMl() const { return static_cast<double>(count_) * grid_.voxelVolume().value; }
  IndexBox box() const;
  /// The same voxels of the same grid.
  bool operator==(const LesionVoxels& other) const;

  /// Runs of a slice that has none yet, in the order of LesionSlice::runs.
  void addSlice(int k, std::vector<VoxelRun> runs);
  /// Takes up what changed: outside of `region` the label's voxels must be those that are known.
  void update(const LabelMap& labels, Label label, const IndexBox& region);

 private:
  void setSlice(int k, std::vector<VoxelRun> runs);

  ImageGrid grid_;
  Slices slices_;
  std::ptrdiff_t count_ = 0;
};

/// All lesions of a mask that have voxels, in one look at it.
std::map<Label, LesionVoxels> lesionVoxels(const LabelMap& labels);

}  // namespace uptake
