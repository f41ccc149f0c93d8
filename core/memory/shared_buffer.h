#pragma once

#include "core/error.h"

#include <QFile>
#include <QString>

#include <cstddef>
#include <memory>

namespace uptake {

/// A block of memory, zero at first, that processes of this program share: the one that needs the voxels
/// makes it, those that read files write into it. Memory is taken page by page when first touched, and given
/// back when the maker and all windows are gone, however they end.
class SharedBuffer {
 public:
  /// NotSupported when the machine cannot hold that much.
  static Result<std::unique_ptr<SharedBuffer>> create(std::size_t size);

  SharedBuffer(const SharedBuffer&) = delete;
  SharedBuffer& operator=(const SharedBuffer&) = delete;

  std::byte* data() { return data_; }
  const std::byte* data() const { return data_; }
  std::size_t size() const { return size_; }
  /// What SharedWriter::open() needs to find it, while this object lives.
  const QString& key() const { return key_; }

 private:
  SharedBuffer(std::unique_ptr<QFile> file, QString key, std::byte* data, std::size_t size);

  std::unique_ptr<QFile> file_;  ///< unmaps and closes when it goes
  QString key_;
  std::byte* data_ = nullptr;
  std::size_t size_ = 0;
};

/// A SharedBuffer as another process writes into it.
class SharedWriter {
 public:
  /// Internal when the buffer is gone.
  static Result<SharedWriter> open(const QString& key);
  /// Writes bytes in their place. Internal when the buffer is gone or ends before them.
  Result<void> write(std::size_t offset, const void* bytes, std::size_t size);

 private:
  SharedWriter() = default;
  std::unique_ptr<QFile> file_;
  bool isInMemory_ = false;
};

}  // namespace uptake
