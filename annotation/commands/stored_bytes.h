#pragma once

#include <QByteArray>
#include <QTemporaryFile>

#include <memory>

namespace uptake {

/// A temporary file that takes what the undo history holds beyond its budget. It goes with its last user.
class SpillFile {
 public:
  /// Appends; −1 when the disk does not take it.
  qint64 write(const QByteArray& bytes);
  /// Throws std::runtime_error when the file does not give back what was written.
  QByteArray read(qint64 offset, qint64 size);

 private:
  QTemporaryFile file_;
  qint64 end_ = 0;
};

/// Bytes that lie in memory, or in a file once they were moved there. Who reads them sees no difference.
class StoredBytes {
 public:
  StoredBytes() = default;
  explicit StoredBytes(QByteArray bytes) : bytes_(std::move(bytes)) {}

  QByteArray get() const { return file_ ? file_->read(offset_, size_) : bytes_; }
  /// Bytes of memory.
  std::size_t memory() const { return static_cast<std::size_t>(bytes_.capacity()); }
  /// Moves them into the file; they stay in memory when it does not take them. Returns the memory freed.
  std::size_t spill(const std::shared_ptr<SpillFile>& file);

 private:
  QByteArray bytes_;
  std::shared_ptr<SpillFile> file_;
  qint64 offset_ = 0;
  qint64 size_ = 0;
};

}  // namespace uptake
