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
  PatientEntry patient;     ///< with this study alone
  QStringList openedPaths;  ///< what a person opened; nothing is ever written there
  /// Annotation files (PASCAL VOC) below the opened paths, and the patient of those whose image occurs under
  /// several (StudyIndex::vocPatients).
  QStringList vocFiles;
  std::map<QString, QString> vocPatients;
  LabelScheme scheme = LabelScheme::lungPetCtDx();  ///< classes that boxes should have

  const StudyEntry& study() const { return patient.studies.front(); }
  StudyRef ref() const { return patient.refOf(study()); }
  /// The table of slices that it is, or null.
  std::shared_ptr<const SliceTable> table() const {
    return study().series.empty() ? nullptr : study().series.front().table;
  }
  /// Whether a stored image or object of that SOP Instance UID is among those that were opened.
  bool hasInstance(const QString& sopInstanceUid) const;
  /// What is never written to: the opened paths, and the folders of images that links in them lead to.
  QStringList guardedPaths() const;
};

}  // namespace uptake
