#pragma once

#include "io/dicom/volume_loader.h"

namespace uptake::dicom {

/// loadSlices() of a series with SeriesEntry::resampling: reads the stored slices the usual way, then fills
/// `volume`. Target slices in gaps, and those that need a slice that cannot be read, become Missing.
Result<std::vector<FileProblem>> loadResampled(const SeriesEntry& series, Volume& volume, JobControl& control,
                                               const std::function<void(int)>& published,
                                               QStringList* remarks);

}  // namespace uptake::dicom
