#include "core/volume/volume.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>

namespace uptake {

namespace {

std::size_t voxelBytes(VoxelType type) {
  switch (type) {
    case VoxelType::Int16:
      return sizeof(std::int16_t);
    case VoxelType::Rgb8:
      return sizeof(RgbVoxel);
    case VoxelType::Float32:
      break;
  }
  return sizeof(float);
}

template <class T, std::size_t N>
void fillBlock(std::array<std::byte, N>& block, T value) {
  for (std::size_t i = 0; i < N; i += sizeof(T)) std::memcpy(block.data() + i, &value, sizeof(T));
}

}  // namespace

Result<std::shared_ptr<Volume>> Volume::create(const ImageGrid& grid, VoxelType type, ValueUnit unit,
                                               QString unitLabel, SeriesSource source, double fillValue) {
  if (static_cast<int>(source.slices.size()) != grid.size().z())
    return Error{ErrorKind::Inconsistent,
                 QCoreApplication::translate("uptake::Volume", "%1 source images for %2 slices.")
                     .arg(source.slices.size())
                     .arg(grid.size().z()),
                 {}};
  const auto count = static_cast<std::size_t>(grid.voxelCount());
  auto buffer = SharedBuffer::create(count * voxelBytes(type));
  if (!buffer) return buffer.error();
  return std::shared_ptr<Volume>(
      new Volume(grid, type, unit, std::move(unitLabel), std::move(source), fillValue, buffer.take()));
}

Volume::Volume(const ImageGrid& grid, VoxelType type, ValueUnit unit, QString unitLabel, SeriesSource source,
               double fillValue, std::unique_ptr<SharedBuffer> buffer)
    : grid_(grid),
      type_(type),
      unit_(unit),
      unitLabel_(std::move(unitLabel)),
      source_(std::move(source)),
      fillValue_(fillValue),
      buffer_(std::move(buffer)),
      states_(static_cast<std::size_t>(grid.size().z())) {
  for (auto& state : states_) state.store(SliceState::Pending, std::memory_order_relaxed);
}

std::size_t Volume::byteCount() const {
  return static_cast<std::size_t>(grid_.voxelCount()) * voxelBytes(type_);
}

std::size_t Volume::sliceByteCount() const {
  return static_cast<std::size_t>(grid_.sliceVoxelCount()) * voxelBytes(type_);
}

void Volume::fillSlice(int k) {
  const std::size_t offset = sliceByteOffset(k);
  // Copies of a block that stays in the processor's cache.
  constexpr std::size_t kBlockBytes = 4096;
  std::array<std::byte, kBlockBytes> block;
  if (type_ == VoxelType::Int16)
    fillBlock(block, static_cast<std::int16_t>(fillValue_));
  else if (type_ == VoxelType::Rgb8)
    block.fill(std::byte{0});
  else
    fillBlock(block, static_cast<float>(fillValue_));
  std::byte* slice = buffer_->data() + offset;
  for (std::size_t done = 0; done < sliceByteCount(); done += kBlockBytes)
    std::memcpy(slice + done, block.data(), std::min(kBlockBytes, sliceByteCount() - done));
}

void Volume::publishSlice(int k, SliceState state) {
  states_[static_cast<std::size_t>(k)].store(state, std::memory_order_release);
}

double Volume::value(const Eigen::Vector3i& index) const {
  if (isColour()) return std::numeric_limits<double>::quiet_NaN();
  const auto offset = static_cast<std::size_t>(grid_.offset(index));
  return type_ == VoxelType::Int16 ? static_cast<double>(voxels<std::int16_t>()[offset])
                                   : static_cast<double>(voxels<float>()[offset]);
}

std::optional<double> Volume::valueAt(const Point& point) const {
  const Eigen::Vector3i index = grid_.nearestVoxel(point);
  if (isColour() || !grid_.contains(index) || sliceState(index.z()) != SliceState::Loaded)
    return std::nullopt;
  return value(index);
}

std::optional<RgbVoxel> Volume::colourAt(const Point& point) const {
  const Eigen::Vector3i index = grid_.nearestVoxel(point);
  if (!isColour() || !grid_.contains(index) || sliceState(index.z()) != SliceState::Loaded)
    return std::nullopt;
  return voxels<RgbVoxel>()[static_cast<std::size_t>(grid_.offset(index))];
}

int Volume::sliceOf(const QString& sopInstanceUid) const {
  if (sopInstanceUid.isEmpty()) return -1;
  const auto found =
      std::find_if(source_.slices.begin(), source_.slices.end(),
                   [&](const SliceSource& slice) { return slice.sopInstanceUid == sopInstanceUid; });
  return found == source_.slices.end() ? -1 : static_cast<int>(found - source_.slices.begin());
}

}  // namespace uptake
