#pragma once

#include "io/dicom/instance_header_p.h"

#include <QStringList>

#include <vector>

namespace uptake::dicom {

/// Removes the headers of files that are copies of other files of the series: equal SOP Instance UIDs,
/// headers and samples of the pixels. Files that share only the UID are all kept. Returns warnings.
QStringList leaveOutCopies(std::vector<InstanceHeader>& headers);

}  // namespace uptake::dicom
