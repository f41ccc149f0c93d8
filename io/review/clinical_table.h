#pragma once

#include "core/error.h"

#include <QHash>
#include <QString>
#include <QStringList>

#include <vector>

namespace uptake {

/// The rows of a CSV text (RFC 4180), fields trimmed. The separator is the comma, semicolon or tab that
/// occurs most often outside quotes in the first line. A byte order mark is skipped. The text is UTF-8, or
/// Latin-1 if it is not valid UTF-8.
std::vector<QStringList> parseCsv(const QByteArray& text);

/// What a clinical table says in one row; empty where it says nothing.
struct ClinicalRow {
  QString patient;
  QString study;   ///< StudyInstanceUID
  QString folder;  ///< where the files of the study lie, as the table writes it
  QString diagnosis;
  QString age;  ///< as written: "60", "060Y"
  QString sex;
};

/// The diagnoses of a collection, from its clinical table (CSV or XLSX).
///
/// Columns are found by their names, ignoring case, spaces, "_", "-", "." and text in parentheses. Study:
/// "study uid", "study instance uid". Patient: "subject id", "patient id", "new patient id", "patient",
/// "subject", "case id". Diagnosis: "diagnosis", else the first whose name holds "diagnos", "histolog" or
/// "histopatholog", "patholog", "cancer type", "tumor type". Several values of one patient or study are
/// joined. Folder: "study location", "file location". Age: "age", "patient age", "age at scan". Sex: "sex",
/// "patient sex", "gender".
class ClinicalTable {
 public:
  /// Reads a table: CSV, or the first sheet of a workbook (readSheet()). Inconsistent when it has no column
  /// of patients or studies, or none of diagnoses.
  static Result<ClinicalTable> read(const QString& file);
  /// Reads the first CSV file directly in the folders that is such a table, else the first workbook; an empty
  /// table when there is none.
  static ClinicalTable find(const QStringList& folders);

  /// The diagnosis of a study, else of its patient, whose ID may be abbreviated in the table as in
  /// Lung-PET-CT-Dx ("A0001" for "Lung_Dx-A0001"). Empty when unknown.
  QString diagnosisOf(const QString& patientId, const QString& studyInstanceUid) const;
  /// All rows, in the table's order.
  const std::vector<ClinicalRow>& rows() const { return rows_; }
  const QString& file() const { return file_; }
  bool isEmpty() const { return ofStudies_.isEmpty() && ofPatients_.isEmpty(); }

 private:
  QString file_;
  QHash<QString, QString> ofStudies_;
  QHash<QString, QString> ofPatients_;
  std::vector<ClinicalRow> rows_;
};

}  // namespace uptake
