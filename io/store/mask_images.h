#pragma once

#include "io/store/stored_masks.h"

#include <memory>
#include <vector>

namespace uptake {

// Masks of a case of image files that are no DICOM. Each is a label image on its image's own voxels, in the
// order of the image's file, in the annotation folder under the path that the case's mask has in the opened
// folder, so that "Masks" can be copied over that:
//
//     Masks/labelsTr/fdg_1.nii.gz       the first mask of the case; others are "fdg_1 (2).nii.gz", …
//     Masks/labelsTr/fdg_1.json         what the label image cannot say
//
//     {"format": "uptake-mask", "version": 1, "case": "labelsTr/fdg_1", "image":
//     "imagesTr/fdg_1_0001.nii.gz",
//      "name": "Lesions", "creator": "…", "made_from": "labelsTr/fdg_1.nii.gz", "saved": "2026-…Z",
//      "lesions": [{"value": 1, "name": "…", "colour": "#rrggbb", "algorithm": "MANUAL", …}]}
//
// "made_from" names the label image of the opened folder that it is an edited version of, in the place of
// which it is read. A mask without voxels is written, too: it says that there is no lesion.

/// readMasks() (stored_masks.h) of such a case: those of the annotation folder and the true masks of the
/// opened folder (StudyEntry::maskFiles). The studies' slices need not be expanded.
Result<StoredMasks> readMaskImages(const StudyEntry& study, const AnnotationFolder& folder,
                                   JobControl& control);

/// planMasks() of such a case.
void planMaskImages(SaveTransaction& save, const StudyEntry& study, std::vector<MaskLayer> masks,
                    const std::shared_ptr<MaskPlaces>& places);

/// The JSON file beside a label image.
QString maskRecordOf(const QString& labelImage);

/// The labels on the voxels of an image's file, in their order; unchanged where no image of the study has
/// their grid.
Result<LabelMap> labelsInFileOrder(const LabelMap& labels, const StudyEntry& study);

}  // namespace uptake
