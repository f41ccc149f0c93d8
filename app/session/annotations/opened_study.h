#pragma once

#include "core/box/label_scheme.h"
#include "core/identity/study_ref.h"
#include "io/dicom/study_index.h"
#include "io/slicetable/slice_table.h"

#include <QString>
#include <QStringList>

#include <map>
#include <memory>

namespace uptake {

/// The study that is open, as it was found: a value that jobs share.
struct OpenedStudy {
  PatientEntry patient;      ///< with this study alone
  QStringList openedPaths;   ///< the paths that the user opened
  QStringList guardedPaths;  ///< paths below which nothing is ever written (Project::guardedPaths())
  /// The annotation files (PASCAL VOC) in the opened folders, and the patient of those whose image occurs in
  /// several patients (StudyIndex::vocPatients).
  QStringList vocFiles;
  std::map<QString, QString> vocPatients;
  LabelScheme scheme = LabelScheme::lungPetCtDx();  ///< the classes that boxes should have
  QStringList lidcFiles = {};                       ///< files of LIDC's readings in the opened folders

  const StudyEntry& study() const { return patient.studies.front(); }
  StudyRef ref() const { return patient.refOf(study()); }
  /// The table of slices that it is, or null.
  std::shared_ptr<const SliceTable> table() const {
    return study().series.empty() ? nullptr : study().series.front().table;
  }
};

}  // namespace uptake
