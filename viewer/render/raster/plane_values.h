#pragma once

#include "core/volume/volume.h"
#include "viewer/render/screen_plane.h"
#include "viewer/render/slab_layers.h"
#include "viewer/state/view_state.h"

#include <memory>
#include <optional>
#include <vector>

namespace uptake {

/// What a plane (or slab) shows of a volume, as a lattice of values to be interpolated on the screen. On a
/// plane of stored voxels it is their layer, already interpolated or combined through the depth; on an
/// oblique plane it has a value a screen pixel. Kept until something that it depends on changes, so that
/// windowing samples nothing anew.
///
/// A slab on stored planes takes every layer of voxels that it cuts, its mean weighted by the part of them
/// inside. On oblique planes it is sampled about every smallest spacing, evenly.
///
/// Of a colour image it holds one channel (0 red, 1 green, 2 blue), 0 … 255; three of them make the picture.
class PlaneValues {
 public:
  explicit PlaneValues(int channel = 0) : channel_(channel) {}

  void setVolume(std::shared_ptr<const Volume> volume);
  const std::shared_ptr<const Volume>& volume() const { return volume_; }
  /// Slices were loaded since.
  void forget() { key_.reset(); }

  /// Samples the volume for a screen. False when none of it is in view.
  bool update(const ScreenPlane& screen, const Slab& slab, bool smooth);

  int columns() const { return columns_; }
  int rows() const { return rows_; }
  const LatticePlacement& placement() const { return placement_; }
  /// A row's values; NaN where the volume is not. One more follows the last, equal to it.
  const float* row(int row) const {
    return values_.data() + static_cast<std::ptrdiff_t>(row) * (columns_ + 1);
  }
  /// Whether some values within the columns are NaN because the volume ends there.
  bool hasHoles() const { return !key_ || !key_->axes; }

 private:
  struct Key {
    std::optional<PlaneAxes> axes;
    std::vector<SlabLayer> depths;
    Slab slab;
    bool smooth;
    Point corner;
    Eigen::Vector3d right, down;
    QSize size;
    bool operator==(const Key&) const = default;
  };

  /// Calls use(T()) with the type to read the voxels as.
  template <class Use>
  void withVoxels(Use use) const;
  template <class T>
  void extractLayers(const PlaneAxes& axes, const std::vector<SlabLayer>& depths, const Slab& slab);
  template <class T>
  void sampleOblique(const IndexPlane& index, const Slab& slab, bool smooth);

  int channel_ = 0;
  std::shared_ptr<const Volume> volume_;
  std::optional<Key> key_;
  int columns_ = 0;
  int rows_ = 0;
  LatticePlacement placement_;
  std::vector<float> values_;
};

}  // namespace uptake
