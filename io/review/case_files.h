#pragma once

#include "core/review/review_event.h"
#include "io/dicom/study_index.h"
#include "io/store/annotation_folder.h"

#include <QHash>
#include <QSet>
#include <QStringList>

#include <vector>

namespace uptake {

/// What identifies the annotation files of a study; small enough to be kept for every case.
struct CaseFilesQuery {
  QString patientId;
  QString studyInstanceUid;
  QSet<QString> images;     ///< SOP Instance UIDs of its images
  QStringList sourceVoc;    ///< VOC files of these images in the opened folders
  QStringList sourceMasks;  ///< its SEG and RTSTRUCT files in the opened folders
};
/// The query of a study. `vocFiles` are the VOC files of the opened folders, by the SOP Instance UID in their
/// names.
CaseFilesQuery caseFilesQuery(const PatientEntry& patient, const StudyEntry& study,
                              const QHash<QString, QString>& vocFiles);

/// The files of a study's annotation with the hash of their content, sorted by name: masks, boxes and box
/// links in the annotation folder, and files that came with the images ("source/<name>"), except boxes of an
/// image for which the annotation folder has boxes. Reads all files, so do not call it on the UI thread. A
/// file that cannot be read gets a hash that equals no other.
std::vector<JudgedFile> judgedFiles(const AnnotationFolder& folder, const CaseFilesQuery& query);

/// The same for an annotation folder without the images. `known` are the files that were judged. Of the
/// patient's box files those count that are in `known` or in no judgement of the patient (`ofPatient`: names
/// of all judged files). Files that came with the images are assumed to be unchanged.
std::vector<JudgedFile> judgedFilesAlone(const AnnotationFolder& folder, const QString& patientId,
                                         const QString& studyInstanceUid,
                                         const std::vector<JudgedFile>& known,
                                         const QSet<QString>& ofPatient);

}  // namespace uptake
