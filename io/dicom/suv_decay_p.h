#pragma once

#include "core/units.h"
#include "io/dicom/pet_values.h"

#include <QString>

#include <optional>
#include <vector>

namespace uptake::dicom {

/// The decay of the dose up to the moment that the pixel values are corrected to.
struct DecayedDose {
  double factor = 1.0;  ///< remaining dose ÷ administered dose: 2^(−uptake time ÷ half-life) for START
  QString expression;   ///< the factor with its numbers; empty when it is 1
  /// DecayCorrection NONE only: what corrects the values of each slice to the administration, λT/(1 − e^−λT)
  /// · e^(λ (t_acq − t_adm)) with T the frame duration; NaN in gaps.
  std::vector<double> sliceFactors;
};

/// Applies the rule for the value of DecayCorrection (START, ADMIN, NONE; QIBA vendor-neutral pseudo-code).
/// Writes branch, inputs, steps, cross-check and warnings to `scale`. `std::nullopt` when refused.
std::optional<DecayedDose> decayDose(const PetValues& values, Seconds halfLife, SuvScale& scale);

}  // namespace uptake::dicom
