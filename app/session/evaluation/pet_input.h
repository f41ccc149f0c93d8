#pragma once

#include "app/session/evaluation/case_pairs.h"
#include "core/jobs/job_runner.h"
#include "core/volume/volume.h"
#include "io/dicom/study_index.h"

#include <QString>
#include <QStringList>

#include <memory>
#include <vector>

namespace uptake::evaluation {

/// The PET of a case, in SUVbw; without file and series there is none.
struct PetSource {
  QString file;  ///< an image file (NIfTI, NRRD, MetaImage) whose values are SUVbw
  std::shared_ptr<const SeriesEntry> series;  ///< else a DICOM series with a valid SUV scale

  bool isEmpty() const { return file.isEmpty() && !series; }
  /// The files that it is read from, and what people know it by.
  QStringList files() const;
  QString name() const;
};

/// The PET of each pair, in their order.
///
/// Without a path, an image file SUV.* beside the truth, as in the collection FDG-PET-CT-Lesions. With the
/// path of an image file, that one; it is for a single case. With a folder, the image files in it and below:
/// the one of the case's path and name with "_0001" behind it (nnU-Net: the second channel), else SUV.* in
/// the case's folder, else the one of its path and name that is none of its masks; a single case also takes
/// the only SUV.* of the folder itself. Where no file matches, the folder's DICOM studies: that of the case's
/// StudyInstanceUID, which a SEG states or the case's path names, else the only study with a PET of a patient
/// whom it names; a single case also takes the only one there is. Values of image files have to be SUVbw: a
/// file PET.* holds Bq/ml in that collection, and is refused. `problems` say what has no PET though a path
/// was given, and why.
std::vector<PetSource> petsOf(const std::vector<CasePair>& pairs, const QString& path, QStringList& problems,
                              JobControl& control);

/// The PET of a study in SUVbw, attenuation corrected first; empty with the reason in `why` where it has
/// none.
PetSource petOf(const StudyEntry& study, QString& why);

/// Reads it. `remarks` say which slices could not be read.
Result<std::shared_ptr<Volume>> readPet(const PetSource& source, JobControl& control, QStringList& remarks);

}  // namespace uptake::evaluation
