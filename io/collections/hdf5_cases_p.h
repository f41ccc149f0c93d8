#pragma once

#include "core/jobs/job_runner.h"
#include "io/dicom/study_index.h"

#include <QStringList>

namespace uptake::collections {

/// Adds the images and masks in the HDF5 files of an index to its image files, where they lie beside each
/// other under the names of FDG-PET-CT-Lesions (`patient/study/{suv,ctres,ct,pet,seg}`), as
/// `uptake-cli convert` writes them too. What a file links to in its own folder is looked at as well. Other
/// HDF5 files are left alone, unless they were opened by themselves, which is a problem then.
///
/// With `datasets`, paths of single ones (io/hdf5), only these of their files.
Result<void> addHdf5Images(StudyIndex& index, const QStringList& datasets, const JobControl& control);

}  // namespace uptake::collections
