#pragma once

#include "core/jobs/job_runner.h"
#include "io/dicom/file_walk_p.h"
#include "io/dicom/instance_header_p.h"

#include <functional>
#include <vector>

namespace uptake::dicom {

/// Hears, while headers are being read, that those of the first `count` files are there: now and then, from
/// one thread at a time. May look at those only.
using HeadersSoFar = std::function<void(const std::vector<HeaderReading>& readings, std::size_t count)>;

/// The headers of files, one a file in the same order: from the cache where the file did not change since,
/// else read by the reader processes, in about that order. Incomplete when cancelled; `soFar` is then called
/// a last time. Files whose headers were read are remembered in either case.
std::vector<HeaderReading> readHeaders(const std::vector<FoundFile>& files, JobControl& control,
                                       const HeadersSoFar& soFar);

}  // namespace uptake::dicom
