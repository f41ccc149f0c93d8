#pragma once

#include "io/dicom/instance_header_p.h"
#include "io/dicom/study_index.h"

#include <vector>

namespace uptake::dicom {

/// The entries of one SeriesInstanceUID: what belongs together as a volume in each, the largest first. All
/// headers must have that UID; their order does not matter.
std::vector<SeriesEntry> buildSeries(std::vector<InstanceHeader> headers);

}  // namespace uptake::dicom
