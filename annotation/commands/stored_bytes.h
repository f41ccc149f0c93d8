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
  /// Tells different bytes apart.
  static std::size_t digestOf(const QByteArray& bytes) { return qHash(bytes); }
  /// Appends bytes and returns their offset; −1 when the disk does not take them.
  qint64 write(const QByteArray& bytes);
  /// std::nullopt when the file does not give back what was written; hasLost() is true from then on.
  std::optional<QByteArray> read(qint64 offset, qint64 size, std::size_t digest);
  bool hasLost() const { return hasLost_; }

 private:
  QTemporaryFile file_;
  qint64 end_ = 0;
  bool hasLost_ = false;
};

/// Bytes that lie in memory, or in a file once spill() has moved them there. They are read alike.
class StoredBytes {
 public:
  StoredBytes() = default;
  explicit StoredBytes(QByteArray bytes) : bytes_(std::move(bytes)) {}

  /// std::nullopt when the file lost them.
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
