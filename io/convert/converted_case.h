#pragma once

#include "io/convert/study_conversion.h"

#include <QString>
#include <QStringList>

#include <vector>

namespace uptake {

/// The forms in which cases are written below a folder. `P` and `S` name patient and study, see caseNames().
enum class CaseFormat {
  /// `P/S/{CT,PET,SUV,SEG,CTres}.nii.gz`, as FDG-PET-CT-Lesions is published.
  Nifti,
  Meta,  ///< the same as .mha
  /// `P/S.h5` with the datasets `P/S/{suv,ctres,ct,pet,seg}`, and `cases.h5`, in which all of them are found.
  Hdf5,
  /// `imagesTr/P_S_0000.nii.gz` (CTres), `imagesTr/P_S_0001.nii.gz` (SUV) and `labelsTr/P_S.nii.gz`; a case
  /// without a mask in `imagesTs`; `dataset.json` for nnU-Net 2.
  NnUnet,
};

struct ConversionOptions {
  QString out;  ///< folder
  CaseFormat format = CaseFormat::Nifti;
  SuvRule suv = SuvRule::Ours;
  bool force = false;  ///< do finished cases again
};

/// A study to be converted.
struct ConversionCase {
  StudyEntry study;
  ImagePair pair;  ///< its CT and PET
  QString patientName;
  QString studyName;  ///< both as parts of paths
  AnnotationFolder annotations{QString()};

  /// "patient/study", for people.
  QString title() const { return patientName + QLatin1Char('/') + studyName; }
};

/// The studies of an index that have a CT and a PET, named. Patient: PatientID. Study: the folder that holds
/// all files of its CT, PET and masks, which in the collection's own tree are the names that it publishes;
/// its StudyInstanceUID where two studies of the patient would have one name. Characters that cannot stand in
/// a file name are percent-encoded. Studies without such a pair are named in `problems`.
std::vector<ConversionCase> conversionCases(const StudyIndex& index, const AnnotationFolder& annotations,
                                            QStringList& problems);

struct CaseOutcome {
  bool wasFinished = false;  ///< before; nothing was done
  QStringList warnings;
};

/// Converts a case and writes its files. They are written beside their place, in the folder `.unfinished` of
/// `out`, then moved, and a record (`conversion.json` in the case's folder, `P/S.json`,
/// `conversion/P_S.json`) comes last: what has no record, or not all of the files it names in their stated
/// lengths, is not finished and is made anew, and so is one whose masks or corrections of the SUV have
/// changed since. A finished one is left alone; Inconsistent when it was made from another study or with
/// another SUV rule, or another process is at it.
Result<CaseOutcome> convertCase(const ConversionCase& one, const ConversionOptions& options,
                                JobControl& control);

/// What stands for all finished cases together: `cases.h5`, `dataset.json`. Nothing in the other formats.
Result<void> writeCollection(const ConversionOptions& options);

/// "nifti", "mha", "hdf5", "nnunet".
std::optional<CaseFormat> caseFormat(const QString& name);

}  // namespace uptake
