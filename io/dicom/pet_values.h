#pragma once

#include "io/dicom/suv.h"
#include "io/dicom/suv_overrides.h"

#include <QString>
#include <QStringList>

#include <vector>

namespace uptake {

/// When one PET slice was acquired: header values as the file states them, empty when absent.
struct PetSliceValues {
  QString acquisitionDate;      ///< (0008,0022)
  QString acquisitionTime;      ///< (0008,0032)
  QString frameReferenceTime;   ///< (0054,1300), ms
  QString actualFrameDuration;  ///< (0018,1242), ms
  /// Replaces date and time: FrameAcquisitionDateTime (0018,9074) of an enhanced PET, or AcquisitionDateTime
  /// (0008,002A) of a file that lacks one of the two. A DT value, possibly with an offset from UTC.
  QString acquisitionDateTime = {};
  bool missing = false;  ///< a gap in the stack, for which there is no file

  /// Whether both slices state the same moment of acquisition.
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

/// The header values that a SUV scale is computed from, as the file states them; empty when absent. Except
/// for `slices`, those that the scale needs must be the same in every file of the series.
struct PetValues {
  QString units;                     ///< (0054,1001)
  QString decayCorrection;           ///< (0054,1102)
  QString decayCorrectionDateTime;   ///< (0018,9701), enhanced PET: the reference of START, stated exactly
  QStringList correctedImage;        ///< (0028,0051)
  QString suvType;                   ///< (0054,1006)
  QString patientWeight;             ///< (0010,1030), kg
  QString patientSize;               ///< (0010,1020), m
  QString patientSex;                ///< (0010,0040)
  QString seriesDate;                ///< (0008,0021)
  QString seriesTime;                ///< (0008,0031)
  QString timezoneOffsetFromUtc;     ///< (0008,0201)
  QString radionuclideTotalDose;     ///< (0018,1074), in Bq unless `doseInMegabecquerel`
  bool doseInMegabecquerel = false;  ///< of enhanced PET (PS3.3 C.8.22.4)
  QString radionuclideHalfLife;      ///< (0018,1075), s
  QString radionuclideCode;          ///< CodeValue of RadionuclideCodeSequence (0054,0300)
  QString radionuclideMeaning;       ///< its CodeMeaning
  /// Radiopharmaceutical (0018,0031) and CodeMeaning of RadiopharmaceuticalCodeSequence (0054,0304). The text
  /// may name the nuclide.
  QString radiopharmaceutical;
  QString radiopharmaceuticalStartTime;      ///< (0018,1072)
  QString radiopharmaceuticalStartDateTime;  ///< (0018,1078)
  int radiopharmaceuticals = 0;              ///< number of items of (0054,0016)
  QString geReferenceDateTime;               ///< (0009,xx0D) of GEMS_PETD_01
  QString philipsSuvFactor;                  ///< (7053,xx00) of "Philips PET Private Group"
  QString philipsActivityFactor;             ///< (7053,xx09) of the same
  bool philipsCreatorMissing = false;        ///< both stood at (7053,10xx), which no creator reserves

  std::vector<PetSliceValues> slices;  ///< k ascending, gaps included

  /// Why the unit that the file states cannot be used, translated; usually empty.
  QString unitsProblem;

  // What follows is not from a header.
  QString decayReferenceDateTime;  ///< DT; the decay reference that the user stated (SuvOverrides)
  std::vector<PetDifference> differing;
  /// The earliest slice of each part when the series has several (time frames), because the decay reference
  /// is that of the whole series.
  std::vector<PetSliceValues> allParts;

  /// The attributes that two files state differently. Different spellings of one value ("75", "75.0") are
  /// equal. The slices are not compared.
  static std::vector<PetDifference> differences(const PetValues& a, const PetValues& b);
  /// The difference between the files in `attribute` ("Keyword (gggg,eeee)"); null when they agree.
  const PetDifference* difference(const char* attribute) const;
  /// Whether CorrectedImage contains a correction: "ATTN", "DECY" (also spelt DECAY), …
  bool isCorrectedFor(const char* correction) const;
  /// The values of a whole series. `slices` has one entry per slice, k ascending, null in gaps; at least one
  /// is not null.
  static PetValues ofSeries(const std::vector<const PetValues*>& slices);
};

/// The SUV scale of a PET series. Always returns a scale: when SUVs cannot be computed, SuvScale::refused
/// says why. `overrides` replace header values and are marked as edited.
SuvScale computeSuv(const PetValues& values, const SuvOverrides& overrides = {});

/// The header's values of what the user can override, as far as they can be read, with the same tolerance as
/// computeSuv(). They are the initial values of a form.
SuvOverrides statedValues(const PetValues& values);

}  // namespace uptake
