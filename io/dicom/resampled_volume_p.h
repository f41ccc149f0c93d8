#pragma once

#include "io/dicom/volume_loader.h"

namespace uptake::dicom {

/// Does what loadSlices() does for a series with SeriesEntry::resampling: reads the stored slices, then
/// interpolates `volume` from them. Target slices in gaps, and those that need a slice that cannot be read,
/// become Missing.
Result<std::vector<FileProblem>> loadResampled(const SeriesEntry& series, Volume& volume, JobControl& control,
                                               const std::function<void(int)>& published,
                                               QStringList* remarks);

}  // namespace uptake::dicom
