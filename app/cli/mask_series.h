#pragma once

#include "io/dicom/study_index.h"

#include <QString>

#include <optional>

namespace uptake::cli {

/// The one volume series in a folder, for commands that put a mask on it. Otherwise says on standard error
/// what there is, and sets `exitCode`.
std::optional<SeriesEntry> onlyVolumeSeries(const QString& folder, int& exitCode);

}  // namespace uptake::cli
