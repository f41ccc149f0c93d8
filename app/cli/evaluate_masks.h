#pragma once

#include <QString>
#include <QStringList>

#include <optional>

namespace uptake::cli {

/// What `uptake-cli evaluate` was asked for of masks.
struct MaskEvaluation {
  QString truth;
  QString prediction;
  bool asJson = false;
  bool asCsv = false;
  bool withLesions = false;
  std::optional<double> surfaceToleranceMm;
  QString pet;         ///< a file or folder; empty: what lies beside the truth
  QString metadata;    ///< a table (CSV)
  QString report;      ///< an HTML file to be written
  QString reportData;  ///< a folder to be written to
  QString resume;      ///< the file of finished cases; empty: beside the report, if there is one
};

/// Compares them, prints what was asked for, and returns the exit code.
int evaluateMasks(const MaskEvaluation& evaluation);

}  // namespace uptake::cli
