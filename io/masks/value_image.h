#pragma once

#include "core/error.h"
#include "core/jobs/job_runner.h"
#include "core/volume/volume.h"

#include <QString>

#include <memory>

namespace uptake {

/// Reads the numbers of an image file (NIfTI, NRRD, MetaImage), after the file's slope and intercept, on its
/// own grid. The file does not say what they are: `unit` and `unitLabel` do. Values that are no number
/// become 0. FileUnreadable, NotSupported or Inconsistent as readLabelImage(); NotSupported for several
/// images in one file.
Result<std::shared_ptr<Volume>> readValueImage(const QString& file, ValueUnit unit, const QString& unitLabel,
                                               const JobControl& control);

}  // namespace uptake
