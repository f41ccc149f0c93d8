#pragma once

#include "io/dicom/functional_groups_p.h"
#include "io/dicom/pet_values.h"

#include <memory>

namespace uptake::dicom {

/// The PET values of a single-frame file, with one entry in `slices`.
PetValues readPetValues(DcmItem& dataset);

/// The PET values of one frame of an enhanced PET (PS3.3 A.56), converted to the attributes and units of a
/// single-frame file. `common` is the result of readPetValues() for the file, `rescale` that of
/// frameRescale() for the frame.
PetValues framePetValues(const PetValues& common, DcmItem& dataset, const FrameGroups& groups,
                         const std::optional<FrameRescale>& rescale);

}  // namespace uptake::dicom
