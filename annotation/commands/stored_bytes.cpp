#include "annotation/commands/stored_bytes.h"

#include <stdexcept>

namespace uptake {

qint64 SpillFile::write(const QByteArray& bytes) {
  if (!file_.isOpen() && !file_.open()) return -1;
  const qint64 offset = end_;
  if (!file_.seek(offset) || file_.write(bytes) != bytes.size() || !file_.flush()) return -1;
  end_ += bytes.size();
  return offset;
}

QByteArray SpillFile::read(qint64 offset, qint64 size) {
  QByteArray bytes;
  if (file_.seek(offset)) bytes = file_.read(size);
  if (bytes.size() != size) throw std::runtime_error("the temporary file of the undo history is damaged");
  return bytes;
}

std::size_t StoredBytes::spill(const std::shared_ptr<SpillFile>& file) {
  if (file_ || bytes_.isEmpty()) return 0;
  const qint64 offset = file->write(bytes_);
  if (offset < 0) return 0;
  const std::size_t freed = memory();
  file_ = file;
  offset_ = offset;
  size_ = bytes_.size();
  bytes_ = {};
  return freed;
}

}  // namespace uptake
