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

/// An empty volume for a series: grid, type and unit are set, every slice is Pending (gaps are Missing). CT
/// in whole HU is int16, anything else float32. PET with a valid scale is in SUVbw, otherwise in the file's
/// unit. NotSupported with the series' refusal when it is no volume.
Result<std::shared_ptr<Volume>> allocateVolume(const SeriesEntry& series);

/// Has the pixels of all pending slices read into `volume` by the reader processes, starting with
/// `firstSlice` and going outwards, and publishes each. A slice that cannot be read becomes Missing at the
/// end and is named in the result. `published` is called on a worker thread after each slice. What should be
/// known about the values of slices that were read goes into `remarks`. Fails only when cancelled.
Result<std::vector<FileProblem>> loadSlices(const SeriesEntry& series, Volume& volume, int firstSlice,
                                            JobControl& control,
                                            const std::function<void(int)>& published = {},
                                            QStringList* remarks = nullptr);

}  // namespace uptake
