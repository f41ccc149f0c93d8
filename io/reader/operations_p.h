#pragma once

#include "core/error.h"
#include "core/jobs/job_runner.h"
#include "core/volume/series_source.h"
#include "core/volume/volume.h"
#include "io/dicom/dicom_dir_p.h"
#include "io/dicom/instance_header_p.h"
#include "io/dicom/padding_p.h"

#include <QByteArray>
#include <QString>

#include <optional>

/// What readers can be asked for. Each operation is a pair: a function that words the request, and one that
/// understands the answer. Both sides are this program in one version, so the form is nobody else's business;
/// an answer is still read with care, since a reader may have been taken over by the file it read.
namespace uptake::reader {

/// The header of a file, for the index.
QByteArray headerRequest(const QString& file);
dicom::HeaderReading headerAnswer(const Result<QByteArray>& answer);

/// What a DICOMDIR names.
Result<dicom::DicomDirectory> askForDirectory(const QString& file, const JobControl& control);

/// The pixels of one slice, straight into the volume that waits for them.
struct SliceTask {
  SliceSource source;
  int rows = 0;
  int columns = 0;
  VoxelType type = VoxelType::Int16;
  double factor = 1.0;     ///< of PET: SUV = value × factor
  double fillValue = 0.0;  ///< stands for padding
  bool isHounsfield = false;
  QString bufferKey;
  std::size_t byteOffset = 0;
};
QByteArray sliceRequest(const SliceTask& task);
Result<dicom::PaddingInside> sliceAnswer(const Result<QByteArray>& answer);

}  // namespace uptake::reader
