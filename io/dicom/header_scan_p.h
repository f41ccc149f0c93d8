#pragma once

#include "core/jobs/job_runner.h"
#include "io/dicom/file_walk_p.h"
#include "io/dicom/instance_header_p.h"

#include <functional>
#include <vector>

namespace uptake::dicom {

/// Called from time to time while headers are being read, by one thread at a time, when the first `count`
/// entries of `readings` are complete. The other entries must not be accessed.
using HeadersSoFar = std::function<void(const std::vector<HeaderReading>& readings, std::size_t count)>;

/// The headers of files, in the order of `files`: from the cache if the file did not change since, else read
/// by the reader processes in about that order. When cancelled, the result is incomplete and `soFar` is
/// called a last time. Headers that were read are cached in either case.
std::vector<HeaderReading> readHeaders(const std::vector<FoundFile>& files, JobControl& control,
                                       const HeadersSoFar& soFar);

}  // namespace uptake::dicom
