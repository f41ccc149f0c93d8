#include "annotation/regions/sampled_values.h"

namespace uptake {

SampledValues::SampledValues(const Volume& image, const ImageGrid& grid)
    : image_(image), grid_(grid), sameGrid_(grid.sameAs(image.grid())) {}

SampledValues::Sample SampledValues::at(const Eigen::Vector3i& index) const {
  const Eigen::Vector3i voxel =
      sameGrid_ ? index : image_.grid().nearestVoxel(grid_.toPatient(index.cast<double>()));
  if (image_.isColour() || !image_.grid().contains(voxel)) return {};
  switch (image_.sliceState(voxel.z())) {
    case Volume::SliceState::Loaded:
      return {State::Value, image_.value(voxel)};
    case Volume::SliceState::Pending:
      return {State::Reading, 0.0};
    case Volume::SliceState::Missing:
      break;
  }
  return {};
}

}  // namespace uptake
