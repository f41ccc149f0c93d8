#pragma once

#include "io/dicom/suv.h"
#include "io/dicom/suv_overrides.h"

#include <QString>
#include <QStringList>

#include <vector>

namespace uptake {

/// What one PET slice says about its time: header values as text, empty when absent.
struct PetSliceValues {
  QString acquisitionDate;      ///< (0008,0022)
  QString acquisitionTime;      ///< (0008,0032)
  QString frameReferenceTime;   ///< (0054,1300), ms
  QString actualFrameDuration;  ///< (0018,1242), ms
  /// In the place of date and time: FrameAcquisitionDateTime (0018,9074) of an enhanced PET, or
  /// AcquisitionDateTime (0008,002A) of a file that lacks one of them. DT, maybe with its offset from UTC.
  QString acquisitionDateTime = {};
  bool missing = false;  ///< a gap in the stack: there is no file

  /// Whether both state the same moment of acquisition.
  bool isAcquiredWith(const PetSliceValues& other) const {
    return acquisitionDate == other.acquisitionDate && acquisitionTime == other.acquisitionTime &&
           acquisitionDateTime == other.acquisitionDateTime;
  }
};

/// Two values that files of one series state for one attribute.
struct PetDifference {
  QString attribute;  ///< "Keyword (gggg,eeee)"
  QString value, other;
};

/// The header values that a SUV scale is computed from, as text the way the file states them; empty when
/// absent. What the scale needs of it, the slices apart, must be the same in every file of the series.
struct PetValues {
  QString units;                     ///< (0054,1001)
  QString decayCorrection;           ///< (0054,1102)
  QString decayCorrectionDateTime;   ///< (0018,9701), enhanced PET: what START refers to, exactly
  QStringList correctedImage;        ///< (0028,0051)
  QString suvType;                   ///< (0054,1006)
  QString patientWeight;             ///< (0010,1030), kg
  QString patientSize;               ///< (0010,1020), m
  QString patientSex;                ///< (0010,0040)
  QString seriesDate;                ///< (0008,0021)
  QString seriesTime;                ///< (0008,0031)
  QString timezoneOffsetFromUtc;     ///< (0008,0201)
  QString radionuclideTotalDose;     ///< (0018,1074), in the unit below
  bool doseInMegabecquerel = false;  ///< PS3.3 C.8.22.4, enhanced PET; Bq in all others
  QString radionuclideHalfLife;      ///< (0018,1075), s
  QString radionuclideCode;          ///< CodeValue of RadionuclideCodeSequence (0054,0300)
  QString radionuclideMeaning;       ///< its CodeMeaning
  /// Radiopharmaceutical (0018,0031) and CodeMeaning of RadiopharmaceuticalCodeSequence (0054,0304): a text
  /// that may name the nuclide.
  QString radiopharmaceutical;
  QString radiopharmaceuticalStartTime;      ///< (0018,1072)
  QString radiopharmaceuticalStartDateTime;  ///< (0018,1078)
  int radiopharmaceuticals = 0;              ///< items of (0054,0016)
  QString geReferenceDateTime;               ///< (0009,xx0D) of GEMS_PETD_01
  QString philipsSuvFactor;                  ///< (7053,xx00) of "Philips PET Private Group"
  QString philipsActivityFactor;             ///< (7053,xx09) of the same
  bool philipsCreatorMissing = false;  ///< the two stood at (7053,10xx) and no creator reserves the group

  std::vector<PetSliceValues> slices;  ///< k ascending, gaps included

  /// Why the values have no unit although the file states some; translated. Empty for all ordinary files.
  QString unitsProblem;

  // Not from a header.
  QString decayReferenceDateTime;  ///< DT; what a person states that the values are decay corrected to
  std::vector<PetDifference> differing;
  /// Where the series has several parts (time frames): the earliest slice of each. The decay reference is of
  /// the whole series.
  std::vector<PetSliceValues> allParts;

  /// The attributes of the series that two files state differently. Spellings of one value ("75", "75.0") are
  /// no difference. The slices are not compared.
  static std::vector<PetDifference> differences(const PetValues& a, const PetValues& b);
  /// How the files of the series differ in "Keyword (gggg,eeee)"; null when they agree.
  const PetDifference* difference(const char* attribute) const;
  /// Whether CorrectedImage names it: "ATTN", or "DECY", also where that is spelt DECAY.
  bool isCorrectedFor(const char* correction) const;
  /// Those of a whole series: one entry a slice, k ascending, null in gaps. At least one is not null.
  static PetValues ofSeries(const std::vector<const PetValues*>& slices);
};

/// The SUV scale of a PET series. Never fails: when there is none, SuvScale::refused says why. What a person
/// corrected stands in the place of the header's values, and is marked as edited.
SuvScale computeSuv(const PetValues& values, const SuvOverrides& overrides = {});

/// The header's own values of what a person can correct, as far as they can be read and with the same
/// tolerance as the scale's: what a form starts from.
SuvOverrides statedValues(const PetValues& values);

}  // namespace uptake
