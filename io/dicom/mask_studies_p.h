#pragma once

#include "io/dicom/study_index.h"

namespace uptake::dicom {

/// Puts masks (SEG, RTSTRUCT) whose own study has none of their images into the study of the same patient
/// that has them: the one whose series or images they name, or else the one in their frame of reference. That
/// happens where UIDs of studies were replaced unevenly. Each is listed as a problem that says so; so are
/// masks whose images are nowhere, are in several studies, or belong to another patient. Those stay where
/// they are.
void placeMasks(StudyIndex& index, const JobControl& control);

}  // namespace uptake::dicom
