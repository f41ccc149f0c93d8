#pragma once

#include "core/error.h"
#include "io/dicom/suv_overrides.h"
#include "io/store/annotation_folder.h"

#include <QDateTime>
#include <QString>

#include <optional>

namespace uptake {

/// What a person corrected of a PET series' header for its SUV. It is kept beside the annotations, one JSON
/// file a series (AnnotationFolder::suvFile); the DICOM files stay as they are.
struct SuvEdit {
  QString seriesInstanceUid;
  SuvOverrides overrides;
  QString editedBy;    ///< the name under which the person is logged in; may be empty
  QDateTime editedAt;  ///< UTC

  /// "anna, 2024-06-12 10:03", in local time.
  QString byWhom() const;
};

/// The corrections of a series; nothing when there is no file. FileUnreadable when it cannot be read or is no
/// such record, Inconsistent when it is another series' or a value is impossible.
Result<std::optional<SuvEdit>> readSuvEdit(const AnnotationFolder& folder, const QString& seriesInstanceUid);

/// Writes the record whole or not at all, over an earlier one; one without any correction removes the file.
/// With `mayReplace` false, a file that is there (and was not read) is first set aside as
/// `<name>.json.removed`.
Result<void> writeSuvEdit(const AnnotationFolder& folder, const SuvEdit& edit, bool mayReplace);

}  // namespace uptake
