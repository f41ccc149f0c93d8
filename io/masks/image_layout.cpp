#include "io/masks/image_layout_p.h"

#include <QCoreApplication>
#include <QFile>

#include <array>
#include <optional>
#include <zlib.h>

namespace uptake::masks {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::LabelImage)
};

// Some writers leave a little after the voxels.
constexpr std::int64_t kHarmlessSurplus = 65536;

/// Unpacks a file from where it stands to the end of the packed data, keeping nothing. The number of bytes,
/// or nothing when they are damaged, cut short or more than `limit`.
std::optional<std::int64_t> unpackedLength(QFile& file, std::int64_t limit) {
  z_stream stream{};
  // 15 bits of window, zlib or gzip header.
  if (inflateInit2(&stream, 15 + 32) != Z_OK) return {};
  std::array<char, 1 << 16> in{};
  std::array<char, 1 << 16> out{};
  std::int64_t total = 0;
  int state = Z_OK;
  while (state != Z_STREAM_END && total <= limit) {
    if (stream.avail_in == 0) {
      const qint64 count = file.read(in.data(), static_cast<qint64>(in.size()));
      if (count <= 0) break;
      stream.next_in = reinterpret_cast<Bytef*>(in.data());
      stream.avail_in = static_cast<uInt>(count);
    }
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    state = inflate(&stream, Z_NO_FLUSH);
    if (state != Z_OK && state != Z_STREAM_END) break;
    total += static_cast<std::int64_t>(out.size() - stream.avail_out);
  }
  inflateEnd(&stream);
  if (state != Z_STREAM_END || total > limit) return {};
  return total;
}

}  // namespace

Result<void> checkStoredLength(const ImageLayout& layout, const QString& file) {
  // Sides are bounded by the headers' readers, so this cannot overflow.
  const std::int64_t expected = layout.voxelBytes();
  if (expected > kMaximumImageBytes)
    return Error{ErrorKind::NotSupported,
                 Texts::tr("The image of %1 × %2 × %3 voxels takes %4 bytes; at most %5 are read.")
                     .arg(layout.size[0])
                     .arg(layout.size[1])
                     .arg(layout.size[2])
                     .arg(expected)
                     .arg(kMaximumImageBytes),
                 file};
  QFile data(layout.dataFile);
  if (!data.open(QIODevice::ReadOnly))
    return Error{ErrorKind::FileUnreadable,
                 Texts::tr("The file %1, which holds the voxels, cannot be read (%2).")
                     .arg(layout.dataFile, data.errorString()),
                 file};
  const auto wrong = [&] {
    return Error{ErrorKind::FileUnreadable,
                 Texts::tr("The file is cut short or damaged; its header announces %1 × %2 × %3 voxels in %4 "
                           "bytes.")
                     .arg(layout.size[0])
                     .arg(layout.size[1])
                     .arg(layout.size[2])
                     .arg(expected),
                 file};
  };
  if (!layout.packed) {
    if (data.size() - layout.dataOffset < expected) return wrong();
    return {};
  }
  if (!data.seek(layout.packedOffset)) return wrong();
  const std::int64_t whole = layout.dataOffset + expected;
  const auto length = unpackedLength(data, whole + kHarmlessSurplus);
  if (!length || *length < whole) return wrong();
  return {};
}

}  // namespace uptake::masks
