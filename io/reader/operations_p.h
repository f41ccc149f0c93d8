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

/// The operations of reader processes. Each has a function that makes the request and one that parses the
/// answer. Both processes are the same version of this program, so the format is private. An answer is
/// validated nevertheless, because a malicious file may have taken control of the reader.
namespace uptake::reader {

/// The header of a file, for the index.
QByteArray headerRequest(const QString& file);
dicom::HeaderReading headerAnswer(const Result<QByteArray>& answer);

/// The content of a DICOMDIR.
Result<dicom::DicomDirectory> askForDirectory(const QString& file, const JobControl& control);

/// A request to read the pixels of one slice into the shared memory of its volume.
struct SliceTask {
  SliceSource source;
  int rows = 0;
  int columns = 0;
  VoxelType type = VoxelType::Int16;
  double factor = 1.0;     ///< PET: SUV = value × factor
  double fillValue = 0.0;  ///< value of padding, see dicom::SliceForm
  bool isHounsfield = false;
  QString bufferKey;           ///< names the shared memory (SharedBuffer)
  std::size_t byteOffset = 0;  ///< of the slice in it
};
QByteArray sliceRequest(const SliceTask& task);
Result<dicom::PaddingInside> sliceAnswer(const Result<QByteArray>& answer);

}  // namespace uptake::reader
