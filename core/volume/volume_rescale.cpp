#include "core/volume/volume_rescale.h"

#include <QCoreApplication>

#include <algorithm>

namespace uptake {

Result<std::shared_ptr<Volume>> rescaledVolume(const Volume& volume, const std::vector<double>& sliceFactors,
                                               ValueUnit unit, const QString& unitLabel,
                                               JobControl& control) {
  const int slices = volume.grid().size().z();
  if (volume.type() != VoxelType::Float32 || sliceFactors.size() != static_cast<std::size_t>(slices))
    return Error{ErrorKind::Inconsistent,
                 QCoreApplication::translate("uptake::Volume", "%1 factors for %2 slices of float values.")
                     .arg(sliceFactors.size())
                     .arg(slices),
                 {}};
  auto created =
      Volume::create(volume.grid(), VoxelType::Float32, unit, unitLabel, volume.source(), volume.fillValue());
  if (!created) return created;
  const auto sliceSize = static_cast<std::size_t>(volume.grid().sliceVoxelCount());
  for (int k = 0; k < slices; ++k) {
    if (control.isCancelled()) return JobControl::cancelledError();
    const Volume::SliceState state = volume.sliceState(k);
    if (state == Volume::SliceState::Loaded) {
      const double factor = sliceFactors[static_cast<std::size_t>(k)];
      const auto from =
          volume.voxels<float>().subspan(static_cast<std::size_t>(volume.grid().offset(0, 0, k)), sliceSize);
      std::ranges::transform(from, (*created)->sliceVoxels<float>(k).begin(),
                             [factor](float value) { return static_cast<float>(value * factor); });
    }
    if (state != Volume::SliceState::Pending) (*created)->publishSlice(k, state);
    control.setProgress(k + 1, slices);
  }
  return created;
}

}  // namespace uptake
