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

/// What the index keeps of one image: a file, or a frame of an enhanced multi-frame file. Absent values are
/// empty texts, 0 or `std::nullopt`.
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
  std::optional<double> windowCenter, windowWidth;  ///< the first value of each attribute

  int rows = 0, columns = 0;
  int frames = 1;  ///< in the file
  /// The dataset is not encoded in the transfer syntax (0002,0010) that the file states.
  bool syntaxMisstated = false;
  /// A frame that has a header of its own, with the values of its functional groups or what else the file
  /// says of its frames.
  bool functionalGroups = false;
  int samplesPerPixel = 0;
  int bitsAllocated = 0, bitsStored = 0, highBit = 0;
  bool isSigned = false;
  bool isFloat = false;  ///< its pixels are in (7FE0,0008) or (7FE0,0009)
  QString photometricInterpretation;
  QString pixelDefect;  ///< why its pixels are not read whatever else they are, translated; else empty
  std::optional<double> rescaleSlope, rescaleIntercept;
  QString rescaleType;
  QString mappedUnit;  ///< code of the unit of a real world value mapping that is applied, or empty

  std::optional<Point> position;  ///< ImagePositionPatient
  /// Half a unit of the last stated decimal of each coordinate, mm: the possible rounding error.
  Eigen::Vector3d positionRounding = Eigen::Vector3d::Zero();
  std::optional<Direction> row, column;               ///< ImageOrientationPatient, as stated
  std::optional<std::array<double, 2>> pixelSpacing;  ///< between rows, between columns, mm
  std::optional<double> sliceThickness;

  // What may distinguish images at one position: time frame or phase.
  std::optional<int> temporalPosition;  ///< TemporalPositionIdentifier (0020,0100), or …Index (0020,9128)
  std::optional<int> imageIndex;        ///< PET ImageIndex (0054,1330): counts slices, then time frames
  std::optional<int> slicesPerTime;     ///< PET NumberOfSlices (0054,0081)
  std::optional<double> phasePercent;   ///< of the cardiac or respiratory cycle
  std::optional<double> triggerTime;    ///< (0018,1060), ms
  std::optional<double> frameReferenceTime;  ///< PET (0054,1300), ms
  QString acquisitionDateTime;               ///< date and time, as a text that sorts by time

  QStringList correctedImage;
  std::shared_ptr<const PetValues> pet;  ///< PET only; `slices` has one entry

  bool isImage() const { return rows > 0 && columns > 0 && modality != QLatin1String("SEG"); }
  bool isLocalizer() const;
  /// Whether its pixels are colours: RGB, YBR or a palette's.
  bool isColour() const;
};

/// The result of reading the header of a file.
struct HeaderReading {
  enum class Outcome { Read, NotDicom, Damaged };
  /// What a file that is no DICOM image holds. Known is a file that a scan does not need, such as a DICOMDIR.
  /// Empty, Zeros and Cut (shorter than any header) may be the remains of a DICOM file.
  enum class Content { Known, Empty, Zeros, Cut, Text, Other };
  Outcome outcome = Outcome::NotDicom;
  std::vector<InstanceHeader> headers;  ///< of Read: one, or one per frame
  QString reason;                       ///< of Damaged
  Content content = Content::Known;     ///< of NotDicom
};

/// Reads the header of a file up to the pixel data. A file without the preamble of PS3.10 counts as DICOM
/// only if it starts like a dataset; a DICOMDIR is NotDicom. Every frame gets a header of enhanced
/// multi-frame images (PS3.3 A.36, A.38, A.56, and the legacy converted ones, A.70 to A.72), of colour
/// images, and of reconstructed nuclear medicine images (C.8.4.15), whose frames lie SpacingBetweenSlices
/// apart. If NumberOfFrames and the number of per-frame functional groups differ, the file is Damaged.
HeaderReading readInstanceHeader(const QString& file);

}  // namespace uptake::dicom
