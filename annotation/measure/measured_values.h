#pragma once

#include "annotation/measure/peak.h"
#include "annotation/measure/region_statistics.h"

namespace uptake {

/// What a CT and a PET hold in an ellipse or a sphere, each on its own voxels and in its own unit; nothing
/// where there is no such image. Distances and angles hold nothing.
struct MeasuredValues {
  std::optional<RegionStatistics> ct;
  std::optional<RegionStatistics> pet;
  std::optional<Peak> petPeak;  ///< of a sphere

  /// A slice that was still to be read stood in the way.
  bool isWaiting() const;
};

/// Either image may be null. Cancelled when `control` says so.
Result<MeasuredValues> measureImages(const Measurement& measurement, const Volume* ct, const Volume* pet,
                                     const JobControl& control);

/// About how many voxels measureImages() reads: whether it can be waited for.
double measuringEffort(const Measurement& measurement, const Volume* ct, const Volume* pet);

}  // namespace uptake
