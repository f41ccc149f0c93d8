#pragma once

#include "core/volume/volume.h"

#include <vector>

namespace uptake {

/// The stored slices of a volume as they may be read now: a slice that is not loaded stands for a slice full
/// of the volume's fill value, whatever its memory holds.
template <class T>
class SlicePointers {
 public:
  explicit SlicePointers(const Volume& volume)
      : fill_(static_cast<std::size_t>(volume.grid().size().x()), static_cast<T>(volume.fillValue())) {
    const ImageGrid& grid = volume.grid();
    const T* voxels = volume.voxels<T>().data();
    slices_.reserve(static_cast<std::size_t>(grid.size().z()));
    for (int k = 0; k < grid.size().z(); ++k) {
      if (volume.sliceState(k) == Volume::SliceState::Loaded)
        slices_.push_back({voxels + grid.offset(0, 0, k), grid.size().x()});
      else
        slices_.push_back({fill_.data(), 0});  // one row for all rows
    }
  }
  SlicePointers(const SlicePointers&) = delete;
  SlicePointers& operator=(const SlicePointers&) = delete;

  const T* row(int j, int k) const {
    const Slice& slice = slices_[static_cast<std::size_t>(k)];
    return slice.first + j * slice.rowStride;
  }
  /// From a voxel to the one below it, in elements.
  std::ptrdiff_t rowStride(int k) const { return slices_[static_cast<std::size_t>(k)].rowStride; }

 private:
  struct Slice {
    const T* first;
    std::ptrdiff_t rowStride;
  };
  std::vector<T> fill_;
  std::vector<Slice> slices_;
};

}  // namespace uptake
