#pragma once

#include "io/images/image_file.h"

#include <QString>
#include <QStringList>

#include <map>
#include <vector>

namespace uptake {

/// What a file of a case of image files is.
enum class CaseFileRole { Ct, Pet, Mr, OtherImage, Mask, Prediction, LeftOut };

/// What a person says of files of a folder, where their names do not say it or say it wrongly.
struct StatedFile {
  CaseFileRole role = CaseFileRole::OtherImage;
  ImageUnit unit = ImageUnit::Unknown;  ///< of a PET
  bool operator==(const StatedFile&) const = default;
};

/// By what the files of one kind have in common over all cases of the folder (fileKind()).
using StatedFiles = std::map<QString, StatedFile>;

/// The last folder and the name of a file, with "*" for what names the case: "imagesTr/*_0001.nii.gz",
/// "*/SUV.nii.gz". `name` is its path in the opened folder, `folder` that of PatientEntry.
QString fileKind(const QString& name, const QString& folder);

/// A file of a case as it was found, or as a person stated it.
struct CaseFile {
  QString name;
  QString kind;
  StatedFile what;
};
std::vector<CaseFile> filesOf(const PatientEntry& patient, const StudyEntry& study);

/// Makes the files of cases what was stated of their kinds. Before their headers are read: images that were
/// masks are given none yet.
void applyStatedFiles(std::vector<PatientEntry>& patients, const StatedFiles& stated);

/// For settings: a line each, and back; lines that are none are left out.
QStringList statedLines(const StatedFiles& stated);
StatedFiles statedFilesIn(const QStringList& lines);

}  // namespace uptake
