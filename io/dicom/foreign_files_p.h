#pragma once

#include "io/dicom/file_walk_p.h"
#include "io/dicom/instance_header_p.h"

#include <QString>

#include <vector>

namespace uptake::dicom {

/// Whether a file's name says that it is DICOM (".dcm", ".ima", also packed or half-copied: ".dcm.part").
bool hasDicomName(const QString& fileName);
/// Whether a name leaves open what a file is: it has no suffix, or one of digits as UIDs end with.
bool hasOpenName(const QString& fileName);

/// The files that should be DICOM and are not, with what they hold instead: those with a DICOM name, and
/// those among DICOM files that are named like them. Others in a folder (tables, pictures, texts) are
/// expected there. `readings` has one entry for each of the first files.
std::vector<FileProblem> foreignFiles(const std::vector<FoundFile>& files,
                                      const std::vector<HeaderReading>& readings);

}  // namespace uptake::dicom
