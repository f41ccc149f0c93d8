#pragma once

#include "core/error.h"
#include "core/jobs/job_runner.h"
#include "io/convert/converted_case.h"

#include <QString>
#include <QStringList>

#include <map>
#include <optional>

namespace uptake::convert {

/// What a case is made from: all files of its study, and the masks and corrections of the SUV in the
/// annotation folder. Two of these tell whether any of them was added, taken away or changed in between.
/// Paths count from the deepest folder that holds the files of the study, so a collection may be moved.
class CaseInputs {
 public:
  /// Looks at the files and reads the masks, which are small and saved over in place.
  explicit CaseInputs(const ConversionCase& one);

  /// Paths, lengths and times of the images and contents of the rest, as one hash. Empty when an image
  /// changed a moment ago: it may change again without its time telling.
  const QString& states() const { return states_; }
  /// Paths and contents of all. Reads the images, once.
  Result<QString> contents(const JobControl& control);
  /// An image that changed since the headers of the case were read, or empty.
  const QString& changedSinceScan() const { return changed_; }

 private:
  std::map<QString, QString> images_;  ///< files by the names that they count under
  QStringList rest_;                   ///< name and content of each other file
  QString states_;
  QString changed_;
  std::optional<QString> contents_;
};

}  // namespace uptake::convert
