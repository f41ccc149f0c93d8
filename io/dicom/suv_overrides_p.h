#pragma once

#include "io/dicom/pet_values.h"

namespace uptake::dicom {

/// Replaces the values that the user overrides, and records each in `edits`. Differences between the files of
/// the series in an overridden value no longer count.
PetValues withOverrides(PetValues values, const SuvOverrides& overrides, std::vector<SuvInput>& edits);

/// The shortest text that parses to the same number.
QString exactText(double value);

}  // namespace uptake::dicom
