#pragma once

#include "core/error.h"
#include "core/geometry/patient_space.h"
#include "io/dicom/pet_values.h"

#include <QString>
#include <QStringList>

#include <array>
#include <memory>
#include <optional>

namespace uptake::dicom {

/// What the index keeps of one file. Text is empty and numbers are 0 or nothing when absent.
struct InstanceHeader {
  QString file;
  QString sopInstanceUid, sopClassUid;
  QString patientId, patientName;
  QString studyInstanceUid, studyDate, studyDescription;
  QString seriesInstanceUid, seriesDescription, modality, frameOfReferenceUid;
  int seriesNumber = 0;
  int instanceNumber = 0;
  std::optional<int> acquisitionNumber;
  QStringList imageType;
  QString convolutionKernel;

  int rows = 0, columns = 0;
  int frames = 1;
  bool hasFrames = false;  ///< NumberOfFrames is present
  int samplesPerPixel = 0;
  int bitsAllocated = 0, bitsStored = 0, highBit = 0;
  bool isSigned = false;
  QString photometricInterpretation;
  std::optional<double> rescaleSlope, rescaleIntercept;

  std::optional<Point> position;                      ///< ImagePositionPatient
  std::optional<Direction> row, column;               ///< ImageOrientationPatient, as stated
  std::optional<std::array<double, 2>> pixelSpacing;  ///< between rows, between columns, mm
  std::optional<double> sliceThickness;

  QStringList correctedImage;
  std::shared_ptr<const PetValues> pet;  ///< PET only, with one entry in `slices`

  bool isImage() const { return rows > 0 && columns > 0 && modality != QLatin1String("SEG"); }
  bool isLocalizer() const;
};

/// What a file turned out to be.
struct HeaderReading {
  enum class Outcome { Read, NotDicom, Damaged };
  Outcome outcome = Outcome::NotDicom;
  InstanceHeader header;  ///< when Read
  QString reason;         ///< when Damaged
};

/// Reads the header of a file up to the pixel data. Files without the preamble of PS3.10 are DICOM only when
/// they start like a dataset; a DICOMDIR is NotDicom.
HeaderReading readInstanceHeader(const QString& file);

}  // namespace uptake::dicom
