#pragma once

#include "core/error.h"
#include "core/measure/measurement.h"

#include <QByteArray>
#include <QStringList>

#include <vector>

namespace uptake {

/// The measurements of one study as they lie on disk. One JSON file a study
/// (AnnotationFolder::measurementFile), UTF-8:
///
///     {"format": "uptake-measurements", "version": 1,
///      "patient_id": "…", "study_instance_uid": "1.2…",
///      "measurements": [
///        {"kind": "distance" | "angle" | "ellipse" | "sphere",
///         "name": "…",                              optional
///         "frame_of_reference_uid": "1.2…",         optional; positions hold in it
///         "points_mm": [[x, y, z], …],              see Measurement::points
///         "plane": {"origin_mm": [x, y, z],         on it
///                   "right": [x, y, z], "down": [x, y, z]}}]}   unit vectors, as it was seen
///
/// Positions are mm in the patient's coordinates (LPS, DICOM PS3.3 C.7.6.2.1.1). Values are not in it: they
/// are those of the images. Other members and entries of unknown kinds are kept when the file is saved again.
struct MeasurementFile {
  std::vector<Measurement> measurements;  ///< without ids
  QByteArray original;                    ///< as read: what writeMeasurements() edits
  /// What was tolerated, in words: entries that are not understood are left out, and stay in the file.
  QStringList warnings;
};

/// Reads the file of a study. FileUnreadable when it is no such file, NotSupported when it is of a later
/// version, Inconsistent when it is another study's.
Result<MeasurementFile> readMeasurements(const QString& path, const QString& studyInstanceUid);

/// Writes the file whole or not at all. With `original` (MeasurementFile::original), entries keep their order
/// and what this program does not know; an entry whose measurement is gone is left out. Without anything to
/// keep, the file is removed, or never made.
Result<void> writeMeasurements(const QString& path, const QString& patientId, const QString& studyInstanceUid,
                               const std::vector<Measurement>& measurements, const QByteArray& original);

}  // namespace uptake
