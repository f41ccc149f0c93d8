#pragma once

#include "io/dicom/study_index.h"

namespace uptake {

/// SEG and RTSTRUCT: series that are no images but lie on some.
bool isMaskSeries(const SeriesEntry& series);

}  // namespace uptake
