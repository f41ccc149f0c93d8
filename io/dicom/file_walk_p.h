#pragma once

#include "core/jobs/job_runner.h"
#include "io/dicom/study_index.h"

#include <QStringList>

#include <vector>

namespace uptake::dicom {

/// The files below some paths, each once, in a fixed order.
struct FileWalk {
  QStringList candidates;  ///< may be DICOM
  QStringList vocFiles;    ///< .xml
  std::vector<FileProblem> problems;
  int existingRoots = 0;
};

/// Walks files and folders by name. Links are followed; what was seen under another name is not seen again,
/// so loops end.
FileWalk walkFiles(const QStringList& paths, JobControl& control);

}  // namespace uptake::dicom
