#pragma once

#include "io/privacy/deidentification.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>

namespace uptake::privacy {

/// Takes out of a segmentation that we wrote what identifies the patient, and says in it that this was done
/// (Patient Identity Removed, De-identification Method and its codes).
void deidentify(DcmItem& dataset, const Deidentification& how);

}  // namespace uptake::privacy
