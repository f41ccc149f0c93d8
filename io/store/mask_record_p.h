#pragma once

#include "core/error.h"
#include "core/mask/mask_layer.h"
#include "io/dicom/study_index.h"

#include <QString>

#include <vector>

namespace uptake {

/// What lies beside a label image; its form is in mask_images.h.
struct MaskRecord {
  QString caseName;
  QString name;
  QString creator;
  QString madeFrom;
  std::vector<Segment> lesions;
};

/// FileUnreadable when it is no such file or above 32 MiB, NotSupported when it has another version.
Result<MaskRecord> readMaskRecord(const QString& file);

/// Gives a mask that was read from the label image what the record says of it. Lesions of the record that
/// have no voxels stay lesions; labels that it does not know keep what they are called.
void applyMaskRecord(const MaskRecord& record, MaskLayer& layer);

Result<void> writeMaskRecord(const QString& file, const MaskLayer& mask, const StudyEntry& study);

}  // namespace uptake
