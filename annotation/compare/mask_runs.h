#pragma once

#include "core/mask/label_map.h"

#include <memory>
#include <vector>

namespace uptake {

/// What is labelled in a mask, slice by slice. A copy shares the slices, so a snapshot for a job costs a
/// pointer a slice; reading a slice anew costs looking at its voxels once.
class MaskRuns {
 public:
  using Slice = std::vector<LabelRun>;

  /// Nothing is labelled.
  explicit MaskRuns(const ImageGrid& grid);
  explicit MaskRuns(const LabelMap& labels);

  /// Reads slices `firstSlice` … `lastSlice` (k) of the mask again.
  void update(const LabelMap& labels, int firstSlice, int lastSlice);

  const ImageGrid& grid() const { return grid_; }
  /// In buffer order, none across a row; null when the slice holds nothing.
  const Slice* slice(int k) const { return slices_[static_cast<std::size_t>(k)].get(); }

 private:
  ImageGrid grid_;
  std::vector<std::shared_ptr<const Slice>> slices_;
};

}  // namespace uptake
