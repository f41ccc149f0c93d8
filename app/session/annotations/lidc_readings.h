#pragma once

#include "core/jobs/job_runner.h"
#include "core/mask/mask_layer.h"
#include "io/dicom/study_index.h"

#include <memory>
#include <vector>

namespace uptake {

/// The masks of LIDC's readers on a CT: of each the nodules, and the points.
struct LidcReaderMasks {
  QString reader;  ///< "LIDC reader 1": the files name none
  std::vector<std::unique_ptr<MaskLayer>> masks;
};

struct LidcReaders {
  std::vector<LidcReaderMasks> readers;
  std::vector<FileProblem> problems;
};

/// Reads a file onto the CT of the study that it is of: the series that it names, else the one that has most
/// of the images it names. Inconsistent when there is none.
Result<LidcReaders> readLidcOnto(const QString& file, const std::vector<SeriesEntry>& series,
                                 const JobControl& control);

/// Those of `files` that name the study or one of its series; problems are among the result's. Fails only
/// when cancelled.
Result<LidcReaders> readLidcOf(const QStringList& files, const StudyEntry& study, const JobControl& control);

}  // namespace uptake
