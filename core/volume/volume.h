#pragma once

#include "core/error.h"
#include "core/geometry/image_grid.h"
#include "core/memory/shared_buffer.h"
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
  Other,                   ///< PET, MR and others in a unit of their own; see Volume::unitLabel()
  Colour,                  ///< pictures in colour: they hold no values
};

enum class VoxelType { Int16, Float32, Rgb8 };

/// A voxel of VoxelType::Rgb8: sRGB as displays take it, 0 … 255.
struct RgbVoxel {
  std::uint8_t red = 0;
  std::uint8_t green = 0;
  std::uint8_t blue = 0;
  bool operator==(const RgbVoxel&) const = default;
};
static_assert(sizeof(RgbVoxel) == 3);

/// A 3-D image that owns its voxels: the grid, one buffer of int16 (CT, in whole HU) or float32 values or of
/// colours, the unit, and where it came from.
///
/// Colours are no values: value() is NaN and valueAt() nothing for them, so that nobody measures brightness
/// unawares.
///
/// A loader fills it slice by slice, on its own threads or from other processes (the buffer is shared
/// memory), while views already watch: a slice is written once and then published. Readers treat a slice that
/// is not Loaded as absent. After publishing, a slice never changes.
class Volume {
 public:
  enum class SliceState : std::uint8_t {
    Pending,  ///< not read yet; its memory may hold anything, and it counts as fillValue()
    Loaded,   ///< final
    Missing,  ///< could not be read, or is missing from the series; holds fillValue()
  };

  /// Allocates the buffer; no memory is touched yet. `fillValue` stands where nothing was measured (air for
  /// CT, 0 for PET). `source.slices` must have one entry a slice. Inconsistent when the numbers differ,
  /// NotSupported when there is no memory for it.
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
  const void* data() const { return buffer_->data(); }
  std::size_t byteCount() const;

  /// The slice to write; only for its loader, only before publishing.
  template <class T>
  std::span<T> sliceVoxels(int k) {
    return {static_cast<T*>(static_cast<void*>(buffer_->data())) + grid_.offset(0, 0, k),
            static_cast<std::size_t>(grid_.sliceVoxelCount())};
  }
  /// The same slice as bytes of the buffer that other processes open by this key.
  const QString& bufferKey() const { return buffer_->key(); }
  std::size_t sliceByteCount() const;
  std::size_t sliceByteOffset(int k) const { return static_cast<std::size_t>(k) * sliceByteCount(); }
  /// Writes fillValue() into a slice; only for its loader, only before publishing.
  void fillSlice(int k);
  /// The slice must hold its values by now, or fillValue() when it is Missing.
  void publishSlice(int k, SliceState state);
  SliceState sliceState(int k) const {
    return states_[static_cast<std::size_t>(k)].load(std::memory_order_acquire);
  }

  bool isColour() const { return type_ == VoxelType::Rgb8; }
  /// The stored value of a voxel, in unit(); NaN of a colour.
  double value(const Eigen::Vector3i& index) const;
  /// The value of the voxel whose cell holds the point; std::nullopt outside the grid, in a slice that is not
  /// loaded, and in colour images.
  std::optional<double> valueAt(const Point& point) const;
  /// The colour there; std::nullopt likewise, and in images of values.
  std::optional<RgbVoxel> colourAt(const Point& point) const;

  /// The slice that shows this SOP Instance, or -1.
  int sliceOf(const QString& sopInstanceUid) const;

 private:
  Volume(const ImageGrid& grid, VoxelType type, ValueUnit unit, QString unitLabel, SeriesSource source,
         double fillValue, std::unique_ptr<SharedBuffer> buffer);

  ImageGrid grid_;
  VoxelType type_;
  ValueUnit unit_;
  QString unitLabel_;
  SeriesSource source_;
  double fillValue_;
  std::unique_ptr<SharedBuffer> buffer_;
  std::vector<std::atomic<SliceState>> states_;
};

}  // namespace uptake
