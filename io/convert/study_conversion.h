#pragma once

#include "core/error.h"
#include "core/jobs/job_runner.h"
#include "io/convert/stored_image.h"
#include "io/dicom/image_pair.h"
#include "io/dicom/study_index.h"
#include "io/store/annotation_folder.h"

#include <QJsonObject>
#include <QStringList>

#include <optional>

namespace uptake {

/// How PET becomes SUV.
enum class SuvRule {
  /// Uptake's own, see computeSuv(); with what a person corrected in the annotation folder.
  Ours,
  /// As tcia_dicom_to_nifti.py of lab-midas/TCIA_processing, which made the NIfTI files of the collection
  /// FDG-PET-CT-Lesions: 1000 × PatientWeight ÷ (dose × 0.5^(t ÷ half-life)), with t from
  /// RadiopharmaceuticalStartTime to the AcquisitionTime of one file, both as times of the day. The script
  /// takes the file that its folder lists first; here that is the first by name. Only for BQML.
  Tcia,
};

/// The images of a PET/CT study as the collection FDG-PET-CT-Lesions has them.
struct ConvertedStudy {
  StoredImage ct;                  ///< HU; int16, or float32 where the HU are not whole numbers
  StoredImage pet;                 ///< in the file's unit, float32
  StoredImage suv;                 ///< SUVbw, float32
  StoredImage ctOnPet;             ///< CTres: the CT on the PET's voxels, float32, −1024 outside
  std::optional<StoredImage> seg;  ///< uint8 on the PET's voxels: 1 in every lesion, else 0
  QJsonObject record;              ///< what they were made from, for the record
  QStringList warnings;
};

/// Reads and converts a study. `pair` names its CT and PET; where the mask was drawn on another PET of the
/// study, that PET is taken, and the CT that goes with it. The mask is the one that lies in the study, or
/// that a person made of it in `annotations`, or nothing with a warning; a mask drawn on other voxels is
/// resampled (nearest), with a warning. PET slices that lie wholly beyond the CT, from head to foot, are told
/// of in a warning.
///
/// Fails when the SUV is refused, a slice is missing or unreadable, a mask cannot be read, or there are
/// several masks and none says that it stands for the others; the message names what to do.
Result<ConvertedStudy> convertStudy(const StudyEntry& study, const ImagePair& pair,
                                    const AnnotationFolder& annotations, SuvRule rule, JobControl& control);

}  // namespace uptake
