#pragma once

#include "io/dicom/file_walk_p.h"
#include "io/dicom/instance_header_p.h"

#include <QString>

#include <vector>

namespace uptake::dicom {

/// Whether a file's name says that it is DICOM (".dcm", ".ima", also packed or half-copied: ".dcm.part").
bool hasDicomName(const QString& fileName);
/// Whether a file's name says nothing about its format: it has no suffix, or a numeric one as a UID has.
bool hasOpenName(const QString& fileName);

/// The files that are expected to be DICOM and are not, with what they hold instead: files with a DICOM name,
/// and files named like the DICOM files of their folder. Other files of a folder (tables, pictures, texts)
/// are ordinary. `readings[i]` belongs to `files[i]`; it may be shorter than `files`.
std::vector<FileProblem> foreignFiles(const std::vector<FoundFile>& files,
                                      const std::vector<HeaderReading>& readings);

}  // namespace uptake::dicom
