#pragma once

#include "io/dicom/instance_header_p.h"
#include "io/dicom/study_index.h"

#include <vector>

namespace uptake::dicom {

/// The entries of one series: one for each group of images that belong together as a volume, the largest
/// first. All headers must have the same SeriesInstanceUID; their order does not matter.
std::vector<SeriesEntry> buildSeries(std::vector<InstanceHeader> headers);

}  // namespace uptake::dicom
