#pragma once

#include "core/mask/label_map.h"

#include <map>
#include <memory>
#include <set>
#include <vector>

namespace uptake {

/// The voxels of a lesion in one slice; at least one.
struct LesionSlice {
  std::vector<VoxelRun> runs;  ///< ascending; none touch
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

  /// Replaces the voxels in slice `k` by those of runs, in the order of LesionSlice::runs. Returns whether
  /// they are other ones than before.
  bool setSlice(int k, std::vector<VoxelRun> runs);

 private:
  ImageGrid grid_;
  Slices slices_;
  std::ptrdiff_t count_ = 0;
};

/// The lesions of a mask that have voxels, kept up to date while it is drawn on.
class MaskLesions {
 public:
  explicit MaskLesions(const LabelMap& labels) : seen_(labels.grid()) { (void)update(labels); }

  const std::map<Label, LesionVoxels>& all() const { return lesions_; }
  /// Looks at the slices of the same mask that were written to since. Returns the labels whose voxels are
  /// other ones than before; all() doesn't have those that lost their last one.
  std::set<Label> update(const LabelMap& labels);

 private:
  LabelRuns seen_;
  std::map<Label, LesionVoxels> lesions_;
};

}  // namespace uptake
