#pragma once

#include "annotation/compare/mask_agreement.h"

#include <QByteArray>

#include <map>
#include <mutex>
#include <optional>
#include <span>

namespace uptake {

/// Surface distances of one pair of masks that were computed already, by the voxels of both sets: a stroke on
/// one lesion leaves those of all others as they were. Every member may be called from any thread.
class SurfaceMemory {
 public:
  /// A digest of the voxels, whatever the numbers of their parts.
  static QByteArray keyOf(std::span<const VoxelRun> truth, std::span<const VoxelRun> predicted);

  std::optional<SurfaceDistance> find(const QByteArray& key) const;
  void keep(const QByteArray& key, const SurfaceDistance& distance);

 private:
  mutable std::mutex mutex_;
  std::map<QByteArray, SurfaceDistance> known_;
};

}  // namespace uptake
