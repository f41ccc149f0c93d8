#pragma once

#include "io/masks/image_layout_p.h"

#include <QByteArray>

#include <memory>

namespace uptake::masks {

/// The bytes of an image file one after the other, unpacked where they are packed.
class ByteSource {
 public:
  virtual ~ByteSource() = default;
  /// Fills `bytes` whole; false when they are fewer, or damaged.
  virtual bool read(char* bytes, std::int64_t count) = 0;
  /// Whether nothing but a harmless rest follows, and checksums are right.
  virtual bool end() = 0;
};

/// From `offset` of a file on: its own bytes, or what its gzip or zlib stream unpacks to; gzip may come in
/// several members. FileUnreadable when it cannot be opened.
Result<std::unique_ptr<ByteSource>> openBytes(const QString& file, std::int64_t offset, bool isDeflated);

/// The first bytes of a file, unpacked when it is gzip; fewer when there are fewer.
QByteArray headOf(const QString& file, int count);

/// The numbers of an image file, from its first voxel on. Numbers written as text come as doubles of this
/// machine: `layout` says so afterwards. FileUnreadable when the stored bytes cannot be as many as the stated
/// size needs, NotSupported above kMaximumImageBytes; takes no memory for the voxels.
Result<std::unique_ptr<ByteSource>> openNumbers(ImageLayout& layout, const QString& file);

/// What is said of a file whose bytes end too early, or are damaged.
Error cutShort(const ImageLayout& layout, const QString& file);

}  // namespace uptake::masks
