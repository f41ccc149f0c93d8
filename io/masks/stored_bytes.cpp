#include "io/hdf5/hdf5_image_p.h"
#include "io/masks/stored_bytes_p.h"

#include <QCoreApplication>
#include <QFile>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <isa-l/igzip_lib.h>

namespace uptake::masks {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::LabelImage)
};

// Some writers leave a little after the voxels.
constexpr std::int64_t kHarmlessSurplus = 65536;
const QByteArray kGzipMagic = QByteArrayLiteral("\x1f\x8b");
// Deflate makes at most 1032 bytes of one.
constexpr std::int64_t kMostOfOneByte = 1040;

class RawBytes : public ByteSource {
 public:
  explicit RawBytes(std::unique_ptr<QFile> file) : file_(std::move(file)) {}
  bool read(char* bytes, std::int64_t count) override { return file_->read(bytes, count) == count; }
  bool end() override { return true; }

 private:
  std::unique_ptr<QFile> file_;
};

/// The bytes of a gzip or zlib stream, as they are asked for.
class InflatedBytes : public ByteSource {
 public:
  explicit InflatedBytes(std::unique_ptr<QFile> file) : file_(std::move(file)) {
    isal_inflate_init(&stream_);
    stream_.crc_flag = file_->peek(2) == kGzipMagic ? ISAL_GZIP : ISAL_ZLIB;
  }
  InflatedBytes(const InflatedBytes&) = delete;
  InflatedBytes& operator=(const InflatedBytes&) = delete;

  bool read(char* bytes, std::int64_t count) override { return unpack(bytes, count) == count; }

  bool end() override {
    std::array<char, 1 << 14> rest{};
    std::int64_t surplus = 0;
    while (surplus <= kHarmlessSurplus) {
      const std::int64_t count = unpack(rest.data(), static_cast<std::int64_t>(rest.size()));
      surplus += count;
      if (count < static_cast<std::int64_t>(rest.size())) return isWhole_ && surplus <= kHarmlessSurplus;
    }
    return false;
  }

 private:
  /// As many bytes as there are, up to `count`.
  std::int64_t unpack(char* bytes, std::int64_t count) {
    std::int64_t done = 0;
    while (!isDamaged_ && !isWhole_ && done < count) {
      if (stream_.avail_in == 0) refill();
      const bool isDry = stream_.avail_in == 0;
      const auto room = static_cast<std::uint32_t>(std::min<std::int64_t>(count - done, 1 << 30));
      stream_.next_out = reinterpret_cast<std::uint8_t*>(bytes + done);
      stream_.avail_out = room;
      isDamaged_ = isal_inflate(&stream_) != ISAL_DECOMP_OK;
      const std::int64_t made = room - stream_.avail_out;
      done += made;
      if (stream_.block_state == ISAL_BLOCK_FINISH)
        isWhole_ = !nextMember();
      else if (isDry && made == 0)
        break;  // cut short; what the decoder had kept back is out
    }
    return done;
  }

  void refill() {
    const qint64 count = file_->read(in_.data(), static_cast<qint64>(in_.size()));
    stream_.next_in = reinterpret_cast<std::uint8_t*>(in_.data());
    stream_.avail_in = static_cast<std::uint32_t>(std::max<qint64>(count, 0));
  }

  /// Whether another gzip member follows; zeros and other bytes after the last one are no part of it.
  bool nextMember() {
    const qsizetype magic = kGzipMagic.size();
    if (stream_.avail_in < magic) {
      // The two bytes may be cut apart by the buffer.
      const std::uint32_t left = stream_.avail_in;
      std::memmove(in_.data(), stream_.next_in, left);
      const qint64 more = file_->read(in_.data() + left, static_cast<qint64>(in_.size()) - left);
      stream_.next_in = reinterpret_cast<std::uint8_t*>(in_.data());
      stream_.avail_in = left + static_cast<std::uint32_t>(std::max<qint64>(more, 0));
    }
    if (stream_.avail_in < magic || std::memcmp(stream_.next_in, kGzipMagic.data(), magic) != 0) return false;
    isal_inflate_reset(&stream_);
    stream_.crc_flag = ISAL_GZIP;
    return true;
  }

  std::unique_ptr<QFile> file_;
  inflate_state stream_{};
  std::array<char, 1 << 17> in_{};
  bool isDamaged_ = false;
  bool isWhole_ = false;  ///< the last member ended, its checksum right
};

/// Numbers written as text, handed out as doubles of this machine.
class TextNumbers : public ByteSource {
 public:
  explicit TextNumbers(std::unique_ptr<QFile> file) : file_(std::move(file)) {}

  bool read(char* bytes, std::int64_t count) override {
    for (std::int64_t done = 0; done < count; done += static_cast<std::int64_t>(sizeof(double))) {
      bool ok = false;
      const double value = nextWord().toDouble(&ok);
      if (!ok) return false;
      std::memcpy(bytes + done, &value, sizeof(double));
    }
    return true;
  }
  bool end() override { return true; }

