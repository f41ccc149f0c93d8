#pragma once

#include "core/jobs/job_runner.h"
#include "core/volume/volume.h"

#include <memory>
#include <vector>

namespace uptake {

/// A copy of a float volume in another unit: every value of slice k times `sliceFactors[k]`, multiplied in
/// double and rounded once. Slices that are not loaded stay as they are, and their factor is not looked at.
/// Inconsistent when the volume is not of float32 or the number of factors is not that of the slices;
/// NotSupported when there is no memory; Cancelled when `control` says so.
Result<std::shared_ptr<Volume>> rescaledVolume(const Volume& volume, const std::vector<double>& sliceFactors,
                                               ValueUnit unit, const QString& unitLabel, JobControl& control);

}  // namespace uptake
