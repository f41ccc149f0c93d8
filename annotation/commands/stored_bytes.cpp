#include "annotation/commands/stored_bytes.h"

namespace uptake {

qint64 SpillFile::write(const QByteArray& bytes) {
  if (!file_.isOpen() && !file_.open()) return -1;
  const qint64 offset = end_;
  if (!file_.seek(offset) || file_.write(bytes) != bytes.size() || !file_.flush()) return -1;
  end_ += bytes.size();
  return offset;
}

std::optional<QByteArray> SpillFile::read(qint64 offset, qint64 size, std::size_t digest) {
  QByteArray bytes;
  if (file_.seek(offset)) bytes = file_.read(size);
  if (bytes.size() == size && digestOf(bytes) == digest) return bytes;
  hasLost_ = true;
  return std::nullopt;
}

std::size_t StoredBytes::spill(const std::shared_ptr<SpillFile>& file) {
  if (file_ || bytes_.isEmpty()) return 0;
  const qint64 offset = file->write(bytes_);
  if (offset < 0) return 0;
  const std::size_t freed = memory();
  file_ = file;
  offset_ = offset;
  size_ = bytes_.size();
  digest_ = SpillFile::digestOf(bytes_);
  bytes_ = {};
  return freed;
}

}  // namespace uptake
