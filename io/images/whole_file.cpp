#include "io/images/whole_file_p.h"

#include <QByteArray>
#include <QFile>

#include <cstring>
#include <libdeflate.h>
#include <new>
#include <vector>

namespace uptake::images {

namespace {

/// A little may follow the voxels.
constexpr std::int64_t kSurplus = 4096;

class BytesInMemory : public masks::ByteSource {
 public:
  BytesInMemory(std::vector<char> bytes, std::int64_t first, std::int64_t size)
      : bytes_(std::move(bytes)), at_(first), size_(size) {}
  bool read(char* bytes, std::int64_t count) override {
    if (count > size_ - at_) return false;
    std::memcpy(bytes, bytes_.data() + at_, static_cast<std::size_t>(count));
    at_ += count;
    return true;
  }
  /// The checksum was right, or there would be no such object.
  bool end() override { return true; }

 private:
  std::vector<char> bytes_;
  std::int64_t at_;
  std::int64_t size_;
};

struct FreeUnpacker {
  void operator()(libdeflate_decompressor* unpacker) const { libdeflate_free_decompressor(unpacker); }
};

/// Unpacks the members of a gzip file, or a zlib stream, into `out`; their length, or -1 when they are
/// damaged or there is more than `out` takes.
std::int64_t unpack(const QByteArray& packed, std::vector<char>& out) {
  const std::unique_ptr<libdeflate_decompressor, FreeUnpacker> unpacker(libdeflate_alloc_decompressor());
  if (!unpacker) return -1;
  const auto isGzipAt = [&](std::size_t at) {
    return at + 1 < static_cast<std::size_t>(packed.size()) &&
           packed.mid(static_cast<qsizetype>(at), 2) == QByteArray("\x1f\x8b");
  };
  const bool isGzip = isGzipAt(0);
  std::size_t in = 0, done = 0;
  do {
    std::size_t taken = 0, made = 0;
    const auto unpackOne = isGzip ? libdeflate_gzip_decompress_ex : libdeflate_zlib_decompress_ex;
    if (unpackOne(unpacker.get(), packed.constData() + in, static_cast<std::size_t>(packed.size()) - in,
                  out.data() + done, out.size() - done, &taken, &made) != LIBDEFLATE_SUCCESS)
      return -1;
    in += taken;
    done += made;
  } while (isGzip && isGzipAt(in) && done < out.size());
  return static_cast<std::int64_t>(done);
}

}  // namespace

std::unique_ptr<masks::ByteSource> unpackedVoxels(const masks::ImageLayout& layout) {
  if (layout.encoding != masks::Encoding::Deflated) return nullptr;
  QFile file(layout.dataFile);
  if (!file.open(QIODevice::ReadOnly) || !file.seek(layout.packedOffset)) return nullptr;
  const std::int64_t wanted = layout.dataOffset + layout.voxelBytes();
  // Deflate makes at most 1032 bytes of one: a header that announces more lies.
  constexpr std::int64_t kMostOfOneByte = 1040;
  const std::int64_t there = file.size() - layout.packedOffset;
  if (wanted + there > kMostUnpackedAtOnce || there * kMostOfOneByte < wanted) return nullptr;
  const QByteArray packed = file.readAll();
  std::vector<char> bytes(static_cast<std::size_t>(wanted + kSurplus));
  const std::int64_t size = unpack(packed, bytes);
  if (size < wanted) return nullptr;
  return std::make_unique<BytesInMemory>(std::move(bytes), layout.dataOffset, wanted);
}

}  // namespace uptake::images
