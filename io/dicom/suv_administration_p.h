#pragma once

#include "core/units.h"
#include "io/dicom/suv_collector_p.h"
#include "io/dicom/suv_times_p.h"

#include <optional>

namespace uptake::dicom {

/// A longer uptake time is taken for a wrong date: after six half-lives 1.6 % of the dose is left, too little
/// to image. For F-18 that is 11 h, less than an error of AM and PM (12 h) or of a day.
inline constexpr double kLongestUptakeHalfLives = 6.0;
/// How long after the start of the scan the tracer may be administered, s: a dynamic acquisition is started
/// some minutes before.
inline constexpr double kLatestAdministration = 300.0;

/// When the tracer was administered, on the clock of `reference`. Writes inputs and warnings to `scale`.
/// `std::nullopt` when refused. The plausibility of the uptake time is not checked here.
std::optional<StatedMoment> administrationTime(const PetValues& values, const SeriesTimes& times,
                                               Seconds halfLife, const StatedMoment& reference,
                                               SuvScale& scale);

}  // namespace uptake::dicom
