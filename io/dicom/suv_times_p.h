#pragma once

#include "io/dicom/dicom_time_p.h"
#include "io/dicom/pet_values.h"

#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

namespace uptake::dicom {

/// A moment and what states it: "SeriesTime (0008,0031)", "20200102 110000".
struct StatedMoment {
  Moment moment;
  QString name;
  QString value;

  QString text() const { return QStringLiteral("%1 \"%2\"").arg(name, value); }
};

struct SliceTime {
  bool missing = false;  ///< a gap: there is no file
  std::optional<Moment> acquired;
  std::optional<double> frameReference;  ///< s
  std::optional<double> duration;        ///< s

  /// The moment that the values are decay corrected to if the activity at FrameReferenceTime is the frame's
  /// mean: t_acq + (1/λ) ln(λT/(1 − e^−λT)) − FrameReferenceTime. Nothing unless all of it is stated.
  std::optional<Moment> impliedReference(double lambda) const;
};

/// λT/(1 − e^−λT): the activity at the start of a frame over its mean.
double frameStartFactor(double lambda, double duration);

/// When a PET series and its slices were acquired. All moments are on the file's clock where it is known.
class SeriesTimes {
 public:
  explicit SeriesTimes(const PetValues& values);

  std::optional<int> clock;  ///< TimezoneOffsetFromUTC, s; nothing when missing or unreadable
  std::vector<SliceTime> slices;
  int first = -1;  ///< the earliest acquisition; -1 when a slice that exists has none
  /// The earliest acquisition of the whole series, other parts included; nothing where there is no first.
  std::optional<Moment> start;
  QString acquisitionDefect;     ///< then: which value is missing or unreadable
  QString acquisitionAssumed;    ///< what was assumed of the days of the acquisitions, or empty
  std::optional<Moment> series;  ///< SeriesDate and SeriesTime
  QString seriesDefect;          ///< why the two cannot be read although they are there, or empty
  QString seriesAssumed;         ///< what was assumed of its day, or empty

  /// What all slices imply, to a second; nothing when they disagree or when one does not state it.
  std::optional<Moment> impliedReference(double lambda) const;

 private:
  std::optional<Moment> acquired(const PetValues& values, const PetSliceValues& slice);
  void readSlices(const PetValues& values);
  void findFirst(const PetValues& values);
  void findStart(const PetValues& values);
  void readSeries(const PetValues& values);
};

}  // namespace uptake::dicom
