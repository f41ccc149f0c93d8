#pragma once

#include "io/collections/stated_files.h"
#include "io/dicom/study_index.h"

namespace uptake {

/// Finds the studies in files and folders, DICOM (scanStudies()) and image files that are no DICOM alike. A
/// folder of image files is recognised by its form, from names alone: FDG-PET-CT-Lesions (and what
/// `uptake-cli convert` writes), nnU-Net, HECKTOR, DEEP-PSMA, LUNA16, Medical Segmentation Decathlon; what is
/// left is grouped by its names. StudyIndex::forms says what was found.
///
/// `stated` holds before what the names say.
///
/// `soFar` is as in scanStudies(); of image files it gets all cases before their headers are read, but for
/// the first, which can be shown.
Result<StudyIndex> findStudies(const QStringList& paths, JobControl& control,
                               const std::function<void(StudyIndex)>& soFar = {},
                               const StatedFiles& stated = {});

/// Whether the name of an image file says that it is a CT, a PET or an MR image ("case_ct.nii.gz",
/// "SUV.mha").
bool isNamedAsImage(const QString& file);

/// Whether channel 0001 of an nnU-Net case ("imagesTr/CASE_0001.nii.gz") is SUV by body weight, by the
/// dataset.json beside its folder or the name of the case. Reads that JSON file.
bool isSuvChannel(const QString& file);

/// States the unit of the PET of image files, as a person says it, in the place of what was known. With
/// `isPet`, of images of which nothing said that they are PET, too.
void statePetUnit(StudyIndex& index, ImageUnit unit, const QString& from, bool isPet = false);

}  // namespace uptake
