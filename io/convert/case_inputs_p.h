#pragma once

#include "core/error.h"
#include "core/jobs/job_runner.h"
#include "io/convert/converted_case.h"

#include <QString>
#include <QStringList>

#include <map>
#include <optional>

namespace uptake::convert {

/// The input files of a case: all files of its study, and the masks and SUV corrections in the annotation
/// folder. Comparing two of these objects tells whether a file was added, removed or changed in between.
/// Paths are relative to the deepest folder that holds all files of the study, so that a collection may be
/// moved.
class CaseInputs {
 public:
  /// Reads the state of the image files and the contents of the others, which are small and may be
  /// overwritten in place.
  explicit CaseInputs(const ConversionCase& conversion);
  /// A hash of the paths, lengths and times of the images and the contents of the other files. Empty when an
  /// image changed so recently that another change might not alter its time.
  const QString& states() const { return states_; }
  /// A hash of the paths and contents of all files. Reads the images on the first call.
  Result<QString> contents(const JobControl& control);
  /// An image that changed since the headers of the case were read, or an empty string.
  const QString& changedSinceScan() const { return changed_; }

 private:
  std::map<QString, QString> images_;  ///< files by their relative paths
  QStringList otherFiles_;             ///< relative path and content hash of each
  QString states_;
  QString changed_;
  std::optional<QString> contents_;
};

}  // namespace uptake::convert
