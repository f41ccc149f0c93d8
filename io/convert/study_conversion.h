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

/// How SUVs are computed.
enum class SuvRule {
  /// As computeSuv() does, with the corrections in the annotation folder.
  Uptake,
  /// As tcia_dicom_to_nifti.py of lab-midas/TCIA_processing does, which made the NIfTI files of the
  /// collection FDG-PET-CT-Lesions: 1000 × PatientWeight ÷ (dose × 0.5^(t ÷ half-life)), with t from
  /// RadiopharmaceuticalStartTime to the AcquisitionTime of one file, both as times of day. The script takes
  /// the file that its folder lists first; here that is the first by name. Only for BQML.
  Tcia,
};

/// The images of a PET/CT study in the form of the collection FDG-PET-CT-Lesions.
struct ConvertedStudy {
  StoredImage ct;                  ///< HU; int16, or float32 when the HU are not whole numbers
  StoredImage pet;                 ///< in the file's unit, float32
  StoredImage suv;                 ///< SUVbw, float32
  StoredImage ctOnPet;             ///< CTres: the CT on the PET's voxels, float32, −1024 outside
  std::optional<StoredImage> seg;  ///< uint8 on the PET's voxels: 1 in every lesion, else 0
  QJsonObject record;              ///< what the images were made from
  QStringList warnings;
};

/// Reads and converts a study. `pair` is its CT and PET; if the mask was drawn on another PET of the study,
/// that PET and its CT are taken. The mask is that of the study, or its edited version in `annotations`;
/// without a mask there is a warning. A mask on another voxel grid is resampled (nearest neighbour), with a
/// warning. PET slices beyond the head or foot end of the CT are reported in a warning.
///
/// Fails when SUVs are refused, a slice is missing or unreadable, a mask cannot be read, or there are several
/// masks of which none is the successor of the others. The message says what the user can do.
Result<ConvertedStudy> convertStudy(const StudyEntry& study, const ImagePair& pair,
                                    const AnnotationFolder& annotations, SuvRule rule, JobControl& control);

}  // namespace uptake
