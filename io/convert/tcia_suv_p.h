#pragma once

#include "core/error.h"
#include "io/dicom/study_index.h"

namespace uptake::convert {

/// The factor of SuvRule::Tcia. Inconsistent names the value that is missing.
Result<double> tciaSuvFactor(const SeriesEntry& pet);

}  // namespace uptake::convert
