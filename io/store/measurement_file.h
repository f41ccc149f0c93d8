#pragma once

#include "core/error.h"
#include "core/measure/measurement.h"

#include <QByteArray>
#include <QStringList>

#include <vector>

namespace uptake {

/// The measurements of a study. One JSON file per study (AnnotationFolder::measurementFile), UTF-8:
///
///     {"format": "uptake-measurements", "version": 1,
///      "patient_id": "…", "study_instance_uid": "1.2…",
///      "measurements": [
///        {"kind": "distance" | "angle" | "ellipse" | "sphere",
///         "name": "…",                              optional
///         "frame_of_reference_uid": "1.2…",         optional; of the positions
///         "points_mm": [[x, y, z], …],              see Measurement::points
///         "plane": {"origin_mm": [x, y, z],         a point of the plane that it was drawn on
///                   "right": [x, y, z], "down": [x, y, z]}}]}   unit vectors of the view
///
/// Positions are patient coordinates in mm (LPS, DICOM PS3.3 C.7.6.2.1.1). Measured values are not stored,
/// because they follow from the images. Unknown members and entries of unknown kinds are kept when the file
/// is saved again.
struct MeasurementFile {
  std::vector<Measurement> measurements;  ///< without ids
  QByteArray original;                    ///< the file as read, which writeMeasurements() edits
  /// What was tolerated, translated. Entries that cannot be read are left out, and stay in the file.
  QStringList warnings;
};

/// Reads the file of a study. FileUnreadable when it is no such file, NotSupported when its version is later,
/// Inconsistent when it is of another study.
Result<MeasurementFile> readMeasurements(const QString& path, const QString& studyInstanceUid);

/// Writes the file completely or not at all. With `original` (MeasurementFile::original), entries keep their
/// order and unknown members, and entries of measurements that were deleted are removed. If no entry is left,
/// the file is removed.
Result<void> writeMeasurements(const QString& path, const QString& patientId, const QString& studyInstanceUid,
                               const std::vector<Measurement>& measurements, const QByteArray& original);

}  // namespace uptake
