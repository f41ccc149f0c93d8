#pragma once

#include "core/error.h"

#include <QHash>
#include <QString>
#include <QStringList>

#include <vector>

namespace uptake {

/// The rows of a CSV text (RFC 4180; separated by commas, semicolons or tabs, whichever the first line has
/// most of outside quotes), fields trimmed. A byte order mark is passed over; UTF-8, or Latin-1 where it is
/// none.
std::vector<QStringList> parseCsv(const QByteArray& text);

/// The diagnoses of a collection, from the clinical table that came with it.
///
/// Columns are found by their names, in which case, spaces, "_", "-", "." and "(…)" do not matter. Study:
/// "study uid", "study instance uid". Patient: "subject id", "patient id", "new patient id", "patient",
/// "subject", "case id". Diagnosis: "diagnosis", else the first whose name holds "diagnos", "histolog" or
/// "histopatholog", "patholog", "cancer type", "tumor type". Several values of one patient or study are
/// joined.
class ClinicalTable {
 public:
  /// FileUnreadable; Inconsistent when it has no column of patients or studies, or none of diagnoses.
  static Result<ClinicalTable> read(const QString& file);
  /// The first CSV file in the folders themselves that is such a table; empty when there is none.
  static ClinicalTable find(const QStringList& folders);

  /// By study, else by patient: as the files say, or as Lung-PET-CT-Dx shortens it ("A0001" is
  /// "Lung_Dx-A0001"). Empty when unknown.
  QString diagnosisOf(const QString& patientId, const QString& studyInstanceUid) const;
  const QString& file() const { return file_; }
  bool isEmpty() const { return ofStudies_.isEmpty() && ofPatients_.isEmpty(); }

 private:
  QString file_;
  QHash<QString, QString> ofStudies_;
  QHash<QString, QString> ofPatients_;
};

}  // namespace uptake
