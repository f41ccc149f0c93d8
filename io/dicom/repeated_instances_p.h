#pragma once

#include "io/dicom/instance_header_p.h"

#include <QStringList>

#include <vector>

namespace uptake::dicom {

/// Leaves out files of a series that are copies of others: with one SOP Instance UID, equal headers and equal
/// pixels, as far as samples of them tell. Files that only share the UID all stay. Returns what is to be
/// said.
QStringList leaveOutCopies(std::vector<InstanceHeader>& headers);

}  // namespace uptake::dicom
