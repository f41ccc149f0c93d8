#include "annotation/compare/surface_memory.h"

#include <QCryptographicHash>

namespace uptake {

namespace {

/// Old ones are of shapes that came and went while drawing.
constexpr std::size_t kMostKnown = 20'000;

void add(QCryptographicHash& hash, std::span<const VoxelRun> runs) {
  for (const VoxelRun& run : runs) {
    const qint64 numbers[] = {run.first, run.length};
    hash.addData(QByteArray::fromRawData(reinterpret_cast<const char*>(numbers), sizeof(numbers)));
  }
}

}  // namespace

QByteArray SurfaceMemory::keyOf(std::span<const VoxelRun> truth, std::span<const VoxelRun> predicted) {
  QCryptographicHash hash(QCryptographicHash::Sha1);
  add(hash, truth);
  hash.addData(QByteArray("/"));
  add(hash, predicted);
  return hash.result();
}

std::optional<SurfaceDistance> SurfaceMemory::find(const QByteArray& key) const {
  const std::lock_guard lock(mutex_);
  const auto found = known_.find(key);
  return found == known_.end() ? std::nullopt : std::optional(found->second);
}

void SurfaceMemory::keep(const QByteArray& key, const SurfaceDistance& distance) {
  const std::lock_guard lock(mutex_);
  if (known_.size() >= kMostKnown) known_.clear();
  known_.insert_or_assign(key, distance);
}

}  // namespace uptake
