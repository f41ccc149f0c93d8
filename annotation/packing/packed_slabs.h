#pragma once

#include "core/mask/label_map.h"

#include <QByteArray>

#include <cstddef>
#include <vector>

namespace uptake {

/// The labels of a map as bytes, a few slices each: packed a little at a time, ahead of when they are needed,
/// and again where labels changed meanwhile.
class PackedSlabs {
 public:
  explicit PackedSlabs(const ImageGrid& grid);

  std::size_t count() const { return slabs_.size(); }
  /// Indices of the grid.
  IndexBox region(std::size_t slab) const;
  /// What packLabels() gives for it, now if it was not packed ahead. `labels` is on the same grid.
  const QByteArray& packed(std::size_t slab, const LabelMap& labels);
  /// Packs one that is missing. False when none is.
  bool packNext(const LabelMap& labels);
  /// Labels in the region changed.
  void forget(const IndexBox& region);

 private:
  ImageGrid grid_;
  std::vector<QByteArray> slabs_;  ///< null where not packed
};

}  // namespace uptake
