#pragma once

#include "core/error.h"
#include "io/dicom/study_index.h"

namespace uptake::convert {

/// The factor from Bq/ml to SUV by SuvRule::Tcia. Inconsistent, naming the value, when one is missing.
Result<double> tciaSuvFactor(const SeriesEntry& pet);

}  // namespace uptake::convert
