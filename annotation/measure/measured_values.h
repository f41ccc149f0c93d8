#pragma once

#include "annotation/measure/peak.h"
#include "annotation/measure/region_statistics.h"

namespace uptake {

/// What a CT and a PET hold in an ellipse or a sphere, each on its own voxels and in its own unit;
/// std::nullopt where there is no such image, and for distances and angles.
struct MeasuredValues {
  std::optional<RegionStatistics> ct;
  std::optional<RegionStatistics> pet;
  std::optional<Peak> petPeak;  ///< of a sphere

  /// A number is missing because a slice is still to be read.
  bool isWaiting() const;
};

/// Either image may be null. Cancelled when `control` says so.
Result<MeasuredValues> measureImages(const Measurement& measurement, const Volume* ct, const Volume* pet,
                                     const JobControl& control);

/// About how many voxels measureImages() would read, to decide whether it can be waited for.
double measuringEffort(const Measurement& measurement, const Volume* ct, const Volume* pet);

}  // namespace uptake
