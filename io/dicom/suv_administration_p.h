#pragma once

#include "core/units.h"
#include "io/dicom/suv_collector_p.h"
#include "io/dicom/suv_times_p.h"

#include <optional>

namespace uptake::dicom {

/// After six half-lives 1.6 % of the dose is left: too little to image, so a longer uptake is a wrong date.
/// For F-18 that is 11 h, below the 12 h of an AM/PM slip and the 24 h of a wrong day.
inline constexpr double kLongestUptakeHalfLives = 6.0;
/// A dynamic acquisition is started first and the tracer given then, within some minutes, s.
inline constexpr double kLatestAdministration = 300.0;

/// When the tracer was given, on the clock of `reference`; writes inputs and warnings. Nothing when refused.
/// It may still be implausible.
std::optional<StatedMoment> administrationTime(const PetValues& values, const SeriesTimes& times,
                                               Seconds halfLife, const StatedMoment& reference,
                                               SuvScale& scale);

}  // namespace uptake::dicom
