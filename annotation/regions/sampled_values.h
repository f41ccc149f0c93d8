#pragma once

#include "core/volume/image_kind.h"
#include "core/volume/volume.h"

namespace uptake {

/// What an image says about the voxels of a grid, its own or another: the value of the image's voxel whose
/// cell holds the centre of the grid's voxel. Nothing is interpolated, so that a range means the values that
/// the image stores. The image must outlive it.
class SampledValues {
 public:
  enum class State {
    Value,
    Nothing,  ///< outside the image, or in a slice that is missing
    Reading,  ///< in a slice that is still to be read
  };
  struct Sample {
    State state = State::Nothing;
    double value = 0.0;  ///< in the image's unit; only with State::Value
  };

  SampledValues(const Volume& image, const ImageGrid& grid);

  /// `index` of the grid.
  Sample at(const Eigen::Vector3i& index) const;

 private:
  const Volume& image_;
  ImageGrid grid_;
  bool sameGrid_;
};

/// Values from `low` to `high`, both included, of one of a case's images.
struct ValueRange {
  ImageKind image = ImageKind::Pet;
  double low = 0.0;  ///< SUV or HU
  double high = 0.0;
  bool contains(double value) const { return value >= low && value <= high; }
  bool operator==(const ValueRange&) const = default;
};

}  // namespace uptake
