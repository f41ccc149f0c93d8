#pragma once

#include "core/volume/image_kind.h"
#include "core/volume/volume.h"

namespace uptake {

/// The values of an image at the voxels of a grid, its own or another: each is the value of the image's voxel
/// whose cell holds the centre of the grid's voxel. They are not interpolated, so that a range refers to the
/// values that the image stores. The image must outlive it.
class SampledValues {
 public:
  enum class State {
    Value,
    NoValue,  ///< outside the image, in a slice that is missing, or a colour
    Reading,  ///< in a slice that is still to be read
  };
  struct Sample {
    State state = State::NoValue;
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
  double low = 0.0;  ///< SUV or HU, or the image's own unit
  double high = 0.0;
  bool contains(double value) const { return value >= low && value <= high; }
  bool operator==(const ValueRange&) const = default;
};

}  // namespace uptake
