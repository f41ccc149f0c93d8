#pragma once

#include "core/error.h"
#include "core/jobs/job_runner.h"
#include "core/volume/volume.h"
#include "io/dicom/study_index.h"

#include <QStringList>

#include <functional>
#include <memory>
#include <vector>

namespace uptake {

/// Allocates the volume of a series with its grid, type and unit. Every slice is Pending, gaps are Missing.
/// CT in whole HU is int16, pictures in colour are Rgb8, anything else is float32. PET with a valid SUV scale
/// is in SUVbw, otherwise in the file's unit. NotSupported, with the series' refusal, when it is no volume.
Result<std::shared_ptr<Volume>> allocateVolume(const SeriesEntry& series);

/// Reads the pixels of all pending slices into `volume`, by the reader processes, from `firstSlice` outwards,
/// and publishes each. A slice that cannot be read becomes Missing at the end and is listed in the result.
/// `published(k)` is called on a worker thread after each slice. `remarks` gets warnings about the values of
/// slices that were read. Fails only when cancelled.
Result<std::vector<FileProblem>> loadSlices(const SeriesEntry& series, Volume& volume, int firstSlice,
                                            JobControl& control,
                                            const std::function<void(int)>& published = {},
                                            QStringList* remarks = nullptr);

}  // namespace uptake
