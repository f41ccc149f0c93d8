#pragma once

#include "core/error.h"
#include "core/geometry/image_grid.h"

#include <QString>

/// What a reader process does for readValueImage().
namespace uptake::in_process {

Result<ImageGrid> gridOfValueImage(const QString& file);
/// Writes the values, float, in the file's order, into the shared memory.
Result<void> readValueImage(const QString& file, const QString& bufferKey);

}  // namespace uptake::in_process
