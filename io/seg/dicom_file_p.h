#pragma once

#include "core/error.h"
#include "core/jobs/job_runner.h"

#include <QString>

class DcmFileFormat;

namespace uptake::seg {

/// Writes a DICOM file (explicit VR little endian) to a temporary file in the same folder and renames it when
/// it is complete. Creates missing folders.
Result<void> saveDicom(DcmFileFormat& format, const QString& file, JobControl& control);

}  // namespace uptake::seg
