#pragma once

#include "core/error.h"
#include "core/jobs/job_runner.h"
#include "io/dicom/study_index.h"
#include "io/privacy/deidentification.h"
#include "io/store/annotation_store.h"

namespace uptake {

/// What to write without what identifies the patient: a snapshot that a job can own.
struct DeidentifiedExport {
  AnnotationFolder folder{QString()};  ///< no file that is there is replaced
  Deidentification how;
  StudyEntry study;
  std::vector<Box> boxes;
  std::vector<BoxLink> boxLinks;
  std::vector<MaskLayer> masks;
  std::vector<Measurement> measurements;
};

/// Writes masks (SEG), boxes (VOC), which of them were joined or set apart by hand, and measurements (JSON).
/// Names, identifiers, dates and free text are in none of them, nor in the names of files and folders. Masks
/// without a voxel are left out, with a note.
Result<SaveReport> exportDeidentified(const DeidentifiedExport& request, JobControl& control);

}  // namespace uptake
