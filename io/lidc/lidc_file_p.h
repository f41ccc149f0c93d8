#pragma once

#include "io/lidc/lidc_file.h"

namespace uptake::in_process {

/// In this process; see uptake::readLidc().
Result<LidcFile> readLidc(const QString& file);

}  // namespace uptake::in_process
