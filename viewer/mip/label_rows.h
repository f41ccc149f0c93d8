#pragma once

#include "core/mask/label_map.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

namespace uptake {

/// The labelled voxels of a mask as runs along rows, slice by slice: what projections need of a mask. A copy
/// shares the runs, so a job can have one while the mask is painted on.
class LabelRows {
 public:
  struct Run {
    std::int32_t j = 0;
    std::int32_t first = 0;  ///< i
    std::int32_t last = 0;   ///< i, inclusive
    Label label = 0;
  };
  using Slice = std::vector<Run>;

  /// Of no voxel.
  explicit LabelRows(const ImageGrid& grid);
  /// Of the voxels whose label `isWanted` accepts (any, without it).
  explicit LabelRows(const LabelMap& labels, std::function<bool(Label)> isWanted = {});

  /// Reads the slices again that a region of the mask reaches.
  void update(const LabelMap& labels, const IndexBox& region);
  /// Adds the voxels of another one of the same grid. Runs may then overlap.
  void add(const LabelRows& other);

  const ImageGrid& grid() const { return grid_; }
  /// Runs of slice k by j, then i.
  const Slice& slice(int k) const;
  bool isEmpty() const;

 private:
  std::shared_ptr<const Slice> runsOf(const LabelMap& labels, int k) const;

  ImageGrid grid_;
  std::function<bool(Label)> isWanted_;
  std::vector<std::shared_ptr<const Slice>> slices_;  ///< null: empty
};

}  // namespace uptake
