#include "core/memory/shared_buffer.h"
#include "io/images/image_values_p.h"
#include "io/masks/stored_bytes_p.h"
#include "io/masks/stored_number_p.h"

#include <QCoreApplication>

#include <bit>
#include <cmath>
#include <limits>
#include <type_traits>

namespace uptake::images {

using masks::ByteSource;
using masks::ImageLayout;
using masks::NumberType;
using masks::storedNumber;

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::ImageFile)
};

/// Numbers of a file as values of a volume.
template <class Value>
class ValueDecoder {
 public:
  ValueDecoder(const ImageLayout& layout, double fillValue)
      : type_(layout.type),
        isSwapped_(layout.isBigEndian != (std::endian::native == std::endian::big)),
        slope_(layout.slope),
        intercept_(layout.intercept),
        isPlain_(layout.slope == 1.0 && layout.intercept == 0.0),
        fill_(static_cast<Value>(fillValue)) {}

  /// `count` numbers `width` bytes apart into places `stride` apart.
  void row(const char* bytes, std::int64_t width, std::int64_t count, Value* out, std::int64_t stride) {
    switch (type_) {
      case NumberType::UInt8:
        return rowOf<quint8>(bytes, width, count, out, stride);
      case NumberType::Int8:
        return rowOf<qint8>(bytes, width, count, out, stride);
      case NumberType::UInt16:
        return rowOf<quint16>(bytes, width, count, out, stride);
      case NumberType::Int16:
        return rowOf<qint16>(bytes, width, count, out, stride);
      case NumberType::UInt32:
        return rowOf<quint32>(bytes, width, count, out, stride);
      case NumberType::Int32:
        return rowOf<qint32>(bytes, width, count, out, stride);
      case NumberType::UInt64:
        return rowOf<quint64>(bytes, width, count, out, stride);
      case NumberType::Int64:
        return rowOf<qint64>(bytes, width, count, out, stride);
      case NumberType::Float:
        return rowOf<float>(bytes, width, count, out, stride);
      case NumberType::Double:
        return rowOf<double>(bytes, width, count, out, stride);
    }
  }
  std::int64_t notFinite() const { return notFinite_; }

 private:
  template <class Stored>
  void rowOf(const char* bytes, std::int64_t width, std::int64_t count, Value* out, std::int64_t stride) {
    if (isPlain_)
      for (std::int64_t i = 0; i < count; ++i, bytes += width, out += stride)
        *out = valueOf(storedNumber<Stored>(bytes, isSwapped_));
    else
      for (std::int64_t i = 0; i < count; ++i, bytes += width, out += stride)
        *out = valueOf(static_cast<double>(storedNumber<Stored>(bytes, isSwapped_)) * slope_ + intercept_);
  }

  /// The volume is of int16 only where every number of the file is one.
  template <class Number>
  Value valueOf(Number number) {
    const auto value = static_cast<Value>(number);
    if constexpr (std::is_floating_point_v<Value>) {
      if (std::isfinite(value)) return value;
      ++notFinite_;
      return fill_;
    }
    return value;
  }

  NumberType type_;
  bool isSwapped_;
  double slope_;
  double intercept_;
  bool isPlain_;
  Value fill_;
  std::int64_t notFinite_ = 0;
};

/// The file that is being read: its slices are asked for one after the other.
struct OpenVoxels {
  QString file;
  int volume = 0;
  ImageLayout layout;
  std::unique_ptr<ByteSource> bytes;
  int next = 0;                ///< slice
  bool isAll = false;          ///< the file holds no other volume
  std::vector<char> gathered;  ///< all voxels of the volume, where slices do not follow those of the file
  std::optional<Error> failure;
};

std::optional<OpenVoxels>& openVoxels() {
  static std::optional<OpenVoxels> open;
  return open;
}

std::int64_t sliceBytes(const ImageLayout& layout) {
  const int interleaved = layout.layersComeFirst ? layout.layers : 1;
  return std::int64_t{layout.lattice.size.x()} * layout.lattice.size.y() * interleaved *
         masks::bytesOf(layout.type);
}

