#pragma once

#include "core/units.h"
#include "io/dicom/dicom_time_p.h"
#include "io/dicom/pet_values.h"

#include <QString>

#include <optional>
#include <vector>

namespace uptake::dicom {

/// Collects what a SUV scale rests on while it is worked out.
class SuvEvidence {
 public:
  explicit SuvEvidence(SuvScale& scale) : scale_(scale) {}
  void use(const char* keyword, const char* tag, const QString& value);
  void warn(const QString& text) { scale_.warnings.append(text); }
  void step(const QString& name, const QString& expression, const QString& result) {
    scale_.steps.push_back({name, expression, result});
  }
  /// Notes the reason and returns false, so that a rule can end with it.
  bool refuse(const QString& reason);

 private:
  SuvScale& scale_;
};

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
