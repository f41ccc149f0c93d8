#pragma once

#include "core/box/box.h"
#include "core/box/box_link.h"
#include "core/error.h"
#include "core/jobs/job_runner.h"
#include "core/mask/mask_layer.h"
#include "core/measure/measurement.h"
#include "io/dicom/study_index.h"
#include "io/privacy/deidentification.h"
#include "io/store/save_transaction.h"

namespace uptake {

/// The annotations to be exported without identifying the patient: a snapshot that a job can own.
struct DeidentifiedExport {
  AnnotationFolder folder{QString()};  ///< target; existing files are not replaced
  Deidentification how;
  StudyEntry study;
  std::vector<Box> boxes;
  std::vector<BoxLink> boxLinks;
  std::vector<MaskLayer> masks;
  std::vector<Measurement> measurements;
};

/// Writes masks (SEG), boxes (VOC), box links and measurements (JSON). Neither the files nor the names of
/// files and folders contain names, identifiers, dates or free text of the patient. Masks without a voxel are
/// left out, with a note.
Result<SaveReport> exportDeidentified(const DeidentifiedExport& request, JobControl& control);

}  // namespace uptake