 private:
  QByteArray nextWord() {
    QByteArray word;
    char c = 0;
    while (word.size() < 64 && file_->getChar(&c)) {
      const bool isBetween = c == ' ' || c == ',' || (c >= '\t' && c <= '\r');
      if (!isBetween)
        word += c;
      else if (!word.isEmpty())
        break;
    }
    return word;
  }

  std::unique_ptr<QFile> file_;
};

Result<std::unique_ptr<QFile>> openAt(const QString& name, std::int64_t offset) {
  auto file = std::make_unique<QFile>(name);
  if (!file->open(QIODevice::ReadOnly) || !file->seek(offset))
    return Error{ErrorKind::FileUnreadable,
                 Texts::tr("The file cannot be read (%1).").arg(file->errorString()), name};
  return file;
}

}  // namespace

Result<std::unique_ptr<ByteSource>> openBytes(const QString& file, std::int64_t offset, bool isDeflated) {
  Result<std::unique_ptr<QFile>> opened = openAt(file, offset);
  if (!opened) return opened.error();
  if (isDeflated) return std::unique_ptr<ByteSource>(std::make_unique<InflatedBytes>(opened.take()));
  return std::unique_ptr<ByteSource>(std::make_unique<RawBytes>(opened.take()));
}

QByteArray firstBytesOf(const QString& file, int count) {
  QByteArray head;
  QFile input(file);
  if (!input.open(QIODevice::ReadOnly)) return head;
  const bool isGzip = input.peek(2) == kGzipMagic;
  input.close();
  const auto bytes = openBytes(file, 0, isGzip);
  char next = 0;
  while (bytes && head.size() < count && (*bytes)->read(&next, 1)) head += next;
  return head;
}

Error truncatedError(const ImageLayout& layout, const QString& file) {
  return {ErrorKind::FileUnreadable,
          Texts::tr("The file is cut short or damaged; its header announces %1 × %2 × %3 voxels in %4 "
                    "bytes.")
              .arg(layout.lattice.size.x())
              .arg(layout.lattice.size.y())
              .arg(layout.lattice.size.z())
              .arg(layout.voxelBytes()),
          file};
}

Result<std::unique_ptr<ByteSource>> openNumbers(ImageLayout& layout, const QString& file) {
  // Sides and layers are bounded by the headers' readers, so this cannot overflow.
  const std::int64_t expected = layout.voxelBytes();
  if (expected > kMaximumImageBytes)
    return Error{ErrorKind::NotSupported,
                 Texts::tr("The image of %1 × %2 × %3 voxels takes %4 bytes; at most %5 are read.")
                     .arg(layout.lattice.size.x())
                     .arg(layout.lattice.size.y())
                     .arg(layout.lattice.size.z())
                     .arg(expected)
                     .arg(kMaximumImageBytes),
                 file};
  if (layout.encoding == Encoding::Hdf5) return hdf5::openVoxels(layout, file);
  const bool isRaw = layout.encoding == Encoding::Raw;
  Result<std::unique_ptr<QFile>> opened =
      openAt(layout.dataFile, isRaw ? layout.dataOffset : layout.packedOffset);
  if (!opened)
    return Error{ErrorKind::FileUnreadable,
                 Texts::tr("The file %1, which holds the voxels, cannot be read (%2).")
                     .arg(layout.dataFile, opened.error().message),
                 file};
  std::unique_ptr<QFile> data = opened.take();
  const std::int64_t there = data->size() - data->pos();
  switch (layout.encoding) {
    case Encoding::Raw:
      if (there < expected) return truncatedError(layout, file);
      return std::unique_ptr<ByteSource>(std::make_unique<RawBytes>(std::move(data)));
    case Encoding::Text:
      // A digit and a blank each.
      if (there < 2 * layout.voxelCount() * layout.layers - 1) return truncatedError(layout, file);
      layout.type = NumberType::Double;
      layout.isBigEndian = std::endian::native == std::endian::big;
      return std::unique_ptr<ByteSource>(std::make_unique<TextNumbers>(std::move(data)));
    case Encoding::Deflated:
    case Encoding::Hdf5:
      break;
  }
  if (there * kMostOfOneByte < expected) return truncatedError(layout, file);
  std::unique_ptr<ByteSource> bytes = std::make_unique<InflatedBytes>(std::move(data));
  std::array<char, 1 << 14> skipped{};
  for (std::int64_t left = layout.dataOffset; left > 0;) {
    const auto count = std::min(left, static_cast<std::int64_t>(skipped.size()));
    if (!bytes->read(skipped.data(), count)) return truncatedError(layout, file);
    left -= count;
  }
  return bytes;
}

}  // namespace uptake::masks
