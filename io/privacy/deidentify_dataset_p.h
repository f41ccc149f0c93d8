#pragma once

#include "io/privacy/deidentification.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>

namespace uptake::privacy {

/// De-identifies a SEG that this program wrote, and states it in the dataset (Patient Identity Removed,
/// De-identification Method and its codes).
void deidentify(DcmItem& dataset, const Deidentification& deidentification);

}  // namespace uptake::privacy
