#pragma once

#include "io/masks/image_layout_p.h"

#include <QByteArray>

#include <memory>

namespace uptake::masks {

/// A sequential reader of the bytes of an image file, decompressed.
class ByteSource {
 public:
  virtual ~ByteSource() = default;
  /// Reads exactly `count` bytes; false when there are fewer or they are damaged.
  virtual bool read(char* bytes, std::int64_t count) = 0;
  /// Whether the checksums are right and only harmless padding follows.
  virtual bool end() = 0;
};

/// Opens a file at `offset`: its bytes, or with `isDeflated` those of its gzip stream (of one or several
/// members) or zlib stream. FileUnreadable when it cannot be opened.
Result<std::unique_ptr<ByteSource>> openBytes(const QString& file, std::int64_t offset, bool isDeflated);

/// The first `count` bytes of a file, decompressed if it is gzip; fewer if the file is shorter.
QByteArray firstBytesOf(const QString& file, int count);

/// Opens the voxels of an image file. Numbers in text are converted to native doubles, and `layout` is
/// changed accordingly. Allocates no memory for the voxels. FileUnreadable when the file is too short for the
/// stated size, NotSupported above kMaximumImageBytes.
Result<std::unique_ptr<ByteSource>> openNumbers(ImageLayout& layout, const QString& file);

/// The error of a file whose voxels are truncated or damaged.
Error truncatedError(const ImageLayout& layout, const QString& file);

}  // namespace uptake::masks
