#pragma once

#include "io/dicom/suv_collector_p.h"
#include "io/dicom/suv_times_p.h"

#include <optional>

namespace uptake::dicom {

/// The largest relative difference in values between two references that is tolerated without a warning.
inline constexpr double kReferenceTolerance = 0.005;

/// The earliest acquisition and the attribute that states it. `times.first` must be valid.
StatedMoment firstAcquisition(const PetValues& values, const SeriesTimes& times);
/// Records the earliest acquisition as an input; refuses when a slice has none.
bool useAcquisition(const PetValues& values, const SeriesTimes& times, SuvCollector& evidence);

/// The moment that the values are decay corrected to when DecayCorrection is START (QIBA vendor-neutral
/// pseudo-code). `lambda` is the decay constant, 1/s. Writes branch, inputs and warnings to `scale`.
/// `std::nullopt` when refused.
std::optional<StatedMoment> decayReference(const PetValues& values, const SeriesTimes& times, double lambda,
                                           SuvScale& scale);

}  // namespace uptake::dicom
