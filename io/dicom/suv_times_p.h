#pragma once

#include "io/dicom/dicom_time_p.h"
#include "io/dicom/pet_values.h"

#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

namespace uptake::dicom {

/// A moment with the attribute that states it ("SeriesTime (0008,0031)") and its value ("20200102 110000").
struct StatedMoment {
  Moment moment;
  QString name;
  QString value;

  QString text() const { return QStringLiteral("%1 \"%2\"").arg(name, value); }
};

struct SliceTime {
  bool missing = false;  ///< a gap in the stack, for which there is no file
  std::optional<Moment> acquired;
  std::optional<double> frameReference;  ///< s
  std::optional<double> duration;        ///< s

  /// The moment that the values are decay corrected to if the activity at FrameReferenceTime equals the mean
  /// over the frame: t_acq + (1/λ) ln(λT/(1 − e^−λT)) − FrameReferenceTime, with T the frame duration (QIBA
  /// vendor-neutral pseudo-code). `std::nullopt` unless all three times are stated. `lambda` in 1/s.
  std::optional<Moment> impliedReference(double lambda) const;
};

/// λT/(1 − e^−λT): the activity at the start of a frame ÷ its mean over the frame, for constant tracer
/// amount. `lambda` in 1/s, `duration` in s.
double frameStartFactor(double lambda, double duration);

/// When a PET series and its slices were acquired. All moments are on the file's clock where it is known.
class SeriesTimes {
 public:
  explicit SeriesTimes(const PetValues& values);

  std::optional<int> clock;  ///< TimezoneOffsetFromUTC, s; `std::nullopt` when missing or unreadable
  std::vector<SliceTime> slices;
  int first = -1;  ///< index of the slice acquired first; −1 when a slice that is not missing has no time
  /// The earliest acquisition of the whole series, other parts included; set when `first` is valid.
  std::optional<Moment> start;
  QString acquisitionDefect;     ///< when `first` is −1: which value is missing or unreadable
  QString acquisitionAssumed;    ///< what was assumed about the dates of the acquisitions, or empty
  std::optional<Moment> series;  ///< SeriesDate and SeriesTime
  QString seriesDefect;          ///< why SeriesDate and SeriesTime are stated but unreadable, or empty
  QString seriesAssumed;         ///< what was assumed about the date of `series`, or empty
  /// The reference that all slices imply, equal within a second; `std::nullopt` when they disagree or one
  /// implies none.
  std::optional<Moment> impliedReference(double lambda) const;

 private:
  std::optional<Moment> acquired(const PetValues& values, const PetSliceValues& slice);
  void readSlices(const PetValues& values);
  void findFirst(const PetValues& values);
  void findStart(const PetValues& values);
  void readSeries(const PetValues& values);
};

}  // namespace uptake::dicom
