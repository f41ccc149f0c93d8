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

/// A VOC file and the image that it belongs to.
struct MatchedVoc {
  VocFile file;  ///< as read; `file.boxes` includes boxes that are invalid for the image
  QString patientId;
  QString studyInstanceUid;
  QString seriesInstanceUid;
  QString sopInstanceUid;
  int columns = 0;  ///< of the image
  int rows = 0;
  bool hasPlace = true;            ///< false: the image states no place in a patient
  Point position = Point::Zero();  ///< centre of the image's first pixel, LPS mm; only with hasPlace
  std::vector<Box> boxes;          ///< the valid boxes, with sopInstanceUid
};

/// Numbers of files: files = matched + withoutImage + notShown + unparsable.
struct VocSummary {
  int files = 0;
  int matched = 0;       ///< files with an image that can be shown
  int withoutImage = 0;  ///< files of no image of the index
  int notShown = 0;      ///< files whose image is no slice of a volume, or has another file
  int unparsable = 0;
  /// Number of boxes of matched files, by class that is not in the scheme.
  std::map<QString, int> unknownClasses;
};

struct VocMatching {
  std::vector<MatchedVoc> images;  ///< one per image, in the order of the paths
  std::vector<FileProblem> unmatched;
  std::vector<FileProblem> problems;  ///< unreadable files, invalid boxes, and what was tolerated
  VocSummary summary;
};

/// Reads VOC files on all cores and finds their images. Fails only when cancelled. What follows is listed as
/// problems:
///
/// - If images of several patients have the SOP Instance UID of a file, the name of its folder decides
///   (vocPatientFolder() or the PatientID); if it does not, the file has no image.
/// - A box that ends one pixel beyond the border is cut off there (vocRectOnImage()).
/// - A box that reaches farther outside, or ends before it begins, is not loaded, because clipping it would
///   attribute another box to the annotator. The other boxes of the file are loaded.
/// - A stated size that differs from the image's; the boxes are loaded.
/// - If two files belong to one image, the first is loaded, because only one could be saved.
/// - A class that is not in the scheme; the box is loaded.
Result<VocMatching> matchVoc(const StudyIndex& index, const QStringList& files, JobControl& control,
                             const LabelScheme& scheme = LabelScheme::lungPetCtDx());

/// The images of VOC files, by the names of the files alone.
struct VocNames {
  int withImage = 0;         ///< number of files named after an image of the index
  QStringList withoutImage;  ///< the other files
  /// For files whose image occurs under several patients: the ID of the patient that the folder names, or
  /// empty.
  std::map<QString, QString> patients;
  std::vector<FileProblem> ambiguous;  ///< those whose folder names none of the patients
};
/// Sorts VOC files by their names; no file is opened.
VocNames sortVocNames(const StudyIndex& index, const QStringList& files);

}  // namespace uptake
