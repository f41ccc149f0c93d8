#include "annotation/measure/measured_values.h"

#include <numbers>

namespace uptake {

bool MeasuredValues::isWaiting() const {
  return (ct && ct->state == RegionState::SliceReading) || (pet && pet->state == RegionState::SliceReading);
}

Result<MeasuredValues> measureImages(const Measurement& measurement, const Volume* ct, const Volume* pet,
                                     const JobControl& control) {
  MeasuredValues values;
  const auto measure = [&](const Volume* image) -> std::optional<RegionStatistics> {
    if (!image) return std::nullopt;
    if (measurement.kind == MeasurementKind::Ellipse) return ellipseStatistics(measurement, *image, control);
    if (measurement.kind == MeasurementKind::Sphere) return sphereStatistics(measurement, *image, control);
    return std::nullopt;
  };
  values.ct = measure(ct);
  values.pet = measure(pet);
  if (measurement.kind == MeasurementKind::Sphere && values.pet && values.pet->state == RegionState::Measured)
    values.petPeak = spherePeak(measurement, *pet, control);
  if (control.isCancelled()) return JobControl::cancelledError();
  return values;
}

double measuringEffort(const Measurement& measurement, const Volume* ct, const Volume* pet) {
  double effort = 0.0;
  for (const Volume* image : {ct, pet}) {
    if (!image) continue;
    const double voxel = image->grid().spacing().prod();
    if (measurement.kind == MeasurementKind::Ellipse) {
      const double step = image->grid().spacing().minCoeff();
      effort += areaMm2(measurement) * 4.0 / std::numbers::pi / (step * step);
    } else if (measurement.kind == MeasurementKind::Sphere) {
      constexpr double kPeakMm3 = 2000.0;  // with the voxels that lie in it in part
      const double count = volumeMl(measurement) * 1000.0 / voxel;
      effort += 2.0 * count + (image == pet ? count * kPeakMm3 / voxel : 0.0);
    }
  }
  return effort;
}

}  // namespace uptake
