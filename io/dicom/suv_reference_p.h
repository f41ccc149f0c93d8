#pragma once

#include "io/dicom/suv_collector_p.h"
#include "io/dicom/suv_times_p.h"

#include <optional>

namespace uptake::dicom {

/// Two ways to the reference time may differ this much in the value before it is said.
inline constexpr double kReferenceTolerance = 0.005;

/// The earliest acquisition and what states it; only where there is one.
StatedMoment firstAcquisition(const PetValues& values, const SeriesTimes& times);
/// Notes the earliest acquisition; refuses when a slice has none.
bool useAcquisition(const PetValues& values, const SeriesTimes& times, SuvCollector& evidence);

/// What the values are decay corrected to when DecayCorrection is START; writes branch, inputs and warnings.
/// Nothing when refused. `lambda` is the decay constant, 1/s.
std::optional<StatedMoment> decayReference(const PetValues& values, const SeriesTimes& times, double lambda,
                                           SuvScale& scale);

}  // namespace uptake::dicom
