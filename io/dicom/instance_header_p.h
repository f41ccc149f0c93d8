#pragma once

#include "core/error.h"
#include "core/geometry/patient_space.h"
#include "io/dicom/pet_values.h"

#include <QString>
#include <QStringList>

#include <array>
#include <memory>
#include <optional>
#include <vector>

namespace uptake::dicom {

/// What the index keeps of one image: a file, or a frame of an enhanced multi-frame file. Text is empty and
/// numbers are 0 or nothing when absent.
struct InstanceHeader {
  QString file;
  int frame = 0;  ///< from 0
  QString sopInstanceUid, sopClassUid;
  QString patientId, patientName;
  QString studyInstanceUid, studyDate, studyDescription;
  QString seriesInstanceUid, seriesDescription, modality, frameOfReferenceUid;
  int seriesNumber = 0;
  int instanceNumber = 0;
  std::optional<int> acquisitionNumber;
  QStringList imageType;
  QString convolutionKernel;
  std::optional<double> windowCenter, windowWidth;  ///< the first of each

  int rows = 0, columns = 0;
  int frames = 1;  ///< in the file
  bool syntaxMisstated =
      false;  ///< the dataset is not in the transfer syntax (0002,0010) that the file states
  bool functionalGroups = false;  ///< this header is of one frame, whose values its functional groups state
  int samplesPerPixel = 0;
  int bitsAllocated = 0, bitsStored = 0, highBit = 0;
  bool isSigned = false;
  QString photometricInterpretation;
  std::optional<double> rescaleSlope, rescaleIntercept;
  QString rescaleType;

  std::optional<Point> position;  ///< ImagePositionPatient
  /// Half a unit of the last decimal that the file states of each coordinate, mm: what rounding may hide.
  Eigen::Vector3d positionRounding = Eigen::Vector3d::Zero();
  std::optional<Direction> row, column;               ///< ImageOrientationPatient, as stated
  std::optional<std::array<double, 2>> pixelSpacing;  ///< between rows, between columns, mm
  std::optional<double> sliceThickness;

  // What may set two images at one position apart in time.
  std::optional<int> temporalPosition;  ///< TemporalPositionIdentifier (0020,0100), or …Index (0020,9128)
  std::optional<int> imageIndex;        ///< PET (0054,1330): counts slices, then time frames
  std::optional<int> slicesPerTime;     ///< PET NumberOfSlices (0054,0081)
  std::optional<double> phasePercent;   ///< of the cardiac or respiratory cycle
  std::optional<double> triggerTime;    ///< (0018,1060), ms
  std::optional<double> frameReferenceTime;  ///< PET (0054,1300), ms
  QString acquisitionDateTime;               ///< date and time, as text that sorts

  QStringList correctedImage;
  std::shared_ptr<const PetValues> pet;  ///< PET only, with one entry in `slices`

  bool isImage() const { return rows > 0 && columns > 0 && modality != QLatin1String("SEG"); }
  bool isLocalizer() const;
};

/// What a file turned out to be.
struct HeaderReading {
  enum class Outcome { Read, NotDicom, Damaged };
  /// What a file that is no DICOM holds. Known: what a scan has no use for, as a DICOMDIR. Empty, Zeros and
  /// Cut (shorter than any header) may be what is left of one that was DICOM.
  enum class Content { Known, Empty, Zeros, Cut, Text, Other };
  Outcome outcome = Outcome::NotDicom;
  std::vector<InstanceHeader> headers;  ///< when Read: one, or one a frame of an enhanced CT or PET
  QString reason;                       ///< when Damaged
  Content content = Content::Known;     ///< when NotDicom
};

/// Reads the header of a file up to the pixel data. Files without the preamble of PS3.10 are DICOM only when
/// they start like a dataset; a DICOMDIR is NotDicom. Of enhanced multi-frame CT and PET (PS3.3 A.38, A.56,
/// and the legacy converted ones, A.70, A.72) every frame gets a header; a NumberOfFrames that the functional
/// groups do not bear out makes the file Damaged.
HeaderReading readInstanceHeader(const QString& file);

}  // namespace uptake::dicom
