#pragma once

#include "core/units.h"
#include "io/dicom/pet_values.h"

#include <QString>

#include <optional>
#include <vector>

namespace uptake::dicom {

/// How the dose decayed up to the moment that the pixel values are corrected to.
struct DecayedDose {
  double factor = 1.0;               ///< dose left = dose × factor
  QString expression;                ///< the factor with its numbers; empty when it is 1
  std::vector<double> sliceFactors;  ///< DecayCorrection NONE: value × this, per slice, is at administration;
                                     ///< NaN in gaps
};

/// Applies the rule that DecayCorrection names (START, ADMIN, NONE); writes branch, inputs, steps,
/// cross-check and warnings. Nothing when refused.
std::optional<DecayedDose> decayDose(const PetValues& values, Seconds halfLife, SuvScale& scale);

}  // namespace uptake::dicom
