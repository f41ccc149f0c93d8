#pragma once

#include "core/box/box.h"
#include "core/box/label_scheme.h"
#include "core/error.h"
#include "core/geometry/patient_space.h"
#include "core/jobs/job_runner.h"
#include "io/dicom/study_index.h"
#include "io/voc/voc_file.h"

#include <QString>
#include <QStringList>

#include <map>
#include <vector>

namespace uptake {

/// A VOC file and the stored image that its name names.
struct MatchedVoc {
  VocFile file;  ///< as read; `file.boxes` includes those that are wrong for the image
  QString patientId;
  QString studyInstanceUid;
  QString seriesInstanceUid;
  QString sopInstanceUid;
  int columns = 0;  ///< of the image
  int rows = 0;
  Point position = Point::Zero();  ///< centre of the image's first pixel, LPS mm
  std::vector<Box> boxes;          ///< the valid ones, with sopInstanceUid set
};

/// What became of the files, in numbers: files = matched + withoutImage + notShown + unparsable.
struct VocSummary {
  int files = 0;
  int matched = 0;       ///< with an image that can be shown
  int withoutImage = 0;  ///< named after no image of the index
  int notShown = 0;      ///< whose image is no slice of a volume, or is annotated by another file
  int unparsable = 0;
  std::map<QString, int> unknownClasses;  ///< boxes of matched files by class that the scheme does not know
};

struct VocMatching {
  std::vector<MatchedVoc> images;  ///< in the order of the paths; one an image
  std::vector<FileProblem> unmatched;
  std::vector<FileProblem>
      problems;  ///< files that cannot be read, boxes that are wrong, and what was tolerated
  VocSummary summary;
};

/// Reads VOC files and finds their images. Where images of several patients have the SOP Instance UID that a
/// file is named after, the folder that it lies in tells whose it is (vocPatientFolder() or the PatientID); a
/// file of which that is not clear is a problem and matches none. A box that ends one pixel beyond the border
/// is cut there, with a problem that says so (vocRectOnImage()). One that reaches outside further, or ends
/// before it begins, becomes a problem that states its values and is not loaded: clipping it would pass for
/// the annotator's word. The file's other boxes are. A stated size that contradicts the image is a problem
/// too, but hides nothing. When two files name one image the first counts and the other is a problem, since
/// only one of them could be saved. A class that the scheme does not know is a problem and kept. Files are
/// read on all cores. Fails only when cancelled.
Result<VocMatching> matchVoc(const StudyIndex& index, const QStringList& files, JobControl& control,
                             const LabelScheme& scheme = LabelScheme::lungPetCtDx());

/// What file names alone tell of many files: how many are named after an image of the index, and which are
/// not. No file is opened.
struct VocNames {
  int withImage = 0;
  QStringList withoutImage;
  /// Files whose image occurs under several patients: the id of the one that the folder names, or empty when
  /// it names none of them.
  std::map<QString, QString> patients;
  std::vector<FileProblem> ambiguous;  ///< those of which the folder does not tell
};
VocNames sortVocNames(const StudyIndex& index, const QStringList& files);

}  // namespace uptake
