#pragma once

#include "core/error.h"
#include "io/dicom/suv_overrides.h"
#include "io/store/annotation_folder.h"

#include <QDateTime>
#include <QString>

#include <optional>

namespace uptake {

/// The user's corrections of header values of a PET series for SUV. They are stored with the annotations, in
/// one JSON file per series (AnnotationFolder::suvFile); the DICOM files are not changed.
struct SuvEdit {
  QString seriesInstanceUid;
  SuvOverrides overrides;
  QString editedBy;    ///< login name of the user; may be empty
  QDateTime editedAt;  ///< UTC

  /// Who corrected the values and when, for display: "anna, 2024-06-12 10:03", local time.
  QString byWhom() const;
};

/// The corrections of a series; `std::nullopt` without a file. FileUnreadable when the file cannot be read or
/// is no such record, Inconsistent when it is of another series or a value is impossible
/// (SuvOverrides::defect()).
Result<std::optional<SuvEdit>> readSuvEdit(const AnnotationFolder& folder, const QString& seriesInstanceUid);

/// Writes the record whole or not at all, over an earlier one; one without any correction removes the file.
Result<void> writeSuvEdit(const QString& path, const SuvEdit& edit);

}  // namespace uptake
