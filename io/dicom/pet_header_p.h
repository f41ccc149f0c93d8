#pragma once

#include "io/dicom/functional_groups_p.h"
#include "io/dicom/pet_values.h"

#include <memory>

namespace uptake::dicom {

/// The PET values of a single-frame file, with one entry in `slices`.
PetValues readPetValues(DcmItem& dataset);

/// The same of one frame of an enhanced PET (PS3.3 A.56), under the names and in the units of a single-frame
/// one; `common` is what readPetValues() found. `rescale` is the frame's.
PetValues framePetValues(const PetValues& common, DcmItem& dataset, const FrameGroups& groups,
                         const std::optional<FrameRescale>& rescale);

}  // namespace uptake::dicom
