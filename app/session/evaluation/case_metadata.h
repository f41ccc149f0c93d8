#pragma once

#include "app/session/evaluation/case_pairs.h"
#include "core/error.h"
#include "io/review/clinical_table.h"

#include <QHash>
#include <QString>

#include <optional>
#include <vector>

namespace uptake::evaluation {

/// What a collection's table says of a case; empty or nothing where it says nothing, or several things.
struct CaseMetadata {
  QString diagnosis;
  std::optional<double> age;  ///< years
  QString sex;                ///< "F", "M" or as written
};

/// A table of diagnoses, ages and sexes (ClinicalTable has the names of its columns), and which row a case
/// is.
class MetadataTable {
 public:
  explicit MetadataTable(ClinicalTable table);

  /// The rows of the case's StudyInstanceUID, which a SEG states or the case's path names, else those of a
  /// patient whom the path names: as a folder or file, or as a part of such a name with no letter or digit
  /// on either side, with or without what stands before the ID's first underscore ("PETCT_0011f3deaf" in
  /// "fdg_0011f3deaf_03-23-2003"). Of several rows, those whose study's folder the path names, or a folder
  /// that ends with "-" and the last five characters of the StudyInstanceUID, as NBIA's downloads do. A field
  /// on which the rows that are left differ is empty. std::nullopt when no row matches.
  std::optional<CaseMetadata> of(const CasePair& pair) const;
  /// The same of a study by its UID and by names of its patient, its folders and files.
  std::optional<CaseMetadata> of(const QString& studyUid, const QStringList& places) const;

 private:
  std::vector<const ClinicalRow*> rowsOf(const QString& studyUid, const QStringList& places) const;

  ClinicalTable table_;
  QMultiHash<QString, std::size_t> ofStudies_;
  QMultiHash<QString, std::size_t> ofPatients_;  ///< by ID, and by its part behind the first underscore
};

/// Years of "60", "60.5" or DICOM's "060Y", "018M".
std::optional<double> yearsOf(const QString& age);

}  // namespace uptake::evaluation
