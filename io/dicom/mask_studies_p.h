#pragma once

#include "io/dicom/study_index.h"

namespace uptake::dicom {

/// Moves masks (SEG, RTSTRUCT) whose study has none of their images to the study of the same patient that has
/// them: the one with the series or images that they reference, else the one in their frame of reference.
/// De-identification that replaced study UIDs inconsistently makes such files. Each move is listed as a
/// problem, and so are masks whose images are missing, in several studies, or another patient's; those stay
/// in their study.
void placeMasks(StudyIndex& index, const JobControl& control);

}  // namespace uptake::dicom
