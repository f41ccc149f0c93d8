#pragma once

#include "core/jobs/job_runner.h"
#include "io/dicom/file_walk_p.h"
#include "io/dicom/instance_header_p.h"

#include <vector>

namespace uptake::dicom {

/// The headers of files, one a file in the same order: from the cache where the file did not change since,
/// else read by the reader processes. Incomplete when cancelled.
std::vector<HeaderReading> readHeaders(const std::vector<FoundFile>& files, JobControl& control);

}  // namespace uptake::dicom
