#pragma once

#include "core/error.h"
#include "core/geometry/image_grid.h"
#include "core/volume/series_source.h"

#include <QString>

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace uptake {

/// What the numbers of a volume mean.
enum class ValueUnit {
  Hounsfield,              ///< CT
  Suv,                     ///< PET with a valid SUV scale, g/ml
  BecquerelPerMillilitre,  ///< PET whose SUV was refused
  Other,                   ///< PET in another unit; see Volume::unitLabel()
};

enum class VoxelType { Int16, Float32 };

/// A 3-D image that owns its voxels: the grid, one buffer of int16 (CT, in whole HU) or float32 values, the
/// unit, and where it came from.
///
/// A loader fills it slice by slice on its own thread while views already watch: it writes a slice once
/// through sliceVoxels() and then publishes it. Readers treat a slice that is not Loaded as absent. After
/// publishing, a slice never changes.
class Volume {
 public:
  enum class SliceState : std::uint8_t {
    Pending,  ///< not read yet; holds fillValue()
    Loaded,   ///< final
    Missing,  ///< could not be read, or the series has a gap here; holds fillValue()
  };

  /// Allocates the buffer, filled with `fillValue` (air for CT, 0 for PET). `source.slices` must have one
  /// entry a slice. Inconsistent when the numbers differ, NotSupported when there is no memory for it.
  static Result<std::shared_ptr<Volume>> create(const ImageGrid& grid, VoxelType type, ValueUnit unit,
                                                QString unitLabel, SeriesSource source, double fillValue);

  Volume(const Volume&) = delete;
  Volume& operator=(const Volume&) = delete;

  const ImageGrid& grid() const { return grid_; }
  VoxelType type() const { return type_; }
  ValueUnit unit() const { return unit_; }
  /// The unit as people read it: "HU", "SUVbw", "Bq/ml", or the file's own Units value.
  const QString& unitLabel() const { return unitLabel_; }
  const SeriesSource& source() const { return source_; }
  double fillValue() const { return fillValue_; }

  /// All voxels, i fastest, then j, then k. T must match type().
  template <class T>
  std::span<const T> voxels() const {
    return {static_cast<const T*>(data()), static_cast<std::size_t>(grid_.voxelCount())};
  }
  const void* data() const { return buffer_.get(); }
  std::size_t byteCount() const;

  /// The slice to write; only for its loader, only before publishing.
  template <class T>
  std::span<T> sliceVoxels(int k) {
    return {static_cast<T*>(static_cast<void*>(buffer_.get())) + grid_.offset(0, 0, k),
            static_cast<std::size_t>(grid_.sliceVoxelCount())};
  }
  void publishSlice(int k, SliceState state);
  SliceState sliceState(int k) const {
    return states_[static_cast<std::size_t>(k)].load(std::memory_order_acquire);
  }

  /// The stored value of a voxel, in unit().
  double value(const Eigen::Vector3i& index) const;
  /// The value of the voxel whose cell holds the point; nothing outside the grid or where no slice is loaded.
  std::optional<double> valueAt(const Point& point) const;

  /// The slice that shows this SOP Instance, or -1.
  int sliceOf(const QString& sopInstanceUid) const;

 private:
  Volume(const ImageGrid& grid, VoxelType type, ValueUnit unit, QString unitLabel, SeriesSource source,
         double fillValue, std::unique_ptr<std::byte[]> buffer);

  ImageGrid grid_;
  VoxelType type_;
  ValueUnit unit_;
  QString unitLabel_;
  SeriesSource source_;
  double fillValue_;
  std::unique_ptr<std::byte[]> buffer_;
  std::vector<std::atomic<SliceState>> states_;
};

}  // namespace uptake
