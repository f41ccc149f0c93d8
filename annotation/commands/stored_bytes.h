#pragma once

#include <QByteArray>
#include <QHashFunctions>
#include <QTemporaryFile>

#include <memory>
#include <optional>

namespace uptake {

/// A temporary file that takes what the undo history holds beyond its budget. It goes with its last user.
class SpillFile {
 public:
  /// What tells bytes from others.
  static std::size_t digestOf(const QByteArray& bytes) { return qHash(bytes); }
  /// Appends; −1 when the disk does not take it.
  qint64 write(const QByteArray& bytes);
  /// Nothing when the file does not give back what was written, which hasLost() says from then on.
  std::optional<QByteArray> read(qint64 offset, qint64 size, std::size_t digest);
  bool hasLost() const { return hasLost_; }

 private:
  QTemporaryFile file_;
  qint64 end_ = 0;
  bool hasLost_ = false;
};

/// Bytes that lie in memory, or in a file once they were moved there. Who reads them sees no difference.
class StoredBytes {
 public:
  StoredBytes() = default;
  explicit StoredBytes(QByteArray bytes) : bytes_(std::move(bytes)) {}

  /// Nothing when the file lost them.
  std::optional<QByteArray> get() const {
    return file_ ? file_->read(offset_, size_, digest_) : std::optional<QByteArray>(bytes_);
  }
  /// Bytes of memory.
  std::size_t memory() const { return static_cast<std::size_t>(bytes_.capacity()); }
  /// Moves them into the file; they stay in memory when it does not take them. Returns the memory freed.
  std::size_t spill(const std::shared_ptr<SpillFile>& file);

 private:
  QByteArray bytes_;
  std::shared_ptr<SpillFile> file_;
  qint64 offset_ = 0;
  qint64 size_ = 0;
  std::size_t digest_ = 0;
};

}  // namespace uptake
