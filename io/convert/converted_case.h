#pragma once

#include "io/convert/study_conversion.h"

#include <QString>
#include <QStringList>

#include <limits>
#include <set>
#include <vector>

namespace uptake {

/// The forms in which cases are written below a folder. P stands for the patient's name, S for the study's
/// (see conversionCases()).
enum class CaseFormat {
  /// `P/S/{CT,PET,SUV,SEG,CTres}.nii.gz`, as FDG-PET-CT-Lesions is published.
  Nifti,
  Meta,  ///< `P/S/{CT,PET,SUV,SEG,CTres}.mha`
  /// `P/S.h5` with the datasets `P/S/{suv,ctres,ct,pet,seg}`, and `cases.h5`, which links to all of them.
  Hdf5,
  /// `imagesTr/P_S_0000.nii.gz` (CTres), `imagesTr/P_S_0001.nii.gz` (SUV) and `labelsTr/P_S.nii.gz`; a case
  /// without a mask in `imagesTs`; `dataset.json` for nnU-Net 2.
  NnUnet,
};

struct ConversionOptions {
  QString out;  ///< folder
  CaseFormat format = CaseFormat::Nifti;
  SuvRule suv = SuvRule::Uptake;
  bool force = false;  ///< convert finished cases again
};

/// A study to be converted.
struct ConversionCase {
  StudyEntry study;
  ImagePair pair;  ///< its CT and PET
  /// When reading its headers began, ms since 1970. An image that changed later may not match its header.
  qint64 scannedMs = std::numeric_limits<qint64>::max();
  QString patientName;  ///< as part of a path
  QString studyName;    ///< as part of a path
  AnnotationFolder annotations{QString()};
  /// Files in its folder that could not be read. One of them may be a slice or a mask of the case, so it is
  /// not converted.
  std::vector<FileProblem> unread;
  /// "patient/study", for messages.
  QString title() const { return patientName + QLatin1Char('/') + studyName; }
};

/// The studies of an index that have a CT and a PET, with names. The patient's name is the PatientID. The
/// study's name is that of the folder that holds all files of its CT, PET and masks, which is the published
/// name in the tree of FDG-PET-CT-Lesions; or its StudyInstanceUID where two cases would get the same name.
/// Characters that are not allowed in file names are percent-encoded, and names that differ only in case are
/// avoided. Studies without CT and PET are listed in `problems`. Files that could not be read are assigned to
/// the studies of their folder, or of the nearest folder above it that holds studies, if these are of one
/// patient.
std::vector<ConversionCase> conversionCases(const StudyIndex& index, const AnnotationFolder& annotations,
                                            QStringList& problems);

/// Gives each case of several input folders an output path of its own.
class CasePlaces {
 public:
  explicit CasePlaces(const ConversionOptions& options) : options_(options) {}
  /// Renames the case if another one has its output path, in this run or from an earlier one. Returns false
  /// if a case with the same files was claimed before, because a folder was given twice, through a link, or
  /// inside another one.
  bool claim(ConversionCase& conversion);

 private:
  bool isFree(const ConversionCase& conversion) const;

  const ConversionOptions& options_;
  std::set<QString> files_;
  std::set<QString> places_;
};

struct CaseOutcome {
  bool wasFinished = false;  ///< by an earlier run; nothing was written
  QStringList warnings;
};

/// Converts a case and writes its files. They are written in the folder `.unfinished` of `out` and then
/// moved; a record (`conversion.json` in the case's folder, `P/S.json`, `conversion/P_S.json`) is written
/// last.
///
/// A case counts as finished when its record exists and all files that it lists have the stated lengths. A
/// finished case is left unchanged, unless one of its inputs was added, removed or changed (see CaseInputs),
/// in which case it is converted again; inputs that were moved or copied with their folder count as
/// unchanged. Inconsistent when the output was made from another study or with another SUV rule, when an
/// image changed since the scan, or when another process converts the case. FileUnreadable when files in its
/// folder could not be read.
Result<CaseOutcome> convertCase(const ConversionCase& conversion, const ConversionOptions& options,
                                JobControl& control);

/// Writes the file about all finished cases: `cases.h5` (Hdf5) or `dataset.json` (NnUnet). The other formats
/// have none.
Result<void> writeCollection(const ConversionOptions& options);

/// "P_S": patient and study as one part of a path.
QString caseId(const ConversionCase& conversion);
/// Whether the output path of a case holds a case of another patient or study.
bool isTakenByAnother(const ConversionCase& conversion, const ConversionOptions& options);

/// The format named "nifti", "mha", "hdf5" or "nnunet".
std::optional<CaseFormat> caseFormat(const QString& name);

}  // namespace uptake