/// Opens the file with its slice `first` next.
Result<void> openAtSlice(const VoxelTask& task, OpenVoxels& open) {
  Result<ImageLayout> layout = masks::readImageLayout(task.file);
  if (!layout) return layout.error();
  if (layout->lattice.size != task.size || task.volume >= layout->layers)
    return Error{ErrorKind::Inconsistent,
                 Texts::tr("The file changed since its header was read: open it again."), task.file};
  open.layout = layout.take();
  ImageLayout& stored = open.layout;
  open.isAll = stored.layers == 1;
  if (!stored.layersComeFirst) {
    // One volume after the other.
    if (stored.encoding == masks::Encoding::Text && stored.layers > 1)
      return Error{ErrorKind::NotSupported,
                   Texts::tr("Several images that are written as text are not read."), task.file};
    const std::int64_t one = stored.voxelCount() * masks::bytesOf(stored.type);
    stored.layers = 1;
    stored.dataOffset += task.volume * one;
  }
  const bool isRaw = stored.encoding == masks::Encoding::Raw;
  ImageLayout at = stored;
  if (isRaw) at.dataOffset += task.first * sliceBytes(stored);
  open.next = 0;
  // The length of the file is compared with all voxels: those before and after are there as well.
  auto bytes = masks::openNumbers(stored, task.file);
  if (!bytes) return bytes.error();
  open.bytes = bytes.take();
  if (isRaw && task.first > 0 && task.isSliceWise) {
    auto later = masks::openBytes(at.dataFile, at.dataOffset, false);
    if (!later) return later.error();
    open.bytes = later.take();
    open.next = task.first;
  }
  return {};
}

/// Reads one slice of the file and puts it where `base` and the strides say.
template <class Value>
bool readSlice(OpenVoxels& open, const VoxelTask& task, ValueDecoder<Value>& decoder, Value* base) {
  static thread_local std::vector<char> buffer;
  const ImageLayout& layout = open.layout;
  const int interleaved = layout.layersComeFirst ? layout.layers : 1;
  const std::int64_t width = std::int64_t{interleaved} * masks::bytesOf(layout.type);
  buffer.resize(static_cast<std::size_t>(sliceBytes(layout)));
  if (!open.bytes->read(buffer.data(), static_cast<std::int64_t>(buffer.size()))) return false;
  ++open.next;
  const char* first = buffer.data() + (interleaved > 1 ? task.volume * masks::bytesOf(layout.type) : 0);
  for (int j = 0; j < task.size.y(); ++j)
    decoder.row(first + j * task.size.x() * width, width, task.size.x(), base + j * task.stride[1],
                task.stride[0]);
  return true;
}

template <class Value>
Result<std::int64_t> readInto(OpenVoxels& open, const VoxelTask& task) {
  ValueDecoder<Value> decoder(open.layout, task.fillValue);
  auto writer = SharedWriter::open(task.bufferKey);
  if (!writer) return writer.error();
  const auto sliceVoxels = static_cast<std::size_t>(task.sliceVoxels);
  std::vector<Value> slice(task.isSliceWise ? sliceVoxels : 0);
  const std::size_t all = sliceVoxels * static_cast<std::size_t>(task.size.prod() / task.sliceVoxels);
  if (!task.isSliceWise && open.gathered.size() != all * sizeof(Value))
    open.gathered.assign(all * sizeof(Value), 0);
  auto* volume = reinterpret_cast<Value*>(open.gathered.data());
  const int end = task.first + task.count;
  while (open.next < end) {
    const int k = open.next;
    const std::int64_t origin = task.origin + k * task.stride[2];
    // Of a slice that is one of the volume, the place within it.
    const std::int64_t begin = task.isSliceWise ? (origin / task.sliceVoxels) * task.sliceVoxels : 0;
    Value* base = (task.isSliceWise ? slice.data() : volume) + (origin - begin);
    if (!readSlice(open, task, decoder, base)) return masks::truncatedError(open.layout, task.file);
    if (!task.isSliceWise || k < task.first) continue;
    const auto place = static_cast<std::size_t>(begin) * sizeof(Value);
    if (auto written = writer->write(place, slice.data(), slice.size() * sizeof(Value)); !written)
      return written.error();
  }
  if (end < task.size.z()) return decoder.notFinite();
  if (open.isAll && !open.bytes->end()) return masks::truncatedError(open.layout, task.file);
  if (!task.isSliceWise)
    if (auto written = writer->write(0, volume, all * sizeof(Value)); !written) return written.error();
  return decoder.notFinite();
}

}  // namespace

void closeVoxels() {
  openVoxels().reset();
}

Result<std::int64_t> readVoxels(const VoxelTask& task) {
  std::optional<OpenVoxels>& kept = openVoxels();
  const bool isSame = kept && kept->file == task.file && kept->volume == task.volume;
  // Slices after those that failed cannot be read either.
  if (isSame && kept->failure && task.first >= kept->next) return *kept->failure;
  if (!isSame || kept->failure || kept->next != task.first) {
    kept.emplace();
    kept->file = task.file;
    kept->volume = task.volume;
    if (const auto opened = openAtSlice(task, *kept); !opened) {
      kept->failure = opened.error();
      return opened.error();
    }
  }
  const Result<std::int64_t> read =
      task.type == VoxelType::Int16 ? readInto<std::int16_t>(*kept, task) : readInto<float>(*kept, task);
  if (!read) {
    kept->failure = read.error();
    kept->gathered = {};
  } else if (task.first + task.count >= task.size.z()) {
    closeVoxels();
  }
  return read;
}

}  // namespace uptake::images
