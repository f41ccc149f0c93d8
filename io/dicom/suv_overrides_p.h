#pragma once

#include "io/dicom/pet_values.h"

namespace uptake::dicom {

/// The values with what a person corrected in the place of the file's, as text; each is noted in `edits`. A
/// difference between slices in what was corrected is gone.
PetValues withOverrides(PetValues values, const SuvOverrides& overrides, std::vector<SuvInput>& edits);

/// A number the shortest way that reads back the same.
QString exactText(double value);

}  // namespace uptake::dicom
