#pragma once

#include "io/convert/study_conversion.h"

#include <QString>
#include <QStringList>

#include <limits>
#include <set>
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
  /// When its headers began to be read, since 1970: an image that changed after that is not what they say.
  qint64 scannedMs = std::numeric_limits<qint64>::max();
  QString patientName;
  QString studyName;  ///< both as parts of paths
  AnnotationFolder annotations{QString()};
  /// Files in its folder that could not be read. What they held is unknown, a slice or its mask, so it cannot
  /// be converted.
  std::vector<FileProblem> unread;

  /// "patient/study", for people.
  QString title() const { return patientName + QLatin1Char('/') + studyName; }
};

/// The studies of an index that have a CT and a PET, named. Patient: PatientID. Study: the folder that holds
/// all files of its CT, PET and masks, which in the collection's own tree are the names that it publishes;
/// its StudyInstanceUID where two cases would have one name. Characters that cannot stand in a file name are
/// percent-encoded, and no name differs from another only in case. Studies without such a pair are named in
/// `problems`. Files that could not be read belong to the studies of their folder, or to those of the nearest
/// folder above it that holds any, if they are one patient's.
std::vector<ConversionCase> conversionCases(const StudyIndex& index, const AnnotationFolder& annotations,
                                            QStringList& problems);

/// Gives the cases of several folders places of their own in one run.
class CasePlaces {
 public:
  explicit CasePlaces(const ConversionOptions& options) : options_(options) {}
  /// Renames a case whose place another one has, in this run or from an earlier one. False when its very
  /// files have been claimed already: a folder was given twice, by a link to it, or one within another.
  bool claim(ConversionCase& one);

 private:
  bool isFree(const ConversionCase& one) const;

  const ConversionOptions& options_;
  std::set<QString> files_;
  std::set<QString> places_;
};

struct CaseOutcome {
  bool wasFinished = false;  ///< before; nothing was done
  QStringList warnings;
};

/// Converts a case and writes its files. They are written beside their place, in the folder `.unfinished` of
/// `out`, then moved, and a record (`conversion.json` in the case's folder, `P/S.json`,
/// `conversion/P_S.json`) comes last: what has no record, or not all of the files it names in their stated
/// lengths, is not finished and is made anew, and so is one of whose study a file was added, taken away or
/// changed since, or a mask or correction of the SUV in the annotation folder. Files that only were moved or
/// copied with their folder are found to be the same. A finished one is left alone; Inconsistent when it was
/// made from another study or with another SUV rule, an image changed since the scan, or another process is
/// at it. FileUnreadable when files in its folder could not be read.
Result<CaseOutcome> convertCase(const ConversionCase& one, const ConversionOptions& options,
                                JobControl& control);

/// What stands for all finished cases together: `cases.h5`, `dataset.json`. Nothing in the other formats.
Result<void> writeCollection(const ConversionOptions& options);

/// A case's patient and study as one part of a path, "P_S".
QString caseId(const ConversionCase& one);
/// Whether the place of a case holds one of another patient or study.
bool isTakenByAnother(const ConversionCase& one, const ConversionOptions& options);

/// "nifti", "mha", "hdf5", "nnunet".
std::optional<CaseFormat> caseFormat(const QString& name);

}  // namespace uptake
