#pragma once

#include "core/review/review_event.h"
#include "io/dicom/study_index.h"
#include "io/store/annotation_folder.h"

#include <QHash>
#include <QSet>
#include <QStringList>

#include <vector>

namespace uptake {

/// What is needed of a study to find the files of its annotation; little enough to keep for every case.
struct CaseFilesQuery {
  QString patientId;
  QString studyInstanceUid;
  QSet<QString> images;     ///< SOP Instance UIDs of its images
  QStringList sourceVoc;    ///< VOC files of these images in the opened folders
  QStringList sourceMasks;  ///< its SEG and RTSTRUCT files in the opened folders
};
/// `vocFiles`: all of the opened folders, by the image that they are named after.
CaseFilesQuery caseFilesQuery(const PatientEntry& patient, const StudyEntry& study,
                              const QHash<QString, QString>& vocFiles);

/// The files that make up the annotation of a study, with what they hold now, by name: its masks, the boxes
/// of its images, and which boxes are one lesion, in the annotation folder; and those that came with the
/// images ("source/<name>"), unless the annotation folder has boxes for the same image. Reads them all: not
/// for the UI thread when there are many. One that cannot be read equals no other.
std::vector<JudgedFile> judgedFiles(const AnnotationFolder& folder, const CaseFilesQuery& query);

/// The same without the images, for who has the annotation folder alone: `known` are the files that were
/// judged. Of box files, those count that were judged, and those that no mark of the patient (`ofPatient`)
/// knows. Files that came with the images are taken to be as they were judged.
std::vector<JudgedFile> judgedFilesAlone(const AnnotationFolder& folder, const QString& patientId,
                                         const QString& studyInstanceUid,
                                         const std::vector<JudgedFile>& known,
                                         const QSet<QString>& ofPatient);

}  // namespace uptake
